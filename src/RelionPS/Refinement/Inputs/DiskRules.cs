using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Nodes.Readers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>
/// Rules on room and folders, for plans of the machine this session runs on; other machines' disks are unknown.
/// </summary>
internal static class DiskRules
{
    /// <summary>
    /// RELION's default of <c>--keep_free_scratch</c>, in its gigabytes of 2³⁰ bytes (3.1.3, ml_optimiser.cpp).
    /// </summary>
    private const double DefaultReserve = 10;

    private const double Gibibyte = 1L << 30;
    private const int DefaultIterations = 50;

    /// <summary>Bytes of a particle in the data.star of an iteration, with its thirty columns.</summary>
    private const int BytesPerRow = 450;

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new(
            "ScratchSpace",
            "Disk",
            "the images as 32-bit reals, and --keep_free_scratch",
            "the first follower of each node copies all particles; what does not fit is read from the data disk, "
            + "slowly",
            "free space there, name another --scratch_dir, or leave it out", "RELION 3.1.3 exp_model.cpp", Scratch),
        new(
            "ResultsSpace",
            "Disk",
            "room for the maps and tables of all iterations",
            "RELION goes on over a full disk, and its files are cut short",
            "free space, or write elsewhere (-OutputRoot)",
            "field",
            Results),
        new(
            "OutputFolder",
            "Disk",
            "a root name with a folder that is there",
            "RELION ends at one that is not",
            "make it; Measure-RelionBenchmark and Submit-RelionJob do",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => input.ValueOf(OptionTable.Output) is not { } root ? Answer.NotNamed(OptionTable.Output)
                : !root.Contains('/')
                    ? new RuleResult(FindingStatus.Fail, "no folder", root, $"write './{root}' or 'Results/{root}'")
                    : !Directory.Exists(input.Folder) ? Answer.NotThere(input.Folder)
                    : Answer.Of(
                        Directory.Exists(Path.GetDirectoryName(input.FullPath(root))),
                        root,
                        OptionTable.Output,
                        FindingStatus.Warn)),
    ];

    private static RuleResult Scratch(RunInput input)
    {
        if (input.ValueOf(OptionTable.Scratch) is not { } folder) return Answer.NotNamed(OptionTable.Scratch);
        if (Bytes(input) is not { } bytes) return Answer.NotKnown("the number of particles or their box");
        double needed = bytes + (input.Number(OptionTable.KeepFreeScratch) ?? DefaultReserve) * Gibibyte;
        if (!input.IsHere)
        {
            return Verdict.Unknown(
                $"{folder} is another machine's disk",
                $"{Quantity.Gigabytes(needed)} are needed on each node: df there");
        }
        if (!Directory.Exists(folder))
        {
            return new RuleResult(FindingStatus.Fail, "no such folder", folder, "make the folder, or name another");
        }
        return FileSystemSpace.Of(folder) is { } space
            ? Answer.Of(
                space.FreeBytes >= needed,
                $"{Quantity.Gigabytes(space.FreeBytes)} free, {Quantity.Gigabytes(needed)} needed",
                folder,
                FindingStatus.Warn)
            : Answer.NotKnown($"the room on {folder}");
    }

    private static RuleResult Results(RunInput input)
    {
        if (input.ValueOf(OptionTable.Output) is not { } root) return Answer.NotNamed(OptionTable.Output);
        if ((input.Particles?.Value?.BoxSize ?? input.Reference?.Value?.Columns) is not { } box
            || Count(input) is not { } particles)
        {
            return Answer.NotKnown("the number of particles or their box");
        }
        if (!input.IsHere || Existing(Path.GetDirectoryName(input.FullPath(root))) is not { } folder)
        {
            return Verdict.Unknown("the results go to another machine's disk", "df there");
        }
        double iterations = (input.Number(OptionTable.Iterations) ?? DefaultIterations) + 1;
        double needed =
            iterations * ((input.Number(OptionTable.Classes) ?? 1) * box * box * box * sizeof(float)
                + particles * BytesPerRow);
        return FileSystemSpace.Of(folder) is { } space
            ? Answer.Of(
                space.FreeBytes >= needed,
                $"{Quantity.Gigabytes(space.FreeBytes)} free, {Quantity.Gigabytes(needed)} needed",
                folder)
            : Answer.NotKnown($"the room in {folder}");
    }

    private static double? Bytes(RunInput input) =>
        input.IsDeep ? input.Particles?.Value?.ImageBytes
            : Count(input) is { } particles && input.Particles?.Value is { BoxSize: { } box } star
                ? (double)(particles * ImageSizes.One(box, star.Dimensions))
                : null;

    private static long? Count(RunInput input) => input.IsDeep ? input.Particles?.Value?.ParticleCount : null;

    private static string? Existing(string? folder)
    {
        while (folder is not null && !Directory.Exists(folder)) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
