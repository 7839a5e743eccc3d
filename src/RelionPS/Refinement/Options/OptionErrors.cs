using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>Errors of RELION's options.</summary>
internal static class OptionErrors
{
    public static RelionException OptionNotInVersion(string flag, string version, string program, string instead) =>
        new("RelionOptionNotInVersion", ErrorKind.InvalidArgument, flag, [flag, version, program, instead]);
}
