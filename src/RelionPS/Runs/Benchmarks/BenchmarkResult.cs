namespace RelionPS;

/// <summary>What the runs of one command took.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The data set's or job's name.</summary>
    public required string Name { get; init; }

    /// <summary>The command as it was run.</summary>
    public required RefineCommand Command { get; init; }

    /// <summary>Wall time of each run that counts and completed, in seconds.</summary>
    public required double[] Seconds { get; init; }

    /// <summary>Median of <see cref="Seconds"/>; null where there is none.</summary>
    public double? MedianSeconds { get; init; }

    /// <summary>Least of <see cref="Seconds"/>; null where there is none.</summary>
    public double? MinSeconds { get; init; }

    /// <summary>Largest of <see cref="Seconds"/>; null where there is none.</summary>
    public double? MaxSeconds { get; init; }

    /// <summary>Median of the distances from the median, in seconds; null for fewer than two runs.</summary>
    public double? MadSeconds { get; init; }

    /// <summary>Standard deviation, in seconds; null for fewer than two runs, which have none.</summary>
    public double? StandardDeviationSeconds { get; init; }

    /// <summary>Interval of the median, by bootstrap; null for fewer than two runs.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>Numbers of the runs whose time is an outlier (modified z-score beyond 3.5).</summary>
    public IReadOnlyList<int> OutlierRuns { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Times against the first command of an interleaved benchmark; null for that command, and without
    /// <c>-Interleave</c>.
    /// </summary>
    public BenchmarkComparison? Comparison { get; init; }

    /// <summary>Steps of each iteration, medians over the runs that count and completed, one after the other.</summary>
    public IReadOnlyList<StepTime> Steps { get; init => field = Indexable.List(value); } = [];

    /// <summary>Each step's part of the whole.</summary>
    public IReadOnlyList<StepShare> StepShares { get; init => field = Indexable.List(value); } = [];

    /// <summary>Why the times may not be what they seem.</summary>
    public IReadOnlyList<BenchmarkWarning> Warnings { get; init => field = Indexable.List(value); } = [];

    /// <summary>The time of a full run, where it was asked for and can be foreseen.</summary>
    public BenchmarkProjection? Projection { get; init; }

    /// <summary>Time of each iteration, the median over the runs that count and completed.</summary>
    public required IReadOnlyList<IterationTime> Iterations { get; init => field = Indexable.List(value); }

    /// <summary>Exit code of the last run; null where it was not started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How the last run ended; the runs stop at the first that does not complete.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Largest memory of the process tree on this node over all runs, in bytes, sampled.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>
    /// CPU time of the process tree on this node, in seconds, the median over the runs that count and completed.
    /// </summary>
    public double? CpuSeconds { get; init; }

    /// <summary>
    /// Energy of the batch job that did the runs, by the site's accounting; null for runs of this session.
    /// </summary>
    public JobEnergy? Energy { get; init; }

    /// <summary>The last run's record; null where none could be written.</summary>
    public string? RecordPath { get; init; }

    /// <summary>Every run, warm-ups too, in order.</summary>
    public required IReadOnlyList<BenchmarkRun> Runs { get; init => field = Indexable.List(value); }

    /// <summary>The version that the program says; <c>Unknown</c> where it says none.</summary>
    public required string RelionVersion { get; init; }

    /// <summary>Full path of <c>--o</c>, for Get-RelionRun.</summary>
    public string OutputRoot => Command.OutputRoot;

    /// <summary>The guide's sentence (guide 5.3), with the median; null where no run completed.</summary>
    public string? Summary { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Summary ?? $"{Name}: {Status}";
}
