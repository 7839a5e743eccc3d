namespace RelionPS.Refinement.Planning;

/// <summary>
/// How plans speak of a node's quota of CPU time, by which all threads are stopped for a part of each period.
/// </summary>
internal static class CpuQuota
{
    /// <summary>The name under which its decisions stand, and where they are from.</summary>
    public const string Rule = "CpuQuota", Source = "control groups";
}
