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

    public static RelionException VersionWithoutJobs(string version, string oldest, string newest) =>
        new("RelionVersionWithoutJobs", ErrorKind.InvalidArgument, version, [version, oldest, newest]);

    /// <param name="algorithm">What was asked for.</param>
    /// <param name="job">The job.</param>
    /// <param name="version">The version.</param>
    /// <param name="reason">Why the job has it not, and what to do.</param>
    public static RelionException AlgorithmNotOfJob(
        RefineAlgorithm algorithm, RefineJobType job, string version, string reason) =>
        new(
            "RelionAlgorithmNotOfJob", ErrorKind.InvalidArgument, algorithm, [algorithm, job, version, reason]);
}
