using System.Text;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Importing;

/// <summary>
/// The folder of a job of RELION's GUI or pipeliner. What ran is the truth: the note's commands, with the launcher of
/// the queue's script where there is one; without a note the options in the optimiser files; and where nothing ran,
/// what the GUI makes of the job file.
/// </summary>
internal sealed class JobFolder
{
    /// <summary>The job's type and options, since RELION 3.1.</summary>
    public const string JobStar = "job.star";

    /// <summary>The same before 3.1.</summary>
    public const string RunJob = "run.job";

    /// <summary>What RELION started.</summary>
    public const string Note = "note.txt";

    private const string Queue = "run_submit.script";
    private const string Exit = "RELION_JOB_EXIT_";
    private const string Output = "run.out";

    /// <summary>Of what RELION printed, in bytes; a run's beginning has its version.</summary>
    private const int MostOfOutput = 1 << 20;

    private static readonly (string File, string End)[] Exits =
        [("SUCCESS", "Success"), ("FAILURE", "Failure"), ("ABORTED", "Aborted")];

    private readonly string _folder;
    private readonly string _currentDirectory;
    private readonly List<string> _problems = [];
    private readonly JobFile? _job;
    private readonly IReadOnlyList<(string Path, OptimiserFile File)> _optimisers;
    private readonly string? _name;

    private JobFolder(string folder, string currentDirectory)
    {
        _folder = folder;
        _currentDirectory = currentDirectory;
        _job = Job();
        _optimisers = Optimisers();
        string? named = JobTypes.OfPath(folder + "/run")?.Job;
        _name = named is not null && folder.EndsWith("/" + named, StringComparison.Ordinal) ? named : null;
    }

    private string Shown => _name ?? _folder;

    /// <summary>Reads a job's folder, whatever of the job's files are there.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="currentDirectory">The folder of who asks.</param>
    /// <exception cref="RelionException">It has no refinement.</exception>
    public static ImportResult Read(string folder, string currentDirectory) =>
        Open(folder, currentDirectory).Read();

    /// <summary>Reads the note alone, with what the files beside it tell.</summary>
    public static ImportResult ReadNote(string path, string currentDirectory)
    {
        JobFolder job = Open(Path.GetDirectoryName(path) ?? "/", currentDirectory);
        string text = ImportedText.Read(path);
        return job.Noted(path, text) ?? throw job.Nothing(path, JobNote.Read(text));
    }

    /// <summary>What the GUI makes of a job file.</summary>
    public static ImportResult ReadJobFile(string path, string currentDirectory)
    {
        JobFolder job = Open(Path.GetDirectoryName(path) ?? "/", currentDirectory);
        bool isStar = path.EndsWith(".star", StringComparison.Ordinal);
        JobFile file = isStar ? JobFile.ReadStar(path) : JobFile.ReadRunJob(path);
        if (file.Type is { IsRefine: false }) throw ImportErrors.JobNotRefine(path, file.TypeName);
        bool hasRun = File.Exists(Path.Combine(job._folder, Note));
        return job.Made(file, hasRun ? ImportErrors.NoteSaysMore(path) : ImportErrors.MadeAsGui(path));
    }

    /// <summary>A job's other name is a link to its folder.</summary>
    private static JobFolder Open(string folder, string currentDirectory) =>
        new(NativeMethods.RealPath(folder) ?? folder, currentDirectory);

    private ImportResult Read()
    {
        if (_job is { Type.IsRefine: false }) throw ImportErrors.JobNotRefine(Shown, _job.TypeName);
        string note = Path.Combine(_folder, Note);
        string? text = ImportedText.TryRead(note);
        if (text is not null && Noted(note, text) is { } noted) return noted;
        if (_optimisers.Count > 0)
        {
            int last = _optimisers.Count - 1;
            return ImportResult.Of([.. _optimisers.Select((file, at) => OfOptimiser(file, at == last))]);
        }
        return _job is not null
            ? Made(_job, ImportErrors.MadeAsGui(_job.Path))
            : throw Nothing(_folder, text is null ? [] : JobNote.Read(text));
    }

