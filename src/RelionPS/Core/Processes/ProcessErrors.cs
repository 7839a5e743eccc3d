using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>Errors of programs that can't be started.</summary>
internal static class ProcessErrors
{
    public static RelionException ProgramNotFound(string program) =>
        new("RelionProgramNotFound", ErrorKind.ObjectNotFound, program, [program]);

    public static RelionException ProgramNotStarted(string program, string reason) =>
        new("RelionProgramNotStarted", ErrorKind.OpenError, program, [program, reason]);
}
