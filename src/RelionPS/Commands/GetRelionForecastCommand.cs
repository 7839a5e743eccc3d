using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Runs.Results;
using RelionPS.Studies.Forecast;

namespace RelionPS.Commands;

/// <summary>Get-RelionForecast: what a whole run takes, from measured iterations.</summary>
[Cmdlet(VerbsCommon.Get, "RelionForecast")]
[OutputType(typeof(RelionForecast))]
public sealed class GetRelionForecastCommand : RelionCommandBase
{
    private readonly List<BenchmarkResult> _results = [];

    /// <summary>Benchmarks of iterations, of one setting or more, each of one number of images or more.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public BenchmarkResult[] InputObject { get; set; } = [];

    /// <summary>
    /// A run of the job, whole or not, on whatever machine: its files tell what each iteration has to do. A folder, a
    /// root name or an optimiser file; the measured run itself where left out.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? RunPath { get; set; }

    /// <summary>Iterations of the whole run; what the run was asked for, or did, where left out.</summary>
    [Parameter]
    [ValidateRange(1, 999)]
    public int IterationCount { get; set; }

    /// <summary>Images of the whole run; those of the run where left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ParticleCount { get; set; }

    /// <summary>Numbers of nodes; 1 to 16 where left out.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int[] NodeCount { get; set; } = [.. Enumerable.Range(1, 16)];

    /// <summary>Probability of the intervals.</summary>
    [Parameter]
    [ValidateRange(0.5, 0.999)]
    public double Level { get; set; } = 0.9;

    /// <summary>Price of one node for an hour, in any currency.</summary>
    [Parameter]
    [ValidateRange(0.0, 1e9)]
    public double PricePerNodeHour { get; set; }

    /// <summary>
    /// A file of prices, a line each: a pattern for the node's name, its processor's model or its GPU's, a comma, and
    /// the price of a node for an hour. -PricePerNodeHour wins.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PriceFile { get; set; }

    /// <summary>
    /// Power of a node in watts, without its GPUs; that of processors and memory by RAPL where left out and readable.
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double NodePowerWatts { get; set; }

    private protected override void Execute() => _results.AddRange(InputObject);

    private protected override void Finish()
    {
        var maker = new ForecastMaker(new ForecastRequest(
            IsBound(nameof(IterationCount)) ? IterationCount : null,
            IsBound(nameof(ParticleCount)) ? ParticleCount : null,
            NodeCount,
            Level,
            IsBound(nameof(PricePerNodeHour)) ? PricePerNodeHour : null,
            IsBound(nameof(NodePowerWatts)) ? NodePowerWatts : null)
        {
            Prices = PriceFile is null ? null : PriceList.Read(FullPath(PriceFile)),
        });
        RefineRun? run = RunPath is null ? null : Run(FullPath(RunPath));
        foreach (var setting in _results.GroupBy(result => ForecastMaker.SettingOf(result.Command)))
        {
            try
            {
                WriteObject(maker.Of([.. setting], run, StopToken));
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private static RefineRun Run(string path)
    {
        IReadOnlyList<string> roots = RunFinder.Find(path, recurse: false);
        if (roots.Count != 1 || RunReader.Read(roots[0]) is not { } run) throw ForecastErrors.RunUnread(path);
        return run;
    }
}
