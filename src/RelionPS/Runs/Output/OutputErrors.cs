using RelionPS.Core.Errors;

namespace RelionPS.Runs.Output;

/// <summary>Errors that RELION's output proves.</summary>
internal static class OutputErrors
{
    public static RelionException InvalidArgument(string option, int exitCode, string logPath) =>
        new("RelionInvalidArgument", ErrorKind.InvalidArgument, option, [option, exitCode, logPath]);

    public static RelionException WrongMpiLauncher(string processes, int exitCode, string logPath) =>
        new("RelionWrongMpiLauncher", ErrorKind.InvalidResult, processes, [processes, exitCode, logPath]);
}
