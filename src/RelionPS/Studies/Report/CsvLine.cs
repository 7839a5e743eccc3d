namespace RelionPS.Studies.Report;

/// <summary>
/// A line of the table for a spreadsheet: a run, or a plan that has none. What is not known is empty.
/// </summary>
internal sealed record CsvLine
{
    /// <summary>How a plan stands.</summary>
    private const string Planned = "Planned";

    /// <summary>The columns, in order. Later versions add behind the last.</summary>
    public static IReadOnlyList<(string Name, Func<CsvLine, object?> Value)> Columns { get; } =
    [
        (nameof(Name), line => line.Name),
        (nameof(Node), line => line.Node),
        (nameof(CpuModel), line => line.CpuModel),
        (nameof(RelionVersion), line => line.RelionVersion),
        (nameof(Executable), line => line.Executable),
        (nameof(Acceleration), line => line.Acceleration),
        (nameof(Mpi), line => line.Mpi),
        (nameof(NodeCount), line => line.NodeCount),
        (nameof(Ranks), line => line.Ranks),
        (nameof(ThreadsPerRank), line => line.ThreadsPerRank),
        (nameof(Pool), line => line.Pool),
        (nameof(Run), line => line.Run),
        (nameof(IsWarmup), line => line.IsWarmup),
        (nameof(Status), line => line.Status),
        (nameof(StartedUtc), line => line.StartedUtc),
        (nameof(Seconds), line => line.Seconds),
        (nameof(Iterations), line => line.Iterations),
        (nameof(CpuSeconds), line => line.CpuSeconds),
        (nameof(PeakMemoryBytes), line => line.PeakMemoryBytes),
        (nameof(ExitCode), line => line.ExitCode),
        (nameof(RecordPath), line => line.RecordPath),
        (nameof(Standing), line => line.Standing),
        (nameof(Warnings), line => string.Join("; ", line.Warnings)),
    ];

    public required string Name { get; init; }

    public string? Node { get; init; }

    public string? CpuModel { get; init; }

    public string? RelionVersion { get; init; }

    public string? Executable { get; init; }

    public Acceleration? Acceleration { get; init; }

    public string? Mpi { get; init; }

    public int? NodeCount { get; init; }

    public int? Ranks { get; init; }

    public int? ThreadsPerRank { get; init; }

    public int? Pool { get; init; }

    public int? Run { get; init; }

    public bool? IsWarmup { get; init; }

    public required string Status { get; init; }

    public DateTime? StartedUtc { get; init; }

    public double? Seconds { get; init; }

    public int? Iterations { get; init; }

    public double? CpuSeconds { get; init; }

    public long? PeakMemoryBytes { get; init; }

    public int? ExitCode { get; init; }

    public string? RecordPath { get; init; }

    /// <summary>How its command stands to the others.</summary>
    public SpeedStanding? Standing { get; init; }

    /// <summary>What to know of it, by name.</summary>
    public IEnumerable<string> Warnings { get; init; } = [];

    /// <summary>The lines of all runs and plans, in the order in which these came.</summary>
    public static IEnumerable<CsvLine> Of(ReportContent content) =>
        content.Items.SelectMany(item => LinesOf(item, content));

    private static IEnumerable<CsvLine> LinesOf(object item, ReportContent content) => item switch
    {
        BenchmarkResult result => Of(result, content.Standing(result)),
        BenchmarkRecord record => record.Runs.Select(run => Of(record, run)),
        RefineRun run => [Of(run)],
        RefineCommand command => [Of(command)],
        _ => [],
    };

    private static CsvLine Of(RefineCommand command) => new()
    {
        Name = command.Name,
        Node = command.Node.Name,
        CpuModel = command.Node.CpuModel,
        RelionVersion = command.Origin?.RelionVersion,
        Executable = command.Executable,
        Acceleration = command.Acceleration,
        Mpi = command.Mpi,
        NodeCount = command.Plan.NodeCount,
        Ranks = command.Plan.Ranks,
        ThreadsPerRank = command.Plan.ThreadsPerRank,
        Pool = command.Plan.Pool,
        Status = Planned,
        Warnings = command.Decisions.Where(decision => decision.IsWarning).Select(decision => decision.Name),
    };

    /// <summary>A benchmark without a run, which an object made by hand may be, has a line all the same.</summary>
    private static IEnumerable<CsvLine> Of(BenchmarkResult result, SpeedStanding? standing)
    {
        CsvLine all = Of(result.Command) with
        {
            Name = result.Name,
            RelionVersion = result.RelionVersion,
            Status = result.Status.ToString(),
            Standing = standing,
            Warnings = result.Warnings.Where(warning => warning.RunNumber is null).Select(warning => warning.Id),
        };
        if (result.Runs.Count == 0) return [all];
        return result.Runs.Select(run => all with
        {
            Run = run.Number,
            IsWarmup = run.IsWarmup,
            Status = run.Status.ToString(),
            StartedUtc = run.StartedUtc,
            Seconds = run.Seconds,
            Iterations = run.Iterations.Sum(time => time.Span),
            CpuSeconds = run.CpuSeconds,
            PeakMemoryBytes = run.PeakMemoryBytes,
            ExitCode = run.ExitCode,
            RecordPath = run.RecordPath,
            Warnings = result.Warnings
                .Where(warning => warning.RunNumber is null || (warning.RunNumber == run.Number && !run.IsWarmup))
                .Select(warning => warning.Id),
        });
    }

    private static CsvLine Of(BenchmarkRecord record, RecordedRun run) => new()
    {
        Name = record.Name,
        Node = record.Node.Host,
        CpuModel = record.Node.CpuModel,
        RelionVersion = record.Program.Version,
        Executable = record.Program.Path,
        Acceleration = record.Setting.Acceleration,
        Mpi = record.Setting.Mpi,
        NodeCount = record.Setting.Nodes,
        Ranks = record.Setting.Ranks,
        ThreadsPerRank = record.Setting.Threads,
        Pool = record.Setting.Pool,
        Run = run.Number,
        IsWarmup = false,
        // A history keeps no others.
        Status = RunStatus.Completed.ToString(),
        StartedUtc = run.StartedUtc,
        Seconds = run.Seconds,
        CpuSeconds = run.CpuSeconds,
        PeakMemoryBytes = run.PeakMemoryBytes,
        ExitCode = run.ExitCode,
        RecordPath = record.Path,
        Warnings = run.Warnings,
    };

    /// <summary>
    /// A run by its files, which do not tell of ranks and threads; its time is that of its iterations.
    /// </summary>
    private static CsvLine Of(RefineRun run) => new()
    {
        Name = run.Name,
        RelionVersion = run.RelionVersion,
        Status = run.Status.ToString(),
        StartedUtc = run.StartedUtc,
        Seconds = run.Time?.TotalSeconds,
        Iterations = run.Iteration,
        ExitCode = run.ExitCode,
        RecordPath = run.RecordPath,
        Warnings = run.Notes.Select(note => note.Id),
    };
}