    private RelionException Nothing(string path, IReadOnlyList<NoteEntry> entries)
    {
        if (_job is { Type.IsRefine: false }) return ImportErrors.JobNotRefine(Shown, _job.TypeName);
        if (entries.Count == 0)
        {
            return ImportErrors.ImportNotFound(
                path, _problems.Count > 0 ? string.Join(' ', _problems) : $"{Note}, {JobStar}, {RunJob} and optimiser "
                    + "files are what is looked for there.");
        }
        NoteEntry? bad = entries.FirstOrDefault(entry => entry.Lines.Fault is not null);
        return bad is { Lines.Fault: { } fault }
            ? ImportErrors.CommandUnreadable(path, fault.Line, fault.Reason)
            : ImportErrors.CommandNotFound(
                path, ScriptSource.Programs(entries.SelectMany(entry => entry.Lines.Programs)));
    }

    private JobFile? Job()
    {
        foreach ((string name, Func<string, JobFile> read) in
            ((string, Func<string, JobFile>)[])[(JobStar, JobFile.ReadStar), (RunJob, JobFile.ReadRunJob)])
        {
            string path = Path.Combine(_folder, name);
            if (!File.Exists(path)) continue;
            try
            {
                return read(path);
            }
            catch (RelionException exception)
            {
                _problems.Add(ImportErrors.SourceDamaged(path, exception.Message));
            }
        }
        return null;
    }

    /// <summary>The newest optimiser file of each start that can be read; a start has a root name of its own.</summary>
    private List<(string Path, OptimiserFile File)> Optimisers()
    {
        var found = new List<(string Path, OptimiserFile File)>();
        if (!Directory.Exists(_folder)) return found;
        IEnumerable<IGrouping<(string Series, int From), RunFile>> starts = RunSeries.InFolder(_folder)
            .SelectMany(run => run)
            .GroupBy(file => (file.Name.Series, From: file.Name.ContinuedFrom))
            .OrderBy(start => start.Key.From);
        foreach (IGrouping<(string Series, int From), RunFile> start in starts)
        {
            foreach (RunFile file in start.OrderByDescending(file => file.Name.Iteration))
            {
                try
                {
                    found.Add((file.Path, OptimiserFile.Read(file.Path)));
                    break;
                }
                catch (RelionException exception)
                {
                    _problems.Add(ImportErrors.SourceDamaged(file.Path, exception.Message));
                }
            }
        }
        return found;
    }

    /// <summary>The note's starts; null where it has none of the refinement program.</summary>
    private ImportResult? Noted(string path, string text)
    {
        IReadOnlyList<NoteEntry> entries = JobNote.Read(text);
        RefineLine[] lines = [.. entries.SelectMany(entry => entry.Lines.Lines)];
        if (lines.Length == 0) return null;
        RefineLine[] queued = ImportedText.TryRead(Path.Combine(_folder, Queue)) is { } script
            ? [.. RefineLines.Read(script).Lines]
            : [];
        var commands = new List<RefineCommand>();
        for (int at = 0; at < lines.Length; at++)
        {
            bool isLast = at == lines.Length - 1;
            RefineLine line = WithLauncher(lines[at], queued, isLast);
            Told<string>? version = VersionOf(line, isLast);
            commands.Add(AsItWas.Command(line, Context(CommandSource.NoteFile, path, version)));
        }
        RelionException[] errors =
        [
            .. entries.Select(entry => entry.Lines.Fault).OfType<Core.Shell.ShellFault>()
                .Select(fault => ImportErrors.CommandUnreadable(path, fault.Line, fault.Reason)),
        ];
        return new ImportResult(commands, errors);
    }

    /// <summary>
    /// The note has the program without its launcher. That is in the queue's script; without one, the GUI puts
    /// <c>mpirun -n</c> and the job file's number before it (pipeline_jobs.cpp, prepareFinalCommand).
    /// </summary>
    private RefineLine WithLauncher(RefineLine line, IReadOnlyList<RefineLine> queued, bool isLast)
    {
        if (line.Start.IsLaunched) return line;
        if (queued.LastOrDefault(other => AreSame(other.Arguments, line.Arguments)) is { } script)
        {
            return script with
            {
                Line = line.Line,
                Executable = line.Executable,
                Folder = null,
                SetAside = [.. line.SetAside, .. script.SetAside],
                Problems = [.. line.Problems, .. script.Problems],
            };
        }
        bool isMpi = RefineProgram.IsMpi(line.Executable) == true;
        if (!isMpi || _job?.Facts.Ranks is not { Value: > 1 } ranks) return line;
        List<string> problems = [.. line.Problems];
        if (_job.IsYes("do_queue")) problems.Add(ImportErrors.QueueUnknown(_job.Path));
        if (!isLast) problems.Add(ImportErrors.RanksOfLastStart(_job.Path));
        return line with
        {
            Start = line.Start with
            {
                Launcher = [.. GuiCommand.Launcher(ranks.Value), .. line.Start.Launcher],
                Wrappers = [Wrappers.Find("mpirun")!, .. line.Start.Wrappers],
            },
            Facts = line.Facts.Or(_job.Facts),
            Problems = problems,
        };
    }

