using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>Completes Intel MPI's fabrics (I_MPI_FABRICS).</summary>
public sealed class FabricCompleter : ValueCompleter
{
    // Intel MPI developer reference, I_MPI_FABRICS; those of main versions up to 2018 are behind the first three.
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
    [
        ("shm:ofi", "shared memory within a node, libfabric between nodes: Intel MPI 2019 and later"),
        ("shm", "shared memory: one node"),
        ("ofi", "libfabric, within nodes too"),
        ("shm:dapl", "DAPL between nodes: up to 2018"),
        ("shm:tmi", "Omni-Path's tag matching between nodes: up to 2018"),
        ("shm:tcp", "TCP between nodes: up to 2018"),
    ];
}

/// <summary>Completes the launchers' usual programs, and files after them.</summary>
public sealed class LauncherCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        MpiDialects.All.GroupBy(dialect => dialect.Program)
            .Select(dialects => (dialects.Key, string.Join(", ", dialects.Select(dialect => dialect.Name))))
            .Concat(scope.Word.Contains('/') ? Files(scope.Word) : []);

    private static IEnumerable<(string, string)> Files(string word)
    {
        string folder = Path.GetFullPath(Path.GetDirectoryName(word) ?? "/", CompletionScope.Here() ?? "/");
        return Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.Combine(Path.GetDirectoryName(word) ?? "/", Path.GetFileName(path)), path))
            : [];
    }
}

/// <summary>Completes options of the refinement program that have no parameter of their own.</summary>
public sealed class RelionOptionCompleter : ValueCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> Values(CompletionScope scope) =>
        OptionTable.All
            .Where(option => option.Parameter is null && !option.Flag.EndsWith('*'))
            .Select(option => (option.Flag, "an option of relion_refine"));
}
