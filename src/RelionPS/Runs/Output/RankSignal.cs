using System.Globalization;
using System.Text.RegularExpressions;

namespace RelionPS.Runs.Output;

/// <summary>
/// The signal that ended a rank, in the words of its launcher, whose own exit code need not tell: Open MPI and Slurm on
/// standard error, MPICH's hydra on standard output with the signal's number as exit code, Intel MPI on either.
/// </summary>
internal static class RankSignal
{
    private static readonly Regex[] Forms =
    [
        new(@"exited on signal (\d+)", RegexOptions.CultureInvariant),
        new(@"KILLED BY SIGNAL: (\d+)", RegexOptions.CultureInvariant),
        new(@"EXIT STRING: .*\(signal (\d+)\)", RegexOptions.CultureInvariant),
    ];

    /// <summary>The first signal that a text tells of; null where it tells of none.</summary>
    public static int? Of(string text)
    {
        foreach (Regex form in Forms)
        {
            if (form.Match(text) is { Success: true } match
                && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out int signal))
            {
                return signal;
            }
        }
        return null;
    }
}
