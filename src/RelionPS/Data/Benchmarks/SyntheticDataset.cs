using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Data.Mrc;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// Makes the synthetic set: phantom, poses, projections by RELION, noise; and finds one that is there already.
/// </summary>
internal static class SyntheticDataset
{
    public const string Name = "Synthetic";

    private const string ParticlesStar = "particles.star";
    private const string ParticlesStack = "particles.mrcs";
    private const string TruthStar = "truth.star";
    private const string Reference = "reference.mrc";
    private const string Phantom = "phantom.mrc";
    private const string Activity = "Making the synthetic data set";

    private static readonly string[] Files = [Phantom, Reference, ParticlesStack, TruthStar, ParticlesStar];

    /// <summary>The set of these parameters, where the folder holds it whole; else null.</summary>
    /// <exception cref="RelionException"><c>RelionDatasetExists</c>: the folder holds something else, and may not be
    /// overwritten.</exception>
    public static BenchmarkDataset? Find(string folder, SyntheticParameters parameters, bool force) =>
        DatasetFolder.Existing(folder, force, manifest => manifest.Matches(folder, Name, parameters)) is { } manifest
            ? Describe(folder, parameters, manifest.CreationSeconds, manifest.Sizing)
            : null;

    /// <summary>The set of these parameters whose size was found for the same, where the folder holds it; else null.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionDatasetExists</c> or <c>RelionDatasetNotWritable</c>.</exception>
    public static BenchmarkDataset? FindSized(
        string folder, SyntheticParameters parameters, SizingFacts sizing, bool force) =>
        DatasetFolder.Existing(
            folder, force, manifest => manifest.MatchesSized(folder, Name, parameters, sizing)) is { } manifest
            ? Describe(folder, manifest.Parameters!, manifest.CreationSeconds, manifest.Sizing)
            : null;

    /// <summary>Makes the set in the folder, over an older one.</summary>
    /// <exception cref="RelionException">
    /// <c>RelionDiskSpaceShort</c>, <c>RelionProgramNotFound</c>, <c>RelionDatasetNotWritable</c>,
    /// <c>RelionDatasetBusy</c>, <c>RelionProjectFailed</c>.
    /// </exception>
    /// <param name="folder">Where it is made.</param>
    /// <param name="parameters">What is made.</param>
    /// <param name="builds">Folders with builds of RELION's programs, beside PATH.</param>
    /// <param name="reporter">Where progress goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="sizing">How the number of particles was found; null where it was given.</param>
    public static async Task<BenchmarkDataset> CreateAsync(
        string folder,
        SyntheticParameters parameters,
        IEnumerable<string> builds,
        IReporter reporter,
        CancellationToken cancellationToken,
        SizingFacts? sizing = null)
    {
        if (DatasetFolder.FreeBytes(folder) is { } free && free < parameters.DiskBytes)
        {
            throw BenchmarkErrors.DiskSpaceShort(folder, parameters.DiskBytes / 1e9, free / 1e9);
        }

        string program = ProgramBuilds.Require(RelionProject.ProgramName, builds);
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var work = new DatasetFolder(folder);
            // Not before: while another process brings its files to their place, they are not in its record.
            DatasetFolder.RefuseOthers(folder, Files);
            string content = work.MakeContentFolder();
            await MakeFilesAsync(program, content, parameters, reporter, cancellationToken).ConfigureAwait(false);
            double seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
            work.Publish(content, Files, (lengths, times) =>
                new DatasetManifest(
                    DatasetManifest.CurrentSchema,
                    DatasetManifest.CurrentGenerator,
                    Name,
                    parameters,
                    seconds,
                    lengths)
                {
                    FileTimesUtc = times,
                    Sizing = sizing,
                });
            return Describe(folder, parameters, seconds, sizing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(folder, exception.Message, exception);
        }
        finally
        {
            reporter.Progress(new ProgressReport(Activity, "", IsCompleted: true));
        }
    }

    private static async Task MakeFilesAsync(
        string program,
        string folder,
        SyntheticParameters parameters,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        const string unscaled = "unscaled.mrc";
        string In(string name) => Path.Combine(folder, name);
        void Show(string step, double percent) => reporter.Progress(new ProgressReport(Activity, step, percent));

        Show("Drawing the phantom", 0);
        IReadOnlyList<SyntheticPhantom.Blob> blobs = SyntheticPhantom.Create(parameters);
        WriteMap(unscaled, blobs, 1);
        SyntheticStar.Write(In(TruthStar), ParticlesStack, parameters, withPoses: true);
        SyntheticStar.Write(In(ParticlesStar), ParticlesStack, parameters, withPoses: false);

        string projections = In(await RelionProject.RunAsync(program, folder, unscaled, TruthStar, parameters,
            part => Show("Projecting with relion_project", 5 + 70 * part),
            reporter,
            cancellationToken).ConfigureAwait(false));

        Show("Measuring the signal", 75);
        double scale = SyntheticImages.MeasureScale(projections, parameters, cancellationToken);
        SyntheticImages.AddNoise(projections, In(ParticlesStack), scale, parameters,
            count => Show("Adding noise", 80 + 15.0 * count / parameters.ParticleCount), cancellationToken);

        // With the images' scale the maps are on RELION's absolute scale of intensity.
        Show("Writing the maps", 95);
        WriteMap(Phantom, blobs, scale);
        WriteMap(
            Reference, SyntheticPhantom.LowPass(blobs, parameters.ReferenceResolution / parameters.PixelSize), scale);

        void WriteMap(string name, IReadOnlyList<SyntheticPhantom.Blob> parts, double factor) => MrcWriter.WriteVolume(
            In(name),
            SyntheticPhantom.Draw(parts, parameters.BoxSize, factor, cancellationToken),
            parameters.BoxSize,
            parameters.PixelSize,
            "RelionPS synthetic map");
    }

    private static BenchmarkDataset Describe(
        string folder, SyntheticParameters parameters, double creationSeconds, SizingFacts? sizing) =>
        new()
        {
            Name = Name,
            Preset = Name,
            WorkingDirectory = folder,
            InputStar = ParticlesStar,
            Reference = Reference,
            Phantom = Phantom,
            TruthStar = TruthStar,
            ParticleCount = parameters.ParticleCount,
            BoxSize = parameters.BoxSize,
            PixelSize = parameters.PixelSize,
            ParticleDiameter = parameters.ParticleDiameter,
            InitialHighResolution = parameters.ReferenceResolution,
            SignalToNoise = parameters.SignalToNoise,
            Seed = parameters.Seed,
            CreationTime = TimeSpan.FromSeconds(creationSeconds),
            ExpectationShare = sizing?.Points is [.., var last] ? last.Share : null,
            SizingTrials = sizing?.Points ?? [],
        };
}
