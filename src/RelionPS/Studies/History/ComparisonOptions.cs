namespace RelionPS.Studies.History;

/// <summary>How new benchmarks are compared with earlier ones.</summary>
/// <param name="Across">What may differ.</param>
/// <param name="FalseAlarmRate">Probability that the same is called different, over all looks.</param>
/// <param name="Tolerance">Relative difference that does not count.</param>
/// <param name="Looks">How often the same new benchmark is looked at while its runs come in.</param>
/// <param name="UsesCpuTime">Compares CPU time in place of wall time.</param>
internal sealed record ComparisonOptions(
    IReadOnlyList<BenchmarkAxis> Across,
    double FalseAlarmRate = ComparisonOptions.DefaultRate,
    double Tolerance = ComparisonOptions.DefaultTolerance,
    int Looks = 1,
    bool UsesCpuTime = false)
{
    /// <summary>
    /// The least rate, rounded up, that six runs against six can keep: 2 of the 924 orders of twelve runs. Two hundred
    /// comparisons of the same have half a false alarm by it, and fewer since a tolerance comes on top.
    /// </summary>
    public const double DefaultRate = 0.0025;

    /// <summary>
    /// What a machine that nothing was changed on differs by from session to session, by page placement and clocks; a
    /// smaller change is none that anyone would roll back an upgrade for.
    /// </summary>
    public const double DefaultTolerance = 0.02;

    /// <summary>Rate of one look: Bonferroni's bound over all of them.</summary>
    public double RateOfLook => FalseAlarmRate / Looks;

    /// <summary>The figure of a run, in seconds; null where it is not known.</summary>
    public double? Figure(RecordedRun run) => UsesCpuTime ? run.CpuSeconds : run.Seconds;

    /// <summary>The figures of a record that are known.</summary>
    public IReadOnlyList<double> Figures(BenchmarkRecord record) =>
        [.. record.Runs.Select(Figure).OfType<double>().Where(seconds => seconds > 0)];
}
