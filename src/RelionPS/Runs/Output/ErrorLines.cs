using System.Text.RegularExpressions;

namespace RelionPS.Runs.Output;

/// <summary>
/// What a program wrote to its standard error, for people: without RELION's list of mangled functions, and each line
/// once.
/// </summary>
internal static partial class ErrorLines
{
    private const string Heading = "=== Backtrace  ===";

    /// <summary>
    /// The same lines without the backtraces, and without those that other ranks have written before.
    /// </summary>
    public static string Readable(string text)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<string> lines = [];
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            string bare = line.Trim();
            if (bare.StartsWith(Heading, StringComparison.Ordinal)
                || bare == "ERROR:"
                || (bare.Length > 3 && bare.Trim('=').Length == 0)
                || Frame().IsMatch(bare))
            {
                continue;
            }
            if (bare.Length > 0 && !seen.Add(bare)) continue;
            lines.Add(line);
        }
        return string.Join('\n', lines).Trim('\n');
    }

    /// <summary>A line of backtrace_symbols(3): program, function and offset in brackets, address.</summary>
    [GeneratedRegex(@"^\S.*\(.*\+0x[0-9a-f]+\)\s*\[0x[0-9a-f]+\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Frame();
}
