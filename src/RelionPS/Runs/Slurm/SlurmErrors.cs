using RelionPS.Core.Errors;

namespace RelionPS.Runs.Slurm;

/// <summary>Errors of Slurm and of what it is given.</summary>
internal static class SlurmErrors
{
    public static RelionException SlurmFailed(string target, string program, int exitCode, string output) =>
        new("RelionSlurmFailed", ErrorKind.InvalidResult, target, [program, exitCode, VisibleText.Said(output)]);

    public static RelionException OptionInvalid(string parameter, string value, string reason) =>
        new("RelionOptionInvalid", ErrorKind.InvalidArgument, value, [parameter, VisibleText.Of(value), reason]);
}
