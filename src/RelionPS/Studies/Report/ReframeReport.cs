using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RelionPS.Core.Text;
using RelionPS.Studies.History;

namespace RelionPS.Studies.Report;

/// <summary>
/// The runs as a run report of ReFrame, data version 4.2 (ReFrame 4.9, its schema runreport.json): each run that counts
/// is a test case with the wall time as its performance variable.
/// </summary>
internal static class ReframeReport
{
    private const string DataVersion = "4.2";

    public static string Render(ReportContent content, string title)
    {
        List<BenchmarkRecord> records =
        [
            .. content.Items
                .Select(item => item is BenchmarkResult result ? RecordMaker.Of(result) : item as BenchmarkRecord)
                .OfType<BenchmarkRecord>(),
        ];
        List<BenchmarkResult> failed =
        [
            .. content.Of<BenchmarkResult>().Where(result => result.Status != RunStatus.Completed),
        ];
        string session = Uuid(string.Join('\n', records.Select(record => record.Id).Append(title)));
        List<JsonNode> cases = [];
        foreach (BenchmarkRecord record in records)
        {
            foreach (RecordedRun run in record.Runs) cases.Add(Case(record, run, session, cases.Count));
        }
        foreach (BenchmarkResult result in failed) cases.Add(Failed(result, session, cases.Count));
        IEnumerable<RecordedRun> runs = records.SelectMany(record => record.Runs);
        double start = runs.Select(run => Unix(run.StartedUtc)).DefaultIfEmpty(0).Min();
        double end = runs.Select(run => Unix(run.StartedUtc) + run.Seconds).DefaultIfEmpty(0).Max();
        var report = new JsonObject
        {
            ["session_info"] = new JsonObject
            {
                ["cmdline"] = title,
                ["data_version"] = DataVersion,
                ["hostname"] = records.Select(record => record.Node.Host).FirstOrDefault("unknown"),
                ["num_cases"] = cases.Count,
                ["num_failures"] = failed.Count,
                ["num_aborted"] = 0,
                ["num_skipped"] = 0,
                ["time_start"] = Stamp(start),
                ["time_start_unix"] = start,
                ["time_end"] = Stamp(end),
                ["time_end_unix"] = end,
                ["time_elapsed"] = end - start,
                ["uuid"] = session,
            },
            ["restored_cases"] = new JsonArray(),
            ["runs"] = new JsonArray(new JsonObject
            {
                ["num_cases"] = cases.Count,
                ["num_failures"] = failed.Count,
                ["num_aborted"] = 0,
                ["num_skipped"] = 0,
                ["run_index"] = 0,
                ["testcases"] = new JsonArray([.. cases]),
            }),
        };
        return report.ToJsonString(JsonFormat.Indented) + "\n";
    }

    private static JsonObject Case(BenchmarkRecord record, RecordedRun run, string session, int index)
    {
        string system = Name(record.Node.Host), partition = Name(record.Node.CpuModel);
        JsonObject values = new() { [$"{system}:{partition}:wall_time"] = Value(run.Seconds, "s") };
        if (run.CpuSeconds is { } cpu) values[$"{system}:{partition}:cpu_time"] = Value(cpu, "s");
        if (run.PeakMemoryBytes is { } bytes) values[$"{system}:{partition}:peak_memory"] = Value(bytes, "B");
        double end = Unix(run.StartedUtc) + run.Seconds;
        JsonObject testCase = Case(
            record.Name, $"{record.Name} %setting={record.Setting}", system, partition, record.Program.ToString(),
            session, index);
        testCase["descr"] = record.Setting.ToString();
        testCase["filename"] = record.Program.Path;
        testCase["job_completion_time"] = Stamp(end);
        testCase["job_completion_time_unix"] = end;
        testCase["num_tasks"] = record.Setting.Ranks;
        testCase["perfvalues"] = values;
        testCase["result"] = "pass";
        testCase["time_run"] = run.Seconds;
        testCase["time_total"] = run.Seconds;
        return testCase;
    }

    private static JsonObject Failed(BenchmarkResult result, string session, int index)
    {
        BenchmarkRun last = result.Runs[^1];
        NodeProfile node = result.Command.Node;
        JsonObject testCase = Case(
            result.Name, result.Name, Name(node.Name), Name(node.CpuModel), $"RELION {result.RelionVersion}", session,
            index);
        testCase["filename"] = result.Command.Executable;
        testCase["fail_phase"] = "run";
        testCase["fail_reason"] = last.ErrorMessage ?? result.Status.ToString();
        testCase["job_completion_time_unix"] = Unix(last.StartedUtc) + (last.Seconds ?? 0);
        testCase["perfvalues"] = new JsonObject();
        testCase["result"] = "fail";
        testCase["time_total"] = last.Seconds;
        return testCase;
    }

    private static JsonObject Case(
        string name, string unique, string system, string partition, string environ, string session, int index) => new()
        {
            ["name"] = name,
            ["unique_name"] = unique,
            ["system"] = system,
            ["partition"] = partition,
            ["environ"] = environ,
            ["fail_phase"] = null,
            ["fail_reason"] = null,
            ["fixture"] = false,
            ["run_index"] = 0,
            ["scheduler"] = "local",
            ["session_uuid"] = session,
            ["uuid"] = FormattableString.Invariant($"{session}:0:{index}"),
        };

    /// <summary>Value, reference, lower and upper threshold, unit, result.</summary>
    private static JsonArray Value(double value, string unit) => [value, 0, null, null, unit, "pass"];

    /// <summary>A colon parts the names in the key of a value.</summary>
    private static string Name(string text) => text.Replace(':', '_');

    private static double Unix(DateTime time) => (time.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;

    private static string Stamp(double unix) => DateTime.UnixEpoch.AddSeconds(unix)
        .ToString("yyyyMMdd'T'HHmmss'+0000'", CultureInfo.InvariantCulture);

    private static string Uuid(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]).ToString();
}
