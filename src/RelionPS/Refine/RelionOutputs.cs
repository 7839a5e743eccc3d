using System.Text.RegularExpressions;
using RelionPS.Errors;

namespace RelionPS.Refine;

/// <summary>
/// The files that RELION writes for a root name (3.0 to 5.0: ml_optimiser.cpp, ml_optimiser_mpi.cpp, ml_model.cpp), and
/// would write over.
/// </summary>
internal static class RelionOutputs
{
    /// <summary>
    /// What follows the root name, and the marks of continuations; those of an iteration, then those of the end.
    /// </summary>
    private static readonly string[] Tails =
    [
        @"it\d{3,}_.+",
        @"(unmasked_)?(half[12]_)?(data|model|optimiser|sampling|optimisation_set)\.star",
        @"(unmasked_)?(half[12]_)?(class|body|[12]moment)\d{3,}(_[a-z0-9]+)*\.(mrc|mrcs|bild|spi|star)",
        @"(half[12]_)?(unmasked_)?(classes|bodies|[12]moment)\.(mrcs|bild)",
        @"(solvent_mask|solvent\d+)\.mrc",
        @"som\.txt",
        // What ranks that share no memory hand each other; it goes with the iteration.
        @"rank\d+\.tmp",
        @"half[12]_.+\.mrcs?",
    ];

    private static readonly Regex Tail =
        new($@"^(_ct\d+)*(_({string.Join('|', Tails)})|\.tmp|fourier_mask\.mrc)\z", RegexOptions.CultureInvariant);

    /// <summary>Those that are there; empty where the folder is not.</summary>
    public static IEnumerable<FileInfo> Of(string outputRoot)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(outputRoot) ?? "/");
        string name = Path.GetFileName(outputRoot);
        if (!folder.Exists) return [];
        return folder.EnumerateFiles().Where(file => IsOf(name, file.Name));
    }

    /// <summary>True for the name of a file that a run of the root name writes.</summary>
    public static bool IsOf(string rootName, string fileName) =>
        fileName.StartsWith(rootName, StringComparison.Ordinal) && Tail.IsMatch(fileName[rootName.Length..]);

    /// <summary>What is said where they are there and are to stay.</summary>
    public static RelionException Exist(string outputRoot, RefineRun? run, string file) => run is not null
        ? new RelionException("RelionResultsExist", run, outputRoot, run.Status, run.StatusReason)
        : new RelionException(
            "RelionResultsExist", outputRoot, outputRoot, "without an optimiser file of an iteration",
            Path.GetFileName(file));
}
