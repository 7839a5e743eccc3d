using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>The hosts that a scheduler gave to this session.</summary>
/// <param name="Hosts">Their names, each once, in the scheduler's order.</param>
/// <param name="Variable">The variable that names them.</param>
internal sealed record Allocation(IReadOnlyList<string> Hosts, string Variable)
{
    /// <summary>Where each scheduler says it: Slurm in a list, PBS in a file with a line a rank, LSF in words, a word a rank.</summary>
    private static readonly (string Variable, Func<string, IReadOnlyList<string>?> Read)[] Sources =
    [
        ("SLURM_JOB_NODELIST", HostList.TryExpand),
        ("PBS_NODEFILE", file => File.Exists(file) ? HostFile.Read(file) : null),
        ("LSB_HOSTS", text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ("LSB_DJOB_HOSTFILE", file => File.Exists(file) ? HostFile.Read(file) : null),
    ];

    /// <summary>The allocation; null where there is none.</summary>
    /// <param name="variable">Gives an environment variable's value.</param>
    /// <exception cref="RelionException"><c>RelionHostNameInvalid</c>.</exception>
    public static Allocation? Find(Func<string, string?> variable)
    {
        foreach ((string name, Func<string, IReadOnlyList<string>?> read) in Sources)
        {
            if (variable(name) is { Length: > 0 } value && read(value) is { Count: > 0 } hosts)
            {
                IEnumerable<string> names = hosts.Select(HostName.Check).Distinct(StringComparer.OrdinalIgnoreCase);
                return new Allocation([.. names], name);
            }
        }
        return null;
    }
}
