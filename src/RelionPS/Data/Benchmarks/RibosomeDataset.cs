using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Nodes.Profile;
using RelionPS.Nodes.Readers;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// The guide's benchmark, the Plasmodium ribosome: checks the unpacked tree and sets it up once (guide 3.3, 5.1).
/// </summary>
internal static class RibosomeDataset
{
    public const string Name = "PlasmodiumRibosome";

    private const string Map = "emd_2660.map";
    private const string OldStar = "Particles/shiny_2sets.star";
    private const string NewStar = "Particles/shiny_2sets_3.1.star";
    private const string MendedStar = "Particles/shiny_2sets_mended.star";
    private const double ParticleDiameter = 360;

    /// <summary>The value that is astray in the published file.</summary>
    private static readonly MendedLine PublishedFault = new(5476, "9");

    /// <summary>The folder of the tree: the path, or the one folder below it that an archive made.</summary>
    public static string? FindTop(string path) =>
        !Directory.Exists(path) ? null
        : File.Exists(Path.Combine(path, Map)) ? path
        : Directory.GetDirectories(path).Where(folder => File.Exists(Path.Combine(folder, Map))).ToArray() is [var only]
            ? only
                : null;

    /// <summary>Checks and sets up.</summary>
    /// <param name="path">The unpacked tree, or the folder it was unpacked in.</param>
    /// <param name="convertAgain">True converts anew over a converted file.</param>
    /// <param name="machine">The machine whose mounts are read.</param>
    /// <param name="builds">Folders with builds of RELION's programs, beside PATH.</param>
    /// <param name="reporter">Takes warnings and progress.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="RelionException"><c>RelionBenchmarkDataMissing</c>, <c>RelionOutputNotWritable</c>, or what
    /// reading, mending and converting the particles may raise.</exception>
    public static async Task<BenchmarkDataset> PrepareAsync(
        string path,
        bool convertAgain,
        NodeFiles machine,
        IEnumerable<string> builds,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        string top = FindTop(path) ?? throw Missing(path, Map);
        string old = Path.Combine(top, OldStar), converted = Path.Combine(top, NewStar);
        if (!Directory.Exists(Path.Combine(top, "Particles"))) throw Missing(top, "the folder Particles");
        if (!File.Exists(old) && !File.Exists(converted)) throw Missing(top, OldStar);

        RelionDataset particles = File.Exists(converted) && !convertAgain
            ? DatasetReader.Read(converted, top, checkStacks: true, cancellationToken)
            : await ConvertAsync(top, old, converted, builds, reporter, cancellationToken).ConfigureAwait(false);
        long bytes = CheckStacks(top, particles, cancellationToken) + new FileInfo(Path.Combine(top, Map)).Length;
        WarnOfSpace(top, bytes, reporter);
        if (FileSystemWarning(machine, top) is { } warning) reporter.Warning(warning);
        WritableFolder.Ensure(Path.Combine(top, "Results"));
        return new BenchmarkDataset
        {
            Name = Name,
            Preset = Name,
            WorkingDirectory = top,
            InputStar = NewStar,
            Reference = Map + ":mrc",
            ParticleCount = particles.ParticleCount,
            BoxSize = particles.BoxSize ?? throw Missing(top, "the image size in " + NewStar),
            PixelSize = particles.PixelSize ?? throw Missing(top, "the pixel size in " + NewStar),
            ParticleDiameter = ParticleDiameter,
        };
    }

    /// <summary>
    /// What the guide says of the file system that the data are on; null where nothing is to be said, or its kind is
    /// not known.
    /// </summary>
    internal static string? FileSystemWarning(NodeFiles machine, string folder)
    {
        Mount? mount = MountTable.Of(MountTable.Read(machine), folder);
        return mount is not null && FileSystemTypes.Kind(mount.Type) == FileSystemKind.Network
            ? $"'{folder}' is on {mount.Type} ({mount.Device}). RELION works there, and slowly: put the data on a "
                + $"fast cluster file system (guide 2.4, 3.3)."
            : null;
    }

