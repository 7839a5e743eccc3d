using System.Text.Json;
using System.Text.Json.Nodes;
using RelionPS.Core.Text;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Report;

/// <summary>All objects of the report as data; a benchmark is its runs' records.</summary>
internal static class JsonReport
{
    public const int SchemaVersion = 1;

    public static string Render(ReportContent content, string title)
    {
        var report = new JsonObject
        {
            ["schemaVersion"] = SchemaVersion,
            ["moduleVersion"] = typeof(JsonReport).Assembly.GetName().Version?.ToString(3),
            ["title"] = title,
            ["verdicts"] = new JsonArray([.. Conclusions.Of(content).Select(one => (JsonNode)Verdict(one))]),
            ["benchmarks"] = new JsonArray(
                [.. content.Of<BenchmarkResult>().Select(result => (JsonNode)Benchmark(content, result))]),
        };
        foreach (IGrouping<Type, object> group in content.Items
            .Where(item => item is not BenchmarkResult)
            .GroupBy(item => item.GetType()))
        {
            report[JsonNamingPolicy.CamelCase.ConvertName(group.Key.Name) + "s"] = new JsonArray(
                [.. group.Select(item => JsonSerializer.SerializeToNode(item, group.Key, JsonFormat.Indented))]);
        }
        return report.ToJsonString(JsonFormat.Indented) + "\n";
    }

    private static JsonObject Verdict(VerdictBlock verdict) => new()
    {
        ["verdict"] = verdict.Verdict,
        ["tone"] = verdict.Tone.ToString(),
        ["reasons"] = JsonSerializer.SerializeToNode(verdict.Reasons, JsonFormat.Indented),
        ["warnings"] = JsonSerializer.SerializeToNode(verdict.Doubts, JsonFormat.Indented),
    };

    private static JsonObject Benchmark(ReportContent content, BenchmarkResult result) => new()
    {
        ["name"] = result.Name,
        ["status"] = result.Status.ToString(),
        ["standing"] = content.Standing(result)?.ToString(),
        ["medianSeconds"] = result.MedianSeconds,
        ["minSeconds"] = result.MinSeconds,
        ["maxSeconds"] = result.MaxSeconds,
        ["seconds"] = JsonSerializer.SerializeToNode(result.Seconds, JsonFormat.Indented),
        ["iterations"] = JsonSerializer.SerializeToNode(result.Iterations, JsonFormat.Indented),
        ["summary"] = result.Summary,
        ["records"] = new JsonArray(
            [
                .. result.Runs.Select(
                    run => JsonNode.Parse(
                        (content.Record(run.RecordPath) ?? RunRecord.Of(result.Command, run)).ToJson())),
            ]),
    };
}
