namespace RelionPS.Runs.Running;

/// <summary>One run's place among those of a schedule, and what holds for it alone.</summary>
/// <param name="Number">Its number among its command's, from 1; warm-ups are counted apart.</param>
/// <param name="IsWarmup">True where its time does not count.</param>
/// <param name="RunsBefore">Runs of all commands before it, warm-ups too.</param>
/// <param name="Runs">All runs of all commands, warm-ups too.</param>
internal sealed record RunTurn(int Number, bool IsWarmup, int RunsBefore, int Runs)
{
    /// <summary>That of a run which is the only one.</summary>
    public static RunTurn Only { get; } = new(1, IsWarmup: false, RunsBefore: 0, Runs: 1);

    /// <summary>True where no run follows.</summary>
    public bool IsLast => RunsBefore == Runs - 1;

    /// <summary>What the machine showed before the run.</summary>
    public IReadOnlyList<BenchmarkWarning> MachineWarnings { get; init; } = [];

    /// <summary>When the run is ended though no one stops it; null lets it take its time.</summary>
    public RunLimit? Limit { get; init; }
}

/// <summary>The longest that a run may take, from the start of its program.</summary>
/// <param name="Time">How long.</param>
/// <param name="Clock">Whose time it is.</param>
internal sealed record RunLimit(TimeSpan Time, TimeProvider Clock);
