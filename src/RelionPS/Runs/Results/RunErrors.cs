using RelionPS.Core.Errors;

namespace RelionPS.Runs.Results;

/// <summary>Errors of runs that are over or are read back, and of the files that tell of them.</summary>
internal static class RunErrors
{
    public static RelionException RunNotFound(string path) =>
        new("RelionRunNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException RunStalled(RefineRun run, string time) =>
        new("RelionRunStalled", ErrorKind.OperationTimeout, run, [run.OutputRoot, time, run.StatusReason]);

    public static RelionException RunHung(string outputRoot, RefineRun? run, string time, string states) =>
        new("RelionRunHung", ErrorKind.OperationTimeout, run ?? (object)outputRoot, [outputRoot, time, states]);

    public static string RunSeemsStalled(string outputRoot, string time, string states) =>
        Messages.Format("RelionRunSeemsStalled", outputRoot, time, states);

    /// <summary>A time as messages have it.</summary>
    public static string Duration(TimeSpan time) =>
        time.ToString(
            time.TotalDays < 1 ? @"hh\:mm\:ss" : @"d\.hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture);

    public static RelionException RunFileIncomplete(string path, long bytes) =>
        new("RelionRunFileIncomplete", ErrorKind.InvalidArgument, path, [path, bytes]);

    public static string RunFilesLeftBehind(IEnumerable<string> names) =>
        Messages.Format("RelionRunFilesLeftBehind", string.Join(", ", names));

    public static string RunTimesUnknown() => Messages.Format("RelionRunTimesUnknown");

    public static RelionException ResultsExist(string outputRoot, RefineRun run) =>
        new("RelionResultsExist", ErrorKind.ResourceExists, run, [outputRoot, run.Status, run.StatusReason]);

    public static RelionException ResultsExist(string outputRoot, string file) =>
        new(
            "RelionResultsExist", ErrorKind.ResourceExists, outputRoot,
            [outputRoot, "without an optimiser file of an iteration", file]);

    public static RelionException RunFailed(
        RefineCommand command, int exitCode, string logPath, string lastErrorLines, string? cause) =>
        new(
            "RelionRunFailed", ErrorKind.InvalidResult, command,
            [exitCode, logPath, VisibleText.Said(lastErrorLines), cause is null ? "" : " " + cause]);

    public static RelionException OutputIncomplete(string file, int exitCode, string logPath, string cause) =>
        new("RelionOutputIncomplete", ErrorKind.InvalidResult, file, [file, exitCode, logPath, cause]);

    public static RelionException RecordSchemaUnknown(
        string target, string path, int version, int known, Exception cause) =>
        new("RelionRecordSchemaUnknown", ErrorKind.InvalidArgument, target, [path, version, known], cause);

    public static RelionException RecordInvalid(string path, Exception cause) =>
        new("RelionRecordInvalid", ErrorKind.InvalidData, path, [path, cause.Message], cause);

    public static RelionException JobNotFound(string folder, Exception cause) =>
        new("RelionJobNotFound", ErrorKind.ObjectNotFound, folder, [folder], cause);
}
