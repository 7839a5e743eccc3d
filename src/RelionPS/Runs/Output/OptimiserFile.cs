using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Output;

/// <summary>
/// What an optimiser file says (RELION 3.1.3, ml_optimiser.cpp, write): two comment lines with version and command,
/// then one block of pairs.
/// </summary>
/// <param name="Version">RELION's version; null where the file does not say it.</param>
/// <param name="CommandLine">The options, joined by blanks as RELION wrote them; empty where there are none.</param>
/// <param name="General">The pairs.</param>
internal sealed record OptimiserFile(string? Version, string CommandLine, StarBlock General)
{
    private const string VersionMark = "version";

    /// <summary>The tables that it names are beside it, whatever folder RELION was started in.</summary>
    public const string ModelLabel = "rlnModelStarFile", SamplingLabel = "rlnOrientSamplingStarFile";

    public string? Model => General.TextOrNull(ModelLabel);

    public bool IsAutoRefine => Flag("rlnDoAutoRefine");

    public bool IsGradient => Flag("rlnDoStochasticGradientDescent") || Flag("rlnDoGradientRefine");

    /// <summary>
    /// True where the next iteration of an auto-refinement may be its last: neither the resolution nor the assignments
    /// have got better for one iteration at least, or that was not asked for (checkConvergence, 3.1.3 to 5.0.1).
    /// </summary>
    public bool MayConverge =>
        CommandLine.Contains("--force_converge", StringComparison.Ordinal)
        || (ModelFile.Known(General, "rlnNumberOfIterWithoutResolutionGain") is not < 1
            && ModelFile.Known(General, "rlnNumberOfIterWithoutChangingAssignments") is not < 1);

    public int? Iterations => IsAutoRefine ? null : (int?)ModelFile.Known(General, "rlnNumberOfIterations");

    /// <summary>Reads a file.</summary>
    /// <exception cref="RelionException">It is no STAR file, or lacks its block or its model.</exception>
    public static OptimiserFile Read(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock general = file.Get("optimiser_general");
        // Without these it can't be continued from; a file cut short lacks the later lines.
        _ = general.Text(ModelLabel);
        _ = general.Integer("rlnCurrentIteration");
        string[] comments =
        [
            .. PlainFile.ReadLines(path)
                .TakeWhile(line => line.StartsWith('#'))
                .Take(2)
                .Select(line => line[1..].Trim()),
        ];
        string heading = comments.FirstOrDefault() ?? "";
        int at = heading.LastIndexOf(VersionMark, StringComparison.Ordinal);
        return new OptimiserFile(
            at < 0 ? null : heading[(at + VersionMark.Length)..].Trim(),
            comments.Length > 1 ? comments[1] : "",
            general);
    }

    /// <summary>
    /// The options, token by token. RELION joins them by one blank each and quotes none, so a value ends where the next
    /// option begins, and the output's root name, which the file has by itself too, is taken from there.
    /// </summary>
    public IReadOnlyList<string> Arguments
    {
        get
        {
            var tokens = new List<string>();
            string text = CommandLine + " ";
            for (int at = NextOption(text, 0); at >= 0;)
            {
                int end = text.IndexOf(' ', at), next = NextOption(text, end);
                string flag = text[at..end];
                tokens.Add(flag);
                if (flag == OptionTable.Output && RootAt(text, end + 1) is { } root)
                {
                    tokens.Add(root);
                    next = NextOption(text, end + 1 + root.Length);
                }
                else if (text[end..(next < 0 ? text.Length : next)] is { Length: > 2 } value)
                {
                    tokens.Add(value[1..^1]);
                }
                at = next;
            }
            return tokens;
        }
    }

    /// <summary>The root name as the file has it, where the text has it here, as a whole value; else null.</summary>
    private string? RootAt(string text, int at) =>
        General.TextOrNull("rlnOutputRootName") is { Length: > 0 } root
            && string.CompareOrdinal(text, at, root + " ", 0, root.Length + 1) == 0
            ? root
            : null;

    /// <summary>Where the next option begins, two hyphens and a letter behind a blank or at the start.</summary>
    private static int NextOption(string text, int from)
    {
        for (int at = text.IndexOf("--", from, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf("--", at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || text[at - 1] == ' ') && at + 2 < text.Length && char.IsAsciiLetter(text[at + 2])) return at;
        }
        return -1;
    }

    private bool Flag(string label) => ModelFile.Known(General, label) is > 0;
}
