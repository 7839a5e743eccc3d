using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>Errors of RELION's options.</summary>
internal static class OptionErrors
{
    public static RelionException OptionNotInVersion(string flag, string version, string program, string instead) =>
        new("RelionOptionNotInVersion", ErrorKind.InvalidArgument, flag, [flag, version, program, instead]);

    /// <param name="token">The token.</param>
    /// <param name="parts">Its parts, each as PowerShell takes it.</param>
    public static RelionException ArgumentsTogether(string token, string parts) =>
        new("RelionArgumentsTogether", ErrorKind.InvalidArgument, token, [token, parts]);

    /// <param name="commandLine">The whole command.</param>
    /// <param name="flag">The option that it lacks.</param>
    /// <param name="instead">The parameters that give it.</param>
    public static RelionException CommandWithoutInput(string commandLine, string flag, string instead) =>
        new("RelionCommandWithoutInput", ErrorKind.InvalidArgument, commandLine, [flag, instead]);
}
