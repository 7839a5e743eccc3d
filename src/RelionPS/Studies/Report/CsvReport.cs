using System.Globalization;
using System.Text;

namespace RelionPS.Studies.Report;

/// <summary>A line for each run, as RFC 4180 writes it: for a spreadsheet.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<BenchmarkResult, BenchmarkRun, object?> Value)[] Columns =
    [
        ("Name", (result, _) => result.Name),
        ("Node", (result, _) => result.Command.Node.Name),
        ("CpuModel", (result, _) => result.Command.Node.CpuModel),
        ("RelionVersion", (result, _) => result.RelionVersion),
        ("Executable", (result, _) => result.Command.Executable),
        ("Acceleration", (result, _) => result.Command.Acceleration),
        ("Mpi", (result, _) => result.Command.Mpi),
        ("NodeCount", (result, _) => result.Command.Plan.NodeCount),
        ("Ranks", (result, _) => result.Command.Plan.Ranks),
        ("ThreadsPerRank", (result, _) => result.Command.Plan.ThreadsPerRank),
        ("Pool", (result, _) => result.Command.Plan.Pool),
        ("Run", (_, run) => run.Number),
        ("IsWarmup", (_, run) => run.IsWarmup),
        ("Status", (_, run) => run.Status),
        (
            "StartedUtc",
            (_, run) => run.StartedUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ("Seconds", (_, run) => run.Seconds),
        ("Iterations", (_, run) => run.Iterations.Sum(time => time.Span)),
        ("CpuSeconds", (_, run) => run.CpuSeconds),
        ("PeakMemoryBytes", (_, run) => run.PeakMemoryBytes),
        ("ExitCode", (_, run) => run.ExitCode),
        ("RecordPath", (_, run) => run.RecordPath),
    ];

    /// <summary>Of the whole: how the command stands to the others, and what to know of the run.</summary>
    private static readonly string[] Judged = ["Standing", "Warnings"];

    public static string Render(ReportContent content)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', Columns.Select(column => column.Name).Concat(Judged)).Append("\r\n");
        foreach (BenchmarkResult result in content.Of<BenchmarkResult>())
        {
            foreach (BenchmarkRun run in result.Runs)
            {
                IEnumerable<object?> values =
                [
                    .. Columns.Select(column => column.Value(result, run)),
                    content.Standing(result),
                    string.Join("; ", Warnings(result, run)),
                ];
                text.AppendJoin(',', values.Select(Field)).Append("\r\n");
            }
        }
        return text.ToString();
    }

    private static IEnumerable<string> Warnings(BenchmarkResult result, BenchmarkRun run) => result.Warnings
        .Where(warning => warning.RunNumber is null || (warning.RunNumber == run.Number && !run.IsWarmup))
        .Select(warning => warning.Id)
        .Distinct();

    /// <summary>
    /// A text that a spreadsheet would compute gets an apostrophe, which spreadsheets take as the mark of a text.
    /// </summary>
    private static string Field(object? value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (value is string && text.Length > 0 && "=+-@\t\r\n".Contains(text[0])) text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n")
            ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : text;
    }
}
