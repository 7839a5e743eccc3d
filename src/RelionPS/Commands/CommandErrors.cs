using RelionPS.Core.Errors;

namespace RelionPS.Commands;

/// <summary>Errors of what commands are given.</summary>
internal static class CommandErrors
{
    public static RelionException ObjectIncomplete(object part, string path) =>
        new("RelionObjectIncomplete", ErrorKind.InvalidData, part, [part.GetType().Name, path]);

    public static RelionException PathNotFileSystem(string path) =>
        new("RelionPathNotFileSystem", ErrorKind.InvalidArgument, path, [path]);

    public static RelionException DurationInvalid(TimeSpan duration) =>
        new("RelionDurationInvalid", ErrorKind.InvalidArgument, duration, [duration]);

    public static RelionException FileExists(string path) =>
        new("RelionFileExists", ErrorKind.ResourceExists, path, [path]);

    public static RelionException FileIsInput(string path) =>
        new("RelionFileIsInput", ErrorKind.InvalidArgument, path, [path]);

    public static RelionException ScriptExists(string path) =>
        new("RelionScriptExists", ErrorKind.ResourceExists, path, [path]);

    public static RelionException ScriptJustWritten(string path) =>
        new("RelionScriptJustWritten", ErrorKind.ResourceExists, path, [path]);

    public static RelionException DatasetJustMade(string folder, string run) =>
        new("RelionDatasetJustMade", ErrorKind.ResourceExists, folder, [folder, run]);

    public static RelionException RepeatNotForScript(ScriptKind kind) =>
        new("RelionRepeatNotForScript", ErrorKind.InvalidArgument, kind, [kind]);

    public static RelionException SchedulerNotForScript(ScriptKind kind) =>
        new("RelionSchedulerNotForScript", ErrorKind.InvalidArgument, kind, [kind]);

    public static RelionException ProfileNoReference(NodeProfile node) =>
        new("RelionProfileNoReference", ErrorKind.ObjectNotFound, node, [node.Name]);

    public static RelionException PartitionUnknown(string partition) =>
        new("RelionPartitionUnknown", ErrorKind.ObjectNotFound, partition, [partition]);

    public static RelionException RuleUnknown(string rule, string known) =>
        new("RelionRuleUnknown", ErrorKind.InvalidArgument, rule, [rule, known]);

    public static RelionException InputRuleUnknown(string[] rules, string known) =>
        new("RelionInputRuleUnknown", ErrorKind.InvalidArgument, rules, [string.Join(", ", rules), known]);

    public static RelionException BoxSizeOdd(int boxSize) =>
        new("RelionBoxSizeOdd", ErrorKind.InvalidArgument, boxSize, [boxSize, boxSize - 1, boxSize + 1]);

    public static RelionException BoxSizeUnknown(RefineCommand command) =>
        new("RelionBoxSizeUnknown", ErrorKind.InvalidArgument, command, []);

    public static RelionException ParameterNotForDataset(string parameter, string dataset) =>
        new("RelionParameterNotForDataset", ErrorKind.InvalidArgument, parameter, [parameter, dataset]);

    public static RelionException OneParticleCount(string counts) =>
        new("RelionOneParticleCount", ErrorKind.InvalidArgument, counts, [counts]);

    public static RelionException CountAndShare() =>
        new("RelionCountAndShare", ErrorKind.InvalidArgument, target: null, arguments: []);

    public static RelionException RunOrRunPath() =>
        new("RelionRunOrRunPath", ErrorKind.InvalidArgument, target: null, arguments: []);

    public static RelionException RecipeNotFound(string[]? names) =>
        new("RelionRecipeNotFound", ErrorKind.ObjectNotFound, names, [string.Join(", ", names ?? ["*"])]);

    public static RelionException InstallationNotFound(string places) =>
        new("RelionInstallationNotFound", ErrorKind.ObjectNotFound, places, [places]);

    public static RelionException InstallationNotThere(string path) =>
        new("RelionInstallationNotThere", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException ReportObjectUnknown(object value, string known) =>
        new("RelionReportObjectUnknown", ErrorKind.InvalidArgument, value, [value.GetType().Name, known]);

    public static RelionException ReportHoldsNone(ReportFormat format, string held, string given) =>
        new("RelionReportHoldsNone", ErrorKind.InvalidArgument, format, [format, held, given]);

    public static RelionException StallTimeoutInvalid(TimeSpan timeout) =>
        new("RelionStallTimeoutInvalid", ErrorKind.InvalidArgument, timeout, [timeout]);

    public static RelionException TimeLimitInvalid(TimeSpan limit) =>
        new("RelionTimeLimitInvalid", ErrorKind.InvalidArgument, limit, [limit]);

    public static RelionException ContinueAndForce() =>
        new("RelionContinueAndForce", ErrorKind.InvalidArgument, target: null, arguments: []);

    public static string ContinueNotReproducing(int iteration) =>
        Messages.Format("RelionContinueNotReproducing", iteration);

    public static RelionException TuningIterationGiven(string parameter) =>
        new("RelionTuningIterationGiven", ErrorKind.InvalidArgument, parameter, [parameter]);

    /// <summary>After Ctrl+C: the run, as far as it came.</summary>
    public static string RunStopped(string root, int? iteration) => iteration is > 0 and { } number
        ? Messages.Format("RelionStoppedRun", number, root)
        : Messages.Format("RelionStoppedEarly", root);

    public static string BenchmarkStopped(string folder) => Messages.Format("RelionStoppedBenchmark", folder);

    public static string SearchStopped(string folder) => Messages.Format("RelionStoppedSearch", folder);

    public static string BuildStopped(string folder) => Messages.Format("RelionStoppedBuild", folder);

    public static string WaitStopped() => Messages.Format("RelionStoppedWait");

    public static RelionException WorkingDirectoryEmpty() =>
        new("RelionWorkingDirectoryEmpty", ErrorKind.InvalidArgument, "", []);

    public static RelionException TuningIterations(int first, int iterations) =>
        new("RelionTuningIterations", ErrorKind.InvalidArgument, first, [first, iterations]);

    public static RelionException TuningOtherNode(NodeProfile node) =>
        new("RelionTuningOtherNode", ErrorKind.InvalidOperation, node, [node.Name]);

    public static RelionException MaxTimeInvalid(TimeSpan time) =>
        new("RelionMaxTimeInvalid", ErrorKind.InvalidArgument, time, [time]);
}
