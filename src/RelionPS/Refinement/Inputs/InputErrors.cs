using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Inputs;

/// <summary>Errors of what a run would read.</summary>
internal static class InputErrors
{
    public static RelionException InputRefused(string commandLine, string command, string reasons) =>
        new("RelionInputRefused", ErrorKind.InvalidData, commandLine, [command, reasons]);
}
