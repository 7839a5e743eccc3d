using RelionPS.Core.Errors;

namespace RelionPS.Runs.Running;

/// <summary>Errors of starting, resuming and ending a run.</summary>
internal static class RunningErrors
{
    public static RelionException InputNotFound(string value, string workingDirectory) =>
        new("RelionInputNotFound", ErrorKind.ObjectNotFound, value, [value, workingDirectory]);

    public static RelionException BlushProgramNotFound(string name, string path) =>
        new("RelionBlushProgramNotFound", ErrorKind.NotInstalled, name, [name, path]);

    public static RelionException BlushPythonNotFound(string script) =>
        new("RelionBlushPythonNotFound", ErrorKind.NotInstalled, script, [script]);

    public static RelionException BlushPythonLacks(string python, string modules, string script) =>
        new("RelionBlushPythonLacks", ErrorKind.NotInstalled, python, [python, modules, script]);

    public static RelionException PlacementNotProbed(
        RefineCommand command, string launcher, int exitCode, string lastErrorLines) =>
        new(
            "RelionPlacementNotProbed", ErrorKind.InvalidResult, command,
            [launcher, exitCode, VisibleText.Said(lastErrorLines)]);

    public static RelionException RunAlreadyCompleted(RefineRun run) =>
        new("RelionRunAlreadyCompleted", ErrorKind.InvalidOperation, run, [run.OutputRoot, run.StatusReason]);

    public static RelionException RunNotContinuable(RefineRun run) =>
        new("RelionRunNotContinuable", ErrorKind.InvalidData, run, [run.OutputRoot, run.StatusReason]);

    public static RelionException IterationNotSaved(string optimiserPath, string folder, Exception cause) =>
        new("RelionIterationNotSaved", ErrorKind.WriteError, optimiserPath, [optimiserPath, folder, cause.Message]);

    public static RelionException IterationNotRestored(string outputRoot, string folder, Exception cause) =>
        new("RelionIterationNotRestored", ErrorKind.WriteError, outputRoot, [outputRoot, folder, cause.Message]);

    public static string IterationRestored(int iteration) => Messages.Format("RelionIterationRestored", iteration);

    public static string ContinuedWithUnknown(IEnumerable<string> flags) =>
        Messages.Format("RelionContinuedWithUnknown", string.Join(", ", flags));

    public static string ContinuedWithOther(IEnumerable<string> options, string version) =>
        Messages.Format("RelionContinuedWithOther", string.Join(", ", options), version);

    public static string ContinuedWithOld(IEnumerable<string> options, string version) =>
        Messages.Format("RelionContinuedWithOld", string.Join(", ", options), version);

    public static string ContinuedWithout(IEnumerable<string> flags, string version) =>
        Messages.Format("RelionContinuedWithout", string.Join(", ", flags), version);

    public static RelionException RunUnfinished(
        RefineRun? run, string outputRoot, int? exitCode, string reason, string cause) =>
        new("RelionRunUnfinished", ErrorKind.InvalidResult, run, [outputRoot, exitCode, reason, cause]);

    public static RelionException RunStalledAndEnded(
        RefineCommand command, string outputRoot, string time, string states) =>
        new("RelionRunStalledAndEnded", ErrorKind.OperationTimeout, command, [outputRoot, time, states]);

    public static RelionException RunFolderGone(string folder, string reason, Exception cause) =>
        new("RelionRunFolderGone", ErrorKind.ObjectNotFound, folder, [folder, reason], cause);

    public static string EndedAtIterationLimit(string outputRoot, int iteration, string option) =>
        Messages.Format("RelionEndedAtIterationLimit", outputRoot, iteration, option);

    public static string RecordNotWritten(string path, string reason) =>
        Messages.Format("RelionRecordNotWritten", path, reason);

    public static string RecordElsewhere(string path, string reason, string place) =>
        Messages.Format("RelionRecordElsewhere", path, reason, place);
}
