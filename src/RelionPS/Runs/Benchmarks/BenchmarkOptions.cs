using RelionPS.Core.Errors;

namespace RelionPS.Runs.Benchmarks;

/// <summary>How a command is measured.</summary>
/// <param name="Repeat">Runs that count, at least 1.</param>
/// <param name="Warmup">Runs before them that do not.</param>
/// <param name="OutputPath">Full path of the folder for records and output; null is the folder of <c>--o</c>.</param>
internal sealed record BenchmarkOptions(int Repeat, int Warmup, string? OutputPath)
{
    /// <summary>Runs of a command, warm-ups too.</summary>
    public int RunCount => Warmup + Repeat;

    /// <summary>How long the machine is watched before the first run; zero asks for no look.</summary>
    public TimeSpan MachineSample { get; init; }

    /// <summary>Iterations of the full run that a short one is projected to; null projects nothing.</summary>
    public int? FullIterations { get; init; }

    /// <summary>Longest time that a run may show no sign of work; null lets it stand.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>True where results that no benchmark left may be written over.</summary>
    public bool IsForced { get; init; }
}

/// <summary>The result, and the error that ended the runs where one did.</summary>
internal sealed record BenchmarkOutcome(BenchmarkResult Result, RelionException? Error);
