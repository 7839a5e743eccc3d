using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>
/// Reads what a refinement has left, from its optimiser and model files, and from what tells of its end.
/// </summary>
internal sealed class RunReader
{
    /// <summary>Files that lie closer together were written by a copy in one go.</summary>
    private static readonly TimeSpan ShortestIteration = TimeSpan.FromMilliseconds(20);

    private readonly string _outputRoot;
    private readonly string _folder;
    private readonly IReadOnlyList<RunFile> _files;
    private readonly bool _areTimesTrue;
    private readonly int _step;
    private readonly RunEvidence _evidence;
    private readonly List<RefineIteration> _iterations = [];
    private readonly List<string> _problems = [];
    private OptimiserFile? _optimiser;
    private ModelFile? _model;
    private RunFile? _last;

    private RunReader(string outputRoot, RunFiles files)
    {
        _outputRoot = outputRoot;
        _folder = Path.GetDirectoryName(outputRoot) ?? "/";
        _files = files.Current;
        _areTimesTrue = files.AreTimesTrue;
        // One gap alone is no rule.
        _step = _files.Count < 3 ? 1 : _files
            .Zip(_files.Skip(1), (one, next) => next.Name.Iteration - one.Name.Iteration)
            .Min();
        _evidence = RunEvidence.Read(outputRoot, files);
        _problems.AddRange(_evidence.Problems);
        if (!_areTimesTrue) _problems.Add(RunErrors.RunTimesUnknown());
        if (files.LeftBehind.Count > 0)
        {
            _problems.Add(RunErrors.RunFilesLeftBehind(files.LeftBehind.Select(file => Path.GetFileName(file.Path))));
        }
    }

    /// <summary>The run of a root name; null where there is none.</summary>
    public static RefineRun? Read(string outputRoot) =>
        RunSeries.Of(outputRoot) is { Current.Count: > 0 } files ? new RunReader(outputRoot, files).Read() : null;

    private RefineRun Read()
    {
        foreach (RunFile file in _files) ReadIteration(file);
        FinalModel? final = _optimiser is { IsAutoRefine: true } && _last is { } last
            ? FinalModel.Find(_outputRoot, last, _optimiser, _files, _areTimesTrue)
            : null;
        if (final is not null) _iterations.Add(final.Iteration);
        RunLog log = Log();
        (RefineRunStatus status, string reason) = RunStanding.Of(new RunFindings(
            _last?.Name.Iteration,
            _optimiser?.Iterations,
            _optimiser?.IsAutoRefine == true,
            final is not null,
            Incomplete(),
            _files[^1].WrittenUtc), _evidence with { Log = log });
        StarBlock? general = final?.Model.General ?? _model?.General;
        RefineIteration? shown = final?.Iteration ?? _iterations.LastOrDefault(iteration => iteration.Problem is null);
        TimeSpan[] times =
        [
            .. _iterations.Where(iteration => iteration.Time is not null).Select(iteration => iteration.Time!.Value),
        ];
        string commandLine = _optimiser?.CommandLine ?? "";
        return new RefineRun
        {
            Name = Path.GetFileName(_folder) is { Length: > 0 } folder
                ? $"{folder}/{Path.GetFileName(_outputRoot)}"
                : _outputRoot,
            OutputRoot = _outputRoot,
            Kind = Kind(),
            Status = status,
            StatusReason = reason,
            Iteration = shown?.Number ?? 0,
            IterationCount = _optimiser?.Iterations,
            Iterations = [.. _iterations.Where(iteration => iteration.Number > 0)],
            Classes = shown?.Classes ?? [],
            Resolution = shown?.Resolution,
            CurrentSize = shown?.CurrentSize,
            BoxSize = general is null ? null : (int?)ModelFile.Known(general, "rlnOriginalImageSize"),
            PixelSize = general is null ? null : ModelFile.Known(general, "rlnPixelSize"),
            Time = times.Length == 0 ? null : TimeSpan.FromTicks(times.Sum(time => time.Ticks)),
            StartedUtc = _files[0].WrittenUtc,
            ChangedUtc = final?.Iteration.WrittenUtc ?? _files[^1].WrittenUtc,
            CommandLine = commandLine,
            Arguments = _optimiser?.Arguments ?? [],
            RelionVersion = _optimiser?.Version ?? _evidence.Version,
            WorkingDirectory = WorkingDirectory(),
            OptimiserPath = _last?.Path,
            MapPaths =
            [
                .. (shown?.Classes ?? [])
                    .Select(one => one.MapPath?[(one.MapPath.IndexOf('@') + 1)..])
                    .OfType<string>()
                    .Distinct(),
            ],
            Problems = _problems,
            Notes = log.Notes,
            GpuThreads = log.GpuThreads,
            GpuUse = log.GpuUse,
            RecordPath = _evidence.RecordPath,
            ExitCode = _evidence.ExitCode,
            ProcessIds = _evidence.ProcessIds,
        };
    }

