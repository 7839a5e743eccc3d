using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Studies.History;

namespace RelionPS.Commands;

/// <summary>The figure of a run that Compare-RelionBenchmark compares.</summary>
public enum BenchmarkMeasure
{
    /// <summary>Wall time.</summary>
    Seconds,

    /// <summary>CPU time, which other work on the machine disturbs less.</summary>
    CpuSeconds,
}

/// <summary>Compare-RelionBenchmark: tells a regression from noise, by earlier benchmarks of the same.</summary>
[Cmdlet(VerbsData.Compare, "RelionBenchmark")]
[OutputType(typeof(BenchmarkChange))]
public sealed class CompareRelionBenchmarkCommand : RelionCommandBase
{
    private readonly List<BenchmarkRecord> _fresh = [];
    private bool _isInputRefused;

    /// <summary>New benchmarks; the latest of each kind in the history where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[] InputObject { get; set; } = [];

    /// <summary>The folder with earlier benchmarks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HistoryPath { get; set; }

    /// <summary>The earlier benchmarks themselves, whatever they differ in.</summary>
    [Parameter]
    [Alias("Reference")]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[]? ReferenceObject { get; set; }

    /// <summary>What may differ between new and earlier benchmarks.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public BenchmarkAxis[] Across { get; set; } = [BenchmarkAxis.Time];

    /// <summary>Probability that runs of the same are called slower or faster.</summary>
    [Parameter]
    [ValidateRange(0.000_001, 0.5)]
    public double FalseAlarmRate { get; set; } = ComparisonOptions.DefaultRate;

    /// <summary>Relative difference that does not count.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Tolerance { get; set; } = ComparisonOptions.DefaultTolerance;

    /// <summary>How often the same benchmark is looked at while its runs come in; the rate is shared among them.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int LookCount { get; set; } = 1;

    /// <summary>The figure of a run that is compared.</summary>
    [Parameter]
    public BenchmarkMeasure Measure { get; set; }

    /// <summary>Makes a regression an error, and runs too few to show one too: for scripts and their exit codes.
    /// </summary>
    [Parameter]
    public SwitchParameter FailOnRegression { get; set; }

    private protected override void Begin()
    {
        if (HistoryPath is null && ReferenceObject is null) Refuse(HistoryErrors.NoReference(null));
    }

    private protected override void Execute()
    {
        foreach (object item in InputObject)
        {
            try
            {
                _fresh.Add(BenchmarkObjects.Record(item));
            }
            catch (RelionException exception)
            {
                _isInputRefused = true;
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private protected override void Finish()
    {
        bool isOfHistory = _fresh.Count == 0 && !MyInvocation.ExpectingInput && !IsBound(nameof(InputObject));
        if (_fresh.Count == 0 && (!isOfHistory || _isInputRefused)) return;
        var history = new List<BenchmarkRecord>();
        foreach (object item in ReferenceObject ?? []) history.Add(BenchmarkObjects.Record(item));
        if (HistoryPath is not null) history.AddRange(BenchmarkHistory.Read(FullPath(HistoryPath), WriteWarning));
        var options = new ComparisonOptions(
            [.. Across.Distinct()], FalseAlarmRate, Tolerance, LookCount, Measure == BenchmarkMeasure.CpuSeconds);
        IReadOnlyList<IReadOnlyList<BenchmarkRecord>> groups = isOfHistory
            ? HistoryComparer.Latest(history)
            : HistoryComparer.Groups([.. _fresh.OrderBy(record => record.StartedUtc)]);
        foreach (IReadOnlyList<BenchmarkRecord> group in groups)
        {
            try
            {
                Show(HistoryComparer.Compare(group, history, options, isGiven: HistoryPath is null));
            }
            // Of a whole history, kinds that were measured once are no fault.
            catch (RelionException exception) when (!isOfHistory || groups.Count == 1)
            {
                WriteError(ErrorRecords.From(exception));
            }
            catch (RelionException exception)
            {
                WriteVerbose(exception.Message);
            }
        }
    }

    private void Show(BenchmarkChange change)
    {
        WriteObject(change);
        foreach (string note in change.Notes) WriteVerbose(note);
        if (!FailOnRegression) return;
        if (change.IsRegression) WriteError(ErrorRecords.From(HistoryErrors.Regression(change)));
        else if (change.Verdict == BenchmarkVerdict.TooFewRuns)
        {
            WriteError(ErrorRecords.From(HistoryErrors.TooFewRuns(change)));
        }
    }
}
