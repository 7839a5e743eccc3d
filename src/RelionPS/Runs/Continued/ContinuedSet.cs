using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Data.Benchmarks;
using RelionPS.Data.Datasets;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Importing;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Continued;

/// <summary>
/// Makes data sets of one iteration of a run, and finds those that are there already. The run is read, and nothing of
/// it is changed; its images are used where they are.
/// </summary>
internal sealed class ContinuedSet
{
    public const string Name = "Continue";

    private const string Activity = "Cutting the run's iteration", AllParticles = "all";

    private readonly StartingPoint _start;
    private readonly RefineCommand _command;
    private readonly string _folder;
    private readonly ContinuedParameters _parameters;

    private ContinuedSet(StartingPoint start, RefineCommand command, string folder, ContinuedParameters parameters) =>
        (_start, _command, _folder, _parameters) = (start, command, folder, parameters);

    /// <summary>What the sets are of, for messages.</summary>
    public string What => string.Create(
        CultureInfo.InvariantCulture, $"{_start.Run.Name} after iteration {_start.Iteration}");

    /// <summary>Decides what is made.</summary>
    /// <param name="run">The run.</param>
    /// <param name="iteration">The iteration to go on from; null for the last whole one.</param>
    /// <param name="counts">Particles of each set; empty for one set of all.</param>
    /// <param name="seed">Seed of the choice.</param>
    /// <param name="folder">Full path of the sets' folder.</param>
    /// <exception cref="RelionException"><c>RelionIterationNotWhole</c>, <c>RelionRunNotContinuable</c>,
    /// <c>RelionRunNotForBenchmark</c>, or <c>RelionRunWithoutCommand</c>.</exception>
    public static ContinuedSet Of(RefineRun run, int? iteration, IReadOnlyList<int> counts, int seed, string folder)
    {
        StartingPoint start = StartingPoint.Of(run, iteration);
        RefineCommand command = CommandOfRun.Of(run, folder);
        int[] asked = [.. counts.Distinct().Order()];
        // What can't be ended after one iteration is refused before anything is made.
        IterationCommand.Of(start, command, "", folder, 0);
        return new ContinuedSet(
            start, command, folder, new ContinuedParameters(run.OutputRoot, start.Iteration, seed, asked)
            {
                Sources = new SortedDictionary<string, string>(
                    start.Files.ToDictionary(path => Path.GetFileName(path)!, Stamp), StringComparer.Ordinal),
            });
    }

    /// <summary>The sets, where the folder holds them whole; else null.</summary>
    /// <exception cref="RelionException"><c>RelionDatasetExists</c> or <c>RelionDatasetNotWritable</c>.</exception>
    public IReadOnlyList<ContinuedDataset>? Find(bool force) =>
        DatasetFolder.Existing(_folder, force, manifest => manifest.Matches(_folder, Name, _parameters)) is
        { Continued: { } made } manifest
            ? Describe(made.Cuts, manifest.CreationSeconds)
            : null;

    /// <summary>Makes the sets, over those that this made there before.</summary>
    /// <param name="reporter">Where progress goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionException"><c>RelionRunNotForBenchmark</c>, <c>RelionDiskSpaceShort</c>,
    /// <c>RelionFileNotOwn</c>, <c>RelionFileChanged</c>, <c>RelionDatasetNotWritable</c> or
    /// <c>RelionDatasetBusy</c>.</exception>
    public IReadOnlyList<ContinuedDataset> Create(IReporter reporter, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        Show("Reading the particles", 0);
        ParticleRows rows = ParticleRows.Read(_start.DataPath, cancellationToken);
        Refuse(rows);
        string project = Project(rows);
        ParticleCut[] cuts =
        [
            .. (_parameters.Asked.Count == 0 ? [null] : _parameters.Asked.Select(count => (int?)count))
                .Select(count => ParticleCutter.Cut(rows, count, _parameters.Seed, _start.ModelPaths.Count > 1)),
        ];
        long needed = SetFiles.Bytes(_start, cuts.Length);
        if (DatasetFolder.FreeBytes(_folder) is { } free && free < needed)
        {
            throw BenchmarkErrors.DiskSpaceShort(_folder, needed / 1e9, free / 1e9);
        }
        try
        {
            using var work = new DatasetFolder(_folder);
            string content = work.MakeContentFolder();
            var files = new SetFiles(_start, project, content);
            Show("Copying maps", 10);
            files.WriteShared(cancellationToken);
            var facts = new List<CutFacts>();
            foreach (ParticleCut cut in cuts)
            {
                Show($"Cutting to {cut.Count} particles", 30 + (70.0 * facts.Count / cuts.Length));
                string root = _parameters.Asked.Count == 0 ? AllParticles : RootOf(cut.Asked);
                int groups = files.WriteCount(root, rows, cut, cancellationToken);
                facts.Add(new CutFacts(
                    root, cut.Asked, cut.Count, rows.Count, cut.MicrographCount, cut.OpticsGroupCount, groups,
                    cut.Halves, cut.HasWholeMicrographs, cut.Reason));
            }
            double seconds = Math.Round(Stopwatch.GetElapsedTime(begin).TotalSeconds, 3);
            work.Publish(content, files.Names, (lengths, times) =>
                new DatasetManifest(
                    DatasetManifest.CurrentSchema, DatasetManifest.CurrentGenerator, Name, null, seconds, lengths)
                {
                    FileTimesUtc = times,
                    Continued = _parameters with { Cuts = facts },
                });
            return Describe(facts, seconds);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw BenchmarkErrors.DatasetNotWritable(_folder, exception.Message, exception);
        }
        finally
        {
            reporter.Progress(new ProgressReport(Activity, "", IsCompleted: true));
        }

        void Show(string step, double percent) => reporter.Progress(new ProgressReport(Activity, step, percent));
    }

