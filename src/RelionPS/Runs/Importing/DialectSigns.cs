namespace RelionPS.Runs.Importing;

/// <summary>What tells the MPI library of a launcher whose name does not.</summary>
/// <param name="Dialect">The launcher's dialect.</param>
/// <param name="Options">Options that only this one has; a star stands for any rest.</param>
/// <param name="Variables">What its variables begin with.</param>
/// <param name="Names">Parts of the names of its modules and folders.</param>
internal sealed record DialectSign(string Dialect, string[] Options, string[] Variables, string[] Names);

/// <summary>Tells one mpirun from another.</summary>
internal static class DialectSigns
{
    /// <summary>The first whose signs are there is meant, of all signs of a kind.</summary>
    private static IReadOnlyList<DialectSign> All { get; } =
    [
        new("IntelMpi", ["-perhost", "-print-rank-map"], ["I_MPI_"], ["impi", "intel-mpi", "intelmpi", "oneapi"]),
        new(
            "OpenMpi",
            [
                "--mca", "-mca", "-x", "--map-by", "--bind-to", "--allow-run-as-root", "--oversubscribe",
                "-oversubscribe", "--report-bindings", "-report-bindings", "-npernode", "--npernode", "-pernode",
                "--hostfile", "--display-map", "--tag-output", "--rankfile", "--use-hwthread-cpus", "-cpus-per-proc",
            ],
            ["OMPI_", "PRTE_", "PMIX_"], ["openmpi", "open-mpi", "ompi", "hpcx"]),
        new(
            "Mpich",
            ["-ppn", "-genv", "-genvall", "-genvlist", "-env", "-hosts", "-bootstrap", "-f", "-launcher", "-rmk"],
            ["MPIR_", "MPICH_", "HYDRA_", "MV2_"], ["mpich", "mvapich"]),
    ];

    /// <summary>The dialect, and what tells it.</summary>
    /// <param name="line">The start.</param>
    public static (string Dialect, string Reason) Of(RefineLine line)
    {
        Wrapper? launcher = line.Start.Wrappers.FirstOrDefault(wrapper => wrapper.Role == WrapperRole.Launcher);
        if (launcher is null) return ("None", "no launcher is before the program");
        string name = launcher.Programs[0];
        if (launcher.Dialect is { } own) return (own, $"{name} is its launcher");
        string[] words = [.. line.Start.Launcher];
        // A variable or a module of a library says more than options that two of them share.
        foreach (DialectSign sign in All)
        {
            string? variable = line.Variables.Select(pair => pair.Key).Concat(words)
                .FirstOrDefault(key => sign.Variables.Any(begin => key.StartsWith(begin, StringComparison.Ordinal)));
            if (variable is not null) return (sign.Dialect, $"the variable {variable} is of that library");
        }
        foreach (DialectSign sign in All)
        {
            string? hint = line.Hints.Concat(words).FirstOrDefault(
                word => sign.Names.Any(part => word.Contains(part, StringComparison.OrdinalIgnoreCase)));
            if (hint is not null) return (sign.Dialect, $"'{hint}' names it");
        }
        foreach (DialectSign sign in All)
        {
            string? option = words.FirstOrDefault(word => sign.Options.Contains(word.Split('=')[0]));
            if (option is not null) return (sign.Dialect, $"{name} has the option {option}");
        }
        return name.Contains("hydra", StringComparison.Ordinal)
            ? ("Mpich", $"{name} is the launcher of MPICH, and of Intel MPI")
            : ("OpenMpi", $"nothing on the line tells whose {name} it is; Open MPI's is the usual one");
    }
}
