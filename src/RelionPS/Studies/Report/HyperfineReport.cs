using System.Text.Json.Nodes;
using RelionPS.Core.Statistics;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report;

/// <summary>
/// The results as <c>hyperfine --export-json</c> 1.12 and later writes them, one entry a benchmark, so that its scripts
/// and what reads them take RELION's times too.
/// </summary>
/// <remarks>CPU time is known as a sum: <c>user</c> has all of it, and <c>system</c> is 0.</remarks>
internal static class HyperfineReport
{
    public static string Render(ReportContent content)
    {
        var results = new JsonArray();
        IReadOnlyList<string> labels = content.Labels();
        int number = 0;
        foreach (object item in content.Items)
        {
            if (item is BenchmarkResult result)
            {
                BenchmarkRun[] runs = [.. result.Runs.Where(run => !run.IsWarmup && run.Seconds is not null)];
                results.Add(Entry(
                    result.Command.CommandLine, labels[number++],
                    [.. runs.Select(run => (run.Seconds!.Value, run.CpuSeconds, run.PeakMemoryBytes, run.ExitCode))]));
            }
            else if (item is BenchmarkRecord record)
            {
                results.Add(Entry(
                    $"{record.Program.Path} {record.Data.Job}".TrimEnd(), $"{record}, {record.Setting}",
                    [
                        .. record.Runs.Select(
                            run => (run.Seconds, run.CpuSeconds, run.PeakMemoryBytes, run.ExitCode)),
                    ]));
            }
        }
        return new JsonObject { ["results"] = results }.ToJsonString(JsonFormat.Indented) + "\n";
    }

    private static JsonObject Entry(
        string command, string label, (double Seconds, double? Cpu, long? Memory, int? ExitCode)[] runs)
    {
        double[] times = [.. runs.Select(run => run.Seconds)];
        var entry = new JsonObject
        {
            ["command"] = command,
            ["mean"] = times.Length > 0 ? times.Average() : null,
            ["stddev"] = SampleStatistics.StandardDeviation(times),
            ["median"] = SampleStatistics.Median(times),
            ["user"] = runs.Select(run => run.Cpu).OfType<double>().DefaultIfEmpty(0).Average(),
            ["system"] = 0.0,
            ["min"] = times.Length > 0 ? times.Min() : null,
            ["max"] = times.Length > 0 ? times.Max() : null,
            ["times"] = new JsonArray([.. times.Select(time => (JsonNode)time)]),
            ["exit_codes"] = new JsonArray([.. runs.Select(run => (JsonNode?)run.ExitCode)]),
            ["parameters"] = new JsonObject { ["setting"] = label },
        };
        if (runs.Length > 0 && Array.TrueForAll(runs, run => run.Memory is not null))
        {
            entry["memory_usage_byte"] = new JsonArray([.. runs.Select(run => (JsonNode)run.Memory!.Value)]);
        }
        return entry;
    }
}