    private static string RootOf(int asked) => string.Create(CultureInfo.InvariantCulture, $"n{asked}");

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc:O}");
    }

    private void Refuse(ParticleRows rows)
    {
        string? reason = rows switch
        {
            { HasOptics: false } => "its particles have no optics table: they are of RELION 3.0 or older",
            { AreTiltStacks: true } =>
                "its particles are stacks of tilts, which RELION reads together with their tomograms",
            { HasGroups: false } => $"its particles do not tell their groups ({ParticleRows.GroupColumn})",
            { Further: [var other, ..] } => $"its particles are followed by a table that is not known, data_{other}",
            { Count: 0 } => "it has no particles",
            _ when _start.ModelPaths.Count > 1 && !rows.HasHalves =>
                "its half-sets are split, and its particles do not tell theirs (rlnRandomSubset)",
            _ => null,
        };
        if (reason is not null) throw ContinuedErrors.RunNotForBenchmark(_start.Run, reason);
    }

    /// <summary>
    /// The folder that names in the run's tables are relative to: the first from which its images are found, and the
    /// files that its optimiser file names too. Images under full paths are found from anywhere.
    /// </summary>
    private string Project(ParticleRows rows)
    {
        string image = rows.FirstImage is { } name ? ImageName.Parse(name).Stack : "";
        string[] folders =
        [
            .. SetPaths.Folders(_start.Run, _command)
                .Where(folder => File.Exists(ImageStacks.PathOf(image, folder))),
        ];
        return Array.Find(folders, HasNamed) ?? folders.FirstOrDefault()
            ?? throw ContinuedErrors.RunNotForBenchmark(
                _start.Run,
                $"the images '{image}' are found neither from the folder that it was started in "
                + $"('{_start.Run.WorkingDirectory ?? _command.WorkingDirectory}') nor from one above its results");

        bool HasNamed(string folder) =>
            SetFiles.NamedBy(_start).All(named => File.Exists(SetPaths.Full(named, folder)));
    }

    private IReadOnlyList<ContinuedDataset> Describe(IReadOnlyList<CutFacts> cuts, double seconds)
    {
        RefineOptions remembered = RememberedOptions.Of(_start);
        return [.. cuts.Select(cut => Describe(cut, remembered, seconds))];
    }

    private ContinuedDataset Describe(CutFacts cut, RefineOptions remembered, double seconds)
    {
        string optimiser = SetFiles.Name(cut.Name, _start.OptimiserPath);
        DataSize data = RememberedOptions.DataOf(_start, cut.Kept);
        return new ContinuedDataset
        {
            Name = Name,
            Preset = Presets.None,
            WorkingDirectory = _folder,
            InputStar = SetFiles.Name(cut.Name, _start.DataPath),
            Reference = Path.GetFileName(_start.MapPaths[0]),
            ParticleCount = cut.Kept,
            BoxSize = data.BoxSize ?? 0,
            PixelSize = data.PixelSize ?? 0,
            ParticleDiameter = remembered.ParticleDiameter is > 0 and var diameter
                ? diameter
                : (data.BoxSize ?? 0) * (data.PixelSize ?? 0),
            Seed = _parameters.Seed,
            CreationTime = TimeSpan.FromSeconds(seconds),
            RunRoot = _start.Run.OutputRoot,
            Kind = _start.Run.Kind,
            FromIteration = _start.Iteration,
            IsFinalIteration = _start.IsNextFinal,
            OptimiserStar = optimiser,
            ResultRoot = $"Results/{cut.Name}",
            AskedParticleCount = cut.Asked,
            RunParticleCount = cut.Of,
            HalfCounts = cut.Halves,
            MicrographCount = cut.Micrographs,
            OpticsGroupCount = cut.OpticsGroups,
            GroupCount = cut.Groups,
            HasWholeMicrographs = cut.HasWholeMicrographs,
            CutReason = cut.Reason,
            ClassCount = remembered.ClassCount ?? 1,
            CurrentSize = data.CurrentSize,
            Resolution = ModelFile.Known(_start.Model.General, "rlnCurrentResolution"),
            AngularSampling = RememberedOptions.OrderOf(_start),
            Command = IterationCommand.Of(_start, _command, optimiser, _folder, cut.Kept),
            Remembered = remembered,
            Data = data,
        };
    }
}