    private static async Task<RelionDataset> ConvertAsync(
        string top,
        string old,
        string converted,
        IEnumerable<string> builds,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        RelionDataset before = ReadOld(top, old, reporter, cancellationToken);
        if (before.StarGeneration != "3.0")
        {
            throw DatasetErrors.ConversionFailed(
                old,
                "It has an optics table already, and RELION would write an empty file. Unpack the published file "
                + "again.");
        }
        string partial = WholeFile.NameBeside(converted);
        var made = new MadeFiles(top);
        made.Refuse(NewStar);
        try
        {
            reporter.Verbose(
                $"relion_convert_star --i {Path.GetRelativePath(top, before.FullName)} --o {NewStar}  (in {top}, "
                + $"guide 5.1)");
            await StarConversion.RunAsync(
                before,
                partial,
                overwrite: false,
                checkStacks: false,
                builds,
                cancellationToken).ConfigureAwait(false);
            made.Place(partial, NewStar);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(converted, exception.Message, exception);
        }
        finally
        {
            File.Delete(partial);
        }
        return DatasetReader.Read(converted, top, checkStacks: true, cancellationToken);
    }

    /// <summary>
    /// The old file, without the fault that the published one is known for; any other fault is the user's to judge.
    /// </summary>
    private static RelionDataset ReadOld(
        string top, string old, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            return DatasetReader.Read(old, top, checkStacks: false, cancellationToken);
        }
        catch (RelionException exception) when (exception.ErrorId == "RelionStarStrayValue")
        {
            string mended = Path.Combine(top, MendedStar);
            string partial = WholeFile.NameBeside(mended);
            MendedLine only = PublishedFault;
            try
            {
                if (StrayValues.Mend(old, partial, overwrite: false, cancellationToken) is not [var found]
                    || found != PublishedFault)
                {
                    throw;
                }
                new MadeFiles(top).Place(partial, MendedStar);
            }
            finally
            {
                File.Delete(partial);
            }
            reporter.Warning(
                $"'{old}' has a value too many, '{only.Value}' on line {only.Line}, as published. It was left out in "
                + $"'{mended}', which was converted.");
            return DatasetReader.Read(mended, top, checkStacks: false, cancellationToken);
        }
    }

    /// <summary>All stacks there, and as long as their headers say; gives their size.</summary>
    private static long CheckStacks(string top, RelionDataset particles, CancellationToken cancellationToken)
    {
        if (particles.MissingStacks is [var first, ..] missing)
        {
            throw Missing(
                top,
                FormattableString.Invariant(
                    $"{first}, and {missing.Count} of {particles.StackCount} image stacks in all,"));
        }
        long bytes = 0;
        foreach (string stack in particles.Stacks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = ImageStacks.PathOf(stack, top);
            long length = new FileInfo(path).Length;
            if (MrcHeader.TryRead(path) is not { } header || length < header.FileBytes)
            {
                throw Missing(
                    top, FormattableString.Invariant($"the rest of {stack}, which is cut short at {length} bytes,"));
            }
            bytes += length;
        }
        return bytes;
    }

    /// <summary>As much again as the data take is wanted for the results (guide 3.3).</summary>
    private static void WarnOfSpace(string top, long bytes, IReporter reporter)
    {
        if (DatasetFolder.FreeBytes(top) is { } free && free < bytes)
        {
            reporter.Warning(string.Create(CultureInfo.InvariantCulture,
                $"'{top}' has {free / 1e9:0.#} GB free, and a full run's results take about as much as the data, "
                + $"{bytes / 1e9:0.#} GB (guide 3.3). RELION says nothing when a disk is full."));
        }
    }

    private static RelionException Missing(string folder, string what) =>
        BenchmarkErrors.BenchmarkDataMissing(folder, what);
}
