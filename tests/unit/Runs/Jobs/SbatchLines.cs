using System.Text;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>
/// What sbatch reads in a script, after its source (Slurm 22.05, src/sbatch/opt.c and xlate.c): options up to the first
/// line that is a command, and those
/// of other schedulers in the whole file. The integration tests hold the same against a real sbatch.
/// </summary>
internal static class SbatchLines
{
    /// <summary>The options, as sbatch's getopt sees them.</summary>
    public static IReadOnlyList<string> Options(string script)
    {
        var options = new List<string>();
        foreach (string line in script.Split('\n'))
        {
            if (line.StartsWith("#SBATCH", StringComparison.Ordinal)) Read(line["#SBATCH".Length..], options);
            else if (line.TrimStart(' ', '\t', '\r', '\v', '\f') is { Length: > 0 } text && text[0] != '#') break;
        }
        return options;
    }

    /// <summary>Lines that sbatch takes as options of another scheduler.</summary>
    public static IEnumerable<string> Foreign(string script) =>
        script.Split('\n').Where(
            line => new[] { "#PBS", "#BSUB", "#SLURM" }.Any(mark => line.StartsWith(mark, StringComparison.Ordinal)));

    private static void Read(string line, List<string> options)
    {
        int at = 0;
        while (true)
        {
            while (at < line.Length && IsSpace(line[at])) at++;
            foreach (string separator in (string[])["packjob", "hetjob"])
            {
                if (string.Compare(line, at, separator, 0, separator.Length, StringComparison.OrdinalIgnoreCase) == 0
                    && (at + separator.Length >= line.Length
                        || IsSpace(
                            line[at
                                + separator.Length]))) throw new InvalidOperationException("a part of a job begins");
            }
            if (at < line.Length && line[at] == ':') throw new InvalidOperationException("sbatch ends at a colon");
            var word = new StringBuilder();
            char quote = '\0';
            bool isEscaped = false, isWord = false;
            while (at < line.Length && (quote != '\0' || !IsSpace(line[at])))
            {
                char character = line[at];
                if (isEscaped) isEscaped = false;
                else if (character == '\\')
                {
                    isEscaped = true;
                    at++;
                    continue;
                }
                else if (quote != '\0')
                {
                    if (character == quote)
                    {
                        quote = '\0';
                        at++;
                        continue;
                    }
                }
                else if (character is '"' or '\'')
                {
                    quote = character;
                    at++;
                    continue;
                }
                else if (character == '#') break;
                word.Append(character);
                isWord = true;
                at++;
            }
            if (quote != '\0') throw new InvalidOperationException("sbatch ends at an unmatched quote");
            if (!isWord) return;
            options.Add(word.ToString());
        }
    }

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\v' or '\f';
}
