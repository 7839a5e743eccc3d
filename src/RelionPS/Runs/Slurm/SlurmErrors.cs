using RelionPS.Core.Errors;

namespace RelionPS.Runs.Slurm;

/// <summary>Errors of Slurm and of what it is given.</summary>
internal static class SlurmErrors
{
    public const string AnswerUnreadId = "RelionSlurmAnswerUnread", AnswerLostId = "RelionSlurmAnswerLost";

    public static RelionException SlurmFailed(string target, string program, int exitCode, string output) =>
        new("RelionSlurmFailed", ErrorKind.InvalidResult, target, [program, exitCode, VisibleText.Said(output)]);

    /// <summary>The job may be there: whoever submits again would run it twice.</summary>
    public static RelionException AnswerUnread(string script, string output) =>
        new(
            AnswerUnreadId, ErrorKind.InvalidResult, script,
            [VisibleText.Said(output), VisibleText.Of(Path.GetDirectoryName(script)!)]);

    /// <summary>The job may come into the queue yet: whoever submits again would run it twice.</summary>
    /// <param name="script">The job's script.</param>
    /// <param name="failure">What sbatch ended with.</param>
    public static RelionException AnswerLost(string script, string failure) =>
        new(
            AnswerLostId, ErrorKind.InvalidResult, script,
            [failure, VisibleText.Of(Path.GetDirectoryName(script)!)]);

    public static string SubmittedAllTheSame(long id, string failure) =>
        Messages.Format("RelionSlurmSubmittedAllTheSame", id, failure);

    public static RelionException OptionInvalid(string parameter, string value, string reason) =>
        new("RelionOptionInvalid", ErrorKind.InvalidArgument, value, [parameter, VisibleText.Of(value), reason]);
}
