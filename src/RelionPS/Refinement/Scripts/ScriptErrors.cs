using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Scripts;

/// <summary>Errors of commands that can't be written as a script.</summary>
internal static class ScriptErrors
{
    public static RelionException HostsNotNamed(RefineCommand command, int nodeCount) =>
        new("RelionHostsNotNamed", ErrorKind.InvalidArgument, command, [nodeCount]);
}