    /// <summary>
    /// What the run's output says: read where it was to use a GPU, of whose lines alone something is kept.
    /// </summary>
    private RunLog Log()
    {
        if (_evidence.Log is { } recorded) return recorded;
        bool isForGpu = _optimiser?.CommandLine is { } line
            && (line.Contains(OptionTable.Gpu, StringComparison.Ordinal)
                || line.Contains("--sycl", StringComparison.Ordinal));
        return isForGpu ? RunLog.Read(_evidence.LogPrefix ?? Path.Combine(_folder, "run")) : RunLog.None;
    }

    private void ReadIteration(RunFile file)
    {
        RunFile? before = _files.LastOrDefault(other => other.Name.Iteration < file.Name.Iteration);
        int span = file.Name.Iteration - before?.Name.Iteration ?? 0;
        // What lies between an end and a new start is no work.
        bool isTimed = before is not null
            && _areTimesTrue
            && (span == _step || _optimiser is { IsGradient: true })
            && before.Name.Series == file.Name.Series
            && file.WrittenUtc - before.WrittenUtc >= ShortestIteration
            // A file's time is that of the kernel's last tick.
            && !(before.WrittenUtc + ShortestIteration < _evidence.StartedUtc
                && _evidence.StartedUtc < file.WrittenUtc);
        var iteration = new RefineIteration
        {
            Number = file.Name.Iteration,
            WrittenUtc = file.WrittenUtc,
            Time = isTimed ? file.WrittenUtc - before!.WrittenUtc : null,
            Span = isTimed ? span : 1,
            OptimiserPath = file.Path,
        };
        try
        {
            RefuseIncomplete(file.Path);
            OptimiserFile optimiser = OptimiserFile.Read(file.Path);
            string modelPath = Path.Combine(_folder, Path.GetFileName(optimiser.Model ?? ""));
            RefuseIncomplete(modelPath);
            ModelFile model = ModelFile.Read(modelPath);
            (_optimiser, _model, _last) = (optimiser, model, file);
            _iterations.Add(Fill(iteration, optimiser, model, modelPath));
        }
        catch (RelionException exception)
        {
            // The version and the command are worth having even where the model is lost.
            _optimiser ??= Try(file.Path);
            _problems.Add(exception.Message);
            _iterations.Add(iteration with { Problem = exception.Message });
        }
    }

    private static RefineIteration Fill(
        RefineIteration iteration, OptimiserFile optimiser, ModelFile model, string modelPath) =>
        iteration with
        {
            ModelPath = modelPath,
            Resolution = ModelFile.Known(model.General, "rlnCurrentResolution"),
            CurrentSize = (int?)ModelFile.Known(model.General, "rlnCurrentImageSize"),
            AccuracyRotation = ModelFile.Known(optimiser.General, "rlnOverallAccuracyRotations"),
            AccuracyTranslation = ModelFile.Known(optimiser.General, "rlnOverallAccuracyTranslationsAngst")
                ?? ModelFile.Known(
                    optimiser.General,
                    "rlnOverallAccuracyTranslations") * ModelFile.Known(model.General, "rlnPixelSize"),
            ChangeOrientations = ModelFile.Known(optimiser.General, "rlnChangesOptimalOrientations"),
            ChangeOffsets = ModelFile.Known(optimiser.General, "rlnChangesOptimalOffsets"),
            ChangeClasses = ModelFile.Known(optimiser.General, "rlnChangesOptimalClasses"),
            AveragePmax = ModelFile.Known(model.General, "rlnAveragePmax"),
            LogLikelihood = ModelFile.Known(model.General, "rlnLogLikelihood"),
            Classes = model.Classes,
        };

    /// <summary>What is not whole of the last iteration; an earlier fault no longer matters.</summary>
    private string? Incomplete() => RelionResultCheck.FindIncomplete(_files[^1].Path, null);

    private RefineKind Kind() => _optimiser switch
    {
        _ when _model is not null && ModelFile.Known(_model.General, "rlnReferenceDimensionality") == 2 =>
            RefineKind.Class2D,
        _ when _model is not null && ModelFile.Known(_model.General, "rlnNrBodies") > 1 => RefineKind.MultiBody,
        { IsAutoRefine: true } => RefineKind.Refine3D,
        { IsGradient: true } => RefineKind.InitialModel,
        _ => RefineKind.Class3D,
    };

    /// <summary>The root name in the file is relative to it.</summary>
    private string? WorkingDirectory()
    {
        string? written = _optimiser?.General.TextOrNull("rlnOutputRootName");
        if (written is null || Path.IsPathRooted(written)) return null;
        string tail = "/"
            + Path.Combine(
                Path.GetDirectoryName(written) ?? "", RunFileName.WithoutContinuation(Path.GetFileName(written)));
        return _outputRoot.EndsWith(tail, StringComparison.Ordinal)
            ? _outputRoot.Length > tail.Length ? _outputRoot[..^tail.Length] : "/"
            : null;
    }

    private static void RefuseIncomplete(string path)
    {
        if (!File.Exists(path)) throw StarErrors.FileNotFound(path);
        if (!RelionResultCheck.IsWholeStar(path)) throw RunErrors.RunFileIncomplete(path, new FileInfo(path).Length);
    }

    private static OptimiserFile? Try(string path)
    {
        try
        {
            return OptimiserFile.Read(path);
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
