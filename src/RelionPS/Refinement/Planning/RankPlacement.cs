namespace RelionPS;

/// <summary>Where one rank runs.</summary>
/// <param name="Rank">Its number; 0 is the leader.</param>
/// <param name="HostName">Its host; <c>#2</c> for the second node of a plan that names no hosts.</param>
/// <param name="Cpus">Logical CPUs it may use, in the kernel's list format (<c>0-7,64-71</c>).</param>
public sealed record RankPlacement(int Rank, string HostName, string Cpus)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rank} {HostName} {Cpus}";
}
