using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>Errors of fetching and building RELION.</summary>
internal static class BuildErrors
{
    public static RelionException SourceNotFound(string path) =>
        new("RelionSourceNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException SourceNotFetched(string target, string program, string reason, string remedy) =>
        new("RelionSourceNotFetched", ErrorKind.ConnectionError, target, [program, reason, remedy]);

    public static RelionException VersionMismatch(string recipe, string asked, string folder, string version) =>
        new("RelionVersionMismatch", ErrorKind.InvalidArgument, recipe, [recipe, asked, folder, version]);

    public static RelionException BuildDiskSpaceShort(string path, double neededGigabytes, double freeGigabytes) =>
        new("RelionBuildDiskSpaceShort", ErrorKind.ResourceUnavailable, path, [path, neededGigabytes, freeGigabytes]);

    public static RelionException BuildDiskFull(string recipe, string folder, Exception? cause = null) =>
        new("RelionBuildDiskFull", ErrorKind.ResourceUnavailable, recipe, [recipe, folder], cause);

    public static RelionException BuildKilled(string recipe, int exitCode, string log) =>
        new("RelionBuildKilled", ErrorKind.OperationStopped, recipe, [recipe, exitCode, log]);

    public static RelionException ConfigureFailed(string recipe, int exitCode, string error, string log) =>
        new("RelionConfigureFailed", ErrorKind.InvalidResult, recipe, [recipe, exitCode, error, log]);

    public static RelionException CompileFailed(string recipe, int exitCode, string error, string log) =>
        new("RelionCompileFailed", ErrorKind.InvalidResult, recipe, [recipe, exitCode, error, log]);

    /// <summary>The target is the part at fault.</summary>
    public static RelionException BuildCauseKnown(
        KnownCause cause, string recipe, int exitCode, string error, string log) =>
        new(
            "RelionBuildCauseKnown", ErrorKind.InvalidResult, cause.Name,
            [recipe, exitCode, cause.Means, cause.Remedy, error, log]);

    public static RelionException BuildLibraryMissing(string recipe, string library, string packages, string log) =>
        new("RelionBuildLibraryMissing", ErrorKind.NotInstalled, library, [recipe, library, packages, log]);

    public static RelionException BuiltProgramMissing(
        string target, string recipe, string program, string makeTarget) =>
        new("RelionBuiltProgramMissing", ErrorKind.InvalidResult, target, [recipe, program, makeTarget]);

    public static RelionException BuiltProgramNotStarted(string program, string obstacle, string log) =>
        new("RelionBuiltProgramNotStarted", ErrorKind.InvalidResult, program, [program, obstacle, log]);

    public static RelionException BuildLacksAltCpu(string program, string reason, string log) =>
        new("RelionBuildLacksAltCpu", ErrorKind.InvalidResult, program, [program, reason, log]);

    /// <summary>The code is <c>CUDA</c>, <c>HIP</c> or <c>SYCL</c>.</summary>
    public static RelionException BuildLacksGpuCode(string program, string code, string reason, string log) =>
        new("RelionBuildLacksGpuCode", ErrorKind.InvalidResult, program, [program, code, reason, log]);

    public static string FolderHoldsOther(string folder, string files) =>
        Messages.Format("RelionBuildFolderHoldsOther", folder, files);
}
