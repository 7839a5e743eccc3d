using RelionPS.Core.Errors;

namespace RelionPS.Studies.History;

/// <summary>Errors of histories of benchmarks and of comparisons with them.</summary>
internal static class HistoryErrors
{
    public static RelionException NotFound(string folder) =>
        new("RelionHistoryNotFound", ErrorKind.ObjectNotFound, folder, [folder]);

    public static RelionException NotWritable(string folder, string reason, Exception cause) =>
        new("RelionHistoryNotWritable", ErrorKind.WriteError, folder, [folder, reason], cause);

    public static RelionException NothingMeasured(BenchmarkResult result) =>
        new("RelionHistoryNothingMeasured", ErrorKind.InvalidData, result, [result.Name, result.Status]);

    public static RelionException NoBaseline(BenchmarkRecord record, string across, string nearest) =>
        new("RelionHistoryNoBaseline", ErrorKind.ObjectNotFound, record, [record, across, nearest]);

    public static RelionException NoReference(object? value) =>
        new("RelionBenchmarkNoReference", ErrorKind.InvalidArgument, value, []);

    public static RelionException ObjectUnknown(object value) =>
        new("RelionBenchmarkObjectUnknown", ErrorKind.InvalidArgument, value, [value.GetType().Name]);

    public static RelionException Regression(BenchmarkChange change) =>
        new("RelionBenchmarkRegression", ErrorKind.InvalidResult, change, [change.Summary]);

    public static RelionException TooFewRuns(BenchmarkChange change) =>
        new("RelionBenchmarkTooFewRuns", ErrorKind.InvalidResult, change, [change.Summary]);

    public static string FileSkipped(string path, string reason) =>
        Messages.Format("RelionHistoryFileSkipped", path, reason);
}
