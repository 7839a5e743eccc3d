using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Nodes.Advice;

/// <summary>File systems of data and scratch (guide 2.3, 3.3).</summary>
internal static class StorageAdvice
{
    private const string Category = "Storage";
    private const string AskData = "give -DataPath to Get-RelionNodeProfile, on the node itself";
    private const string AskScratch = "give -ScratchPath to Get-RelionNodeProfile, on the node itself";

    /// <summary>
    /// RELION leaves as much free on scratch (--keep_free_scratch, 10 by default): with less it copies nothing.
    /// </summary>
    private const double ScratchKept = 10e9;

    public static readonly IReadOnlyList<NodeRule> Rules =
    [
        new()
        {
            Id = "ParallelFileSystem", Category = Category, Source = "guide 2.3", Wanted = "a parallel file system",
            Why = "all nodes read the data set and write results at once",
            Remedy = "put data sets on Lustre, GPFS, BeeGFS or the like",
            Check = input => File(input, "Data") is { Kind: not FileSystemKind.Unknown } file
                ? new(
                    file.Kind == FileSystemKind.Parallel ? FindingStatus.Pass : FindingStatus.Fail,
                    $"{file.Type} ({file.Kind})",
                    file.Type.Source)
                : Verdict.Unknown(
                    File(input, "Data") is { } other
                        ? $"the type '{other.Type}' is not known"
                        : "no data path was given",
                    AskData),
        },
        new()
        {
            Id = "StorageCapacity", Category = Category, Source = "guide 2.3, 3.2", Wanted = "at least {0}",
            Threshold = 2e15, Show = Quantity.Gigabytes,
            Why = "a microscope makes terabytes a day, and the guide wants 2 PB for each",
            Remedy = "enlarge the file system; Get-RelionClusterPlan says by how much",
            Check = input => Space(File(input, "Data")?.TotalBytes, input.Threshold, AskData, FindingStatus.Fail),
        },
        new()
        {
            Id = "BenchmarkSpace", Category = Category, Source = "guide 3.3", Wanted = "at least {0} free",
            Threshold = 2 * 47e9, Show = Quantity.Gigabytes,
            Why = "the benchmark's data take 47 GB, and its results a similar amount",
            Remedy = "free space there, or use another folder",
            Check = input => Space(File(input, "Data")?.FreeBytes, input.Threshold, AskData, FindingStatus.Fail),
        },
        new()
        {
            Id = "FreeInodes", Category = Category, Source = "field", Wanted = "at least {0} inodes free",
            Threshold = 100_000, Show = Verdict.Count,
            Why = "a file system without inodes is full though it has bytes, and RELION does not say so",
            Remedy = "remove files there, or raise the quota",
            Check = input => File(input, "Data") is { TotalInodes.Value: 0 }
                ? Verdict.NotApplicable("no fixed number", "statvfs")
                : File(input, "Data")?.FreeInodes is { Value: { } free } fact
                    ? new(
                        free >= input.Threshold ? FindingStatus.Pass : FindingStatus.Fail,
                        Verdict.Count(free),
                        fact.Source)
                    : Verdict.Unknown("statvfs of the data path is not known", AskData),
        },
        new()
        {
            Id = "ScratchSpace", Category = Category, Source = "field", Wanted = "more than {0} free",
            Threshold = ScratchKept, Show = Quantity.Gigabytes,
            Why = "RELION keeps 10 GB of scratch free (--keep_free_scratch), so with less it copies nothing there",
            Remedy = "empty the scratch folder, or leave --scratch_dir out",
            Check = input => Space(File(input, "Scratch")?.FreeBytes, input.Threshold, AskScratch, FindingStatus.Fail),
        },
        new()
        {
            Id = "ScratchLeftover", Category = Category, Source = "field", Wanted = "no relion_volatile",
            Why = "a run that crashed left its copy of the particles there, or another run is using it",
            Remedy = "remove the folder relion_volatile when no RELION runs on the node",
            Check = input => File(input, "Scratch") is { } file
                ? Verdict.Of(
                    file.HasRelionVolatile,
                    value => value == false,
                    FindingStatus.Warn,
                    value => value == true ? "relion_volatile" : "none")
                : Verdict.Unknown("no scratch path was given", AskScratch),
        },
    ];

    private static FileSystemFacts? File(RuleInput input, string role) =>
        input.Node.Storage.FileSystems.FirstOrDefault(file => file.Role == role);

    private static RuleResult Space(Fact<long?>? bytes, double threshold, string ask, FindingStatus otherwise) =>
        bytes is null
            ? Verdict.Unknown("no path was given", ask)
            : Verdict.AtLeast(
                bytes.Value, threshold, Quantity.Gigabytes, bytes.Source, bytes.HowToKnow ?? ask, otherwise);
}
