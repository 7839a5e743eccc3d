using RelionPS.Core.Errors;

namespace RelionPS.Runs.Slurm;

/// <summary>What a user may give as a name or an option of Slurm's.</summary>
internal static class SlurmValue
{
    /// <summary>
    /// A name, or names in Slurm's words: a partition, an account, a quality of service, what a job waits for.
    /// </summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="value">Its value; null where it was not given.</param>
    /// <exception cref="RelionException"><c>RelionOptionInvalid</c>.</exception>
    public static string? Check(string parameter, string? value)
    {
        if (value is null) return null;
        CheckOption(parameter, value);
        if (value.Any(char.IsWhiteSpace))
        {
            throw Refuse(parameter, value, "it has a blank, and no name of Slurm's has one");
        }
        if (value.AsSpan().ContainsAny("\"'`\\"))
        {
            throw Refuse(parameter, value, "it has a quote or a backslash; give it without");
        }
        return value.StartsWith('-')
            ? throw Refuse(parameter, value, "it begins with '-', as an option does; give the name")
            : value;
    }

    /// <summary>One token for sbatch, quoted by nobody: the script does that.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="option">The token.</param>
    /// <exception cref="RelionException"><c>RelionOptionInvalid</c>.</exception>
    public static string CheckOption(string parameter, string option)
    {
        if (string.IsNullOrWhiteSpace(option)) throw Refuse(parameter, option, "it is empty; leave it out");
        return VisibleText.HasUnseen(option)
            ? throw Refuse(parameter, option, "it has a line break or a control character; give one option a string")
            : option;
    }

    private static RelionException Refuse(string parameter, string value, string reason) =>
        SlurmErrors.OptionInvalid(parameter, value, reason);
}