    /// <summary>RELION's files do not keep empty values.</summary>
    private static bool AreSame(IEnumerable<string> one, IEnumerable<string> other) =>
        one.Where(token => token.Length > 0).SequenceEqual(other.Where(token => token.Length > 0));

    /// <summary>The version in the optimiser file that this start wrote; for the last start, in the newest.</summary>
    private Told<string>? VersionOf(RefineLine line, bool isLast)
    {
        int at = _optimisers.ToList().FindLastIndex(pair => AreSame(pair.File.Arguments, line.Arguments));
        if (at < 0 && isLast) at = _optimisers.Count - 1;
        return at >= 0 ? OptimiserSource.VersionOf(_optimisers[at].File, _optimisers[at].Path)
            : isLast ? PrintedVersion()
            : null;
    }

    /// <summary>The version that the MPI program printed last; the threads-only one prints none.</summary>
    private Told<string>? PrintedVersion()
    {
        const string mark = "RELION version:";
        byte[] bytes = BoundedFile.Read(Path.Combine(_folder, Output), MostOfOutput) ?? [];
        string? line = Encoding.UTF8.GetString(bytes).Split('\n', '\r')
            .LastOrDefault(each => each.StartsWith(mark, StringComparison.Ordinal));
        return line?[mark.Length..].Trim() is { Length: > 0 } version ? new Told<string>(version, Output) : null;
    }

    private RefineCommand OfOptimiser((string Path, OptimiserFile File) optimiser, bool isLast)
    {
        StartFacts facts = _job?.Facts ?? StartFacts.None;
        var line = new RefineLine(OptimiserSource.OptionLine, "", optimiser.File.Arguments)
        {
            Start = facts.Ranks is { Value: > 1 } ranks
                ? StartReader.Read(GuiCommand.Launcher(ranks.Value), 0)
                : new StartReading([], StartFacts.None),
            Facts = facts,
            Problems = facts.Ranks is { Value: > 1 } && !isLast ? [ImportErrors.RanksOfLastStart(_job!.Path)] : [],
        };
        Told<string>? version = OptimiserSource.VersionOf(optimiser.File, optimiser.Path);
        return AsItWas.Command(line, Context(CommandSource.OptimiserFile, optimiser.Path, version));
    }

    private ImportResult Made(JobFile job, string reason)
    {
        RefineLine line = GuiCommand.Of(job, ResultsOf(job));
        return ImportResult.Of(AsItWas.Command(
            line with { Problems = [reason, .. line.Problems] },
            Context(job.Kind, job.Path, version: null) with { JobType = job.Type?.Folder }));
    }

    /// <summary>The folder of the results as the GUI has it: below the project's.</summary>
    private string ResultsOf(JobFile job)
    {
        if (_name is not null) return _name;
        bool isBelow = Path.GetFileName(job.Path) is JobStar or RunJob;
        return isBelow && ProjectFolder.Above(_folder) is { } project && project != _folder
            ? Path.GetRelativePath(project, _folder)
            : $"{job.TypeName}/job001";
    }

    private ImportContext Context(CommandSource kind, string path, Told<string>? version)
    {
        string? project = _name is null ? null
            : _folder[..^(_name.Length + 1)] is { Length: > 0 } above ? above : "/";
        return new ImportContext(kind, path, _currentDirectory)
        {
            Version = version,
            JobType = _job?.Type?.Folder,
            JobName = _name,
            JobAlias = _name is null ? null
                : PipelineFile.Above(_folder)?.Jobs.FirstOrDefault(job => job.Name == _name)?.Alias,
            JobEnd = Exits.FirstOrDefault(exit => File.Exists(Path.Combine(_folder, Exit + exit.File))).End,
            Facts = _job?.Facts ?? StartFacts.None,
            Project = project,
            Problems = [.. _problems],
        };
    }
}
