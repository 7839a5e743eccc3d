using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Files;
using RelionPS.Studies.Report;

namespace RelionPS.Commands;

/// <summary>The form that Export-RelionReport writes.</summary>
public enum ReportFormat
{
    /// <summary>One page with charts, complete in itself.</summary>
    Html,

    /// <summary>A line for each run and plan.</summary>
    Csv,

    /// <summary>All objects as data.</summary>
    Json,

    /// <summary>Text and tables.</summary>
    Markdown,

    /// <summary>What <c>hyperfine --export-json</c> writes.</summary>
    Hyperfine,

    /// <summary>A run report of ReFrame 4.9.</summary>
    ReFrame,
}

/// <summary>Export-RelionReport: a page to look at, of all that was measured.</summary>
[Cmdlet(VerbsData.Export, "RelionReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportRelionReportCommand : RelionCommandBase
{
    /// <summary>What a report can show; anything else is refused rather than left out.</summary>
    private static readonly Type[] Known =
    [
        typeof(BenchmarkResult), typeof(ResultComparison), typeof(Finding), typeof(NodeProfile), typeof(BuildResult),
        typeof(RelionInstallation), typeof(MemoryEstimate), typeof(RankMemory), typeof(SearchResult),
        typeof(SearchTrial), typeof(BenchmarkRecord), typeof(BenchmarkChange), typeof(RelionForecast),
        typeof(RunFinding), typeof(RefineCommand), typeof(RefineRun), typeof(RelionDataset), typeof(ClusterPlan),
        typeof(PlacementResult),
    ];

    /// <summary>What has an entry in the forms that do not hold all.</summary>
    private static readonly Type[]
        Timed = [typeof(BenchmarkResult), typeof(BenchmarkRecord)],
        Lined = [.. Timed, typeof(RefineRun), typeof(RefineCommand)];

    private readonly List<object> _items = [];

    /// <summary>What to show: results, plans, runs, data, findings, profiles, in any order.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [LiveObject]
    public object[] InputObject { get; set; } = [];

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>The form; told by the path's ending where left out (.csv, .json, .md), else a page.</summary>
    [Parameter]
    public ReportFormat As { get; set; }

    /// <summary>Heading of the report; <c>RELION report</c> where nothing in it was timed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "RELION benchmark";

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        foreach (object item in InputObject)
        {
            object value = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (Array.Exists(Known, type => type.IsInstanceOfType(value))) _items.Add(value);
            else WriteError(ErrorRecords.From(CommandErrors.ReportObjectUnknown(
                value, string.Join(", ", Known.Select(type => type.Name)))));
        }
    }

    private protected override void Finish()
    {
        if (_items.Count == 0) return;
        string path = FullPath(Path);
        ReportFormat format = IsBound(nameof(As)) ? As : FormatOf(path);
        RefuseEmpty(format);
        if (System.IO.Path.Exists(path) && !Force) throw CommandErrors.ScriptExists(path);
        if (!ShouldProcess(path, "Write report")) return;
        var content = new ReportContent(_items);
        if (!IsBound(nameof(Title)) && !_items.Exists(IsTimed)) Title = "RELION report";
        WholeFile.WriteForUser(path, Render(content, format), Force);
        foreach (string problem in content.Problems) WriteWarning(problem);
        WriteObject(new FileInfo(path));
    }

    /// <summary>A file with nothing but its headings is not what was asked for.</summary>
    private void RefuseEmpty(ReportFormat format)
    {
        Type[] held = format switch
        {
            ReportFormat.Csv => Lined,
            ReportFormat.Hyperfine or ReportFormat.ReFrame => Timed,
            _ => Known,
        };
        if (!_items.Exists(item => Array.Exists(held, type => type.IsInstanceOfType(item))))
        {
            throw CommandErrors.ReportHoldsNone(
                format,
                string.Join(", ", held.Select(type => type.Name)),
                string.Join(", ", _items.Select(item => item.GetType().Name).Distinct()));
        }
    }

    private static bool IsTimed(object item) =>
        item is BenchmarkResult or BenchmarkRecord or BenchmarkChange or SearchResult or SearchTrial;

    private string Render(ReportContent content, ReportFormat format) => format switch
    {
        ReportFormat.Csv => CsvReport.Render(content),
        ReportFormat.Json => JsonReport.Render(content, Title),
        ReportFormat.Markdown => MarkdownReport.Render(content, Title),
        ReportFormat.Hyperfine => HyperfineReport.Render(content),
        ReportFormat.ReFrame => ReframeReport.Render(content, Title),
        _ => HtmlReport.Render(content, Title),
    };

    private static ReportFormat FormatOf(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => ReportFormat.Csv,
        ".json" => ReportFormat.Json,
        ".md" => ReportFormat.Markdown,
        _ => ReportFormat.Html,
    };
}
