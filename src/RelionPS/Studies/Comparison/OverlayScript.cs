using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Comparison;

/// <summary>
/// A viewer's script that lays each map of a result over its reference, pair beside pair (guide 4, 5.5).
/// </summary>
internal static class OverlayScript
{
    /// <summary>Contour in standard deviations of the map: shows the molecule, hides the noise.</summary>
    private const int Level = 3;

    /// <summary>Commands of UCSF ChimeraX, for a <c>.cxc</c> file.</summary>
    public static string ChimeraX(ResultComparison comparison) => Render(
        comparison,
        static (path, _) => $"open {Quote(path, "")}",
        static (model, colour) => $"volume #{model + 1} style surface sdLevel {Level} color {colour} transparency 0.5",
        static (first, distance) => FormattableString.Invariant(
            $"move x {distance:0.#} models #{first + 1},{first + 2}"),
        "view");

    /// <summary>Commands of UCSF Chimera, for a <c>.cmd</c> file.</summary>
    public static string Chimera(ResultComparison comparison) => Render(
        comparison,
        static (path, model) => $"open #{model} {Quote(path, ";")}",
        static (model, colour) => $"volume #{model} style surface sdLevel {Level} color {colour} transparency 0.5",
        static (first, distance) => FormattableString.Invariant($"move x {distance:0.#} models #{first},{first + 1}"),
        "window");

    private static string Render(
        ResultComparison comparison,
        Func<string, int, string> open, Func<int, string, string> show, Func<int, double, string> move, string last)
    {
        List<string> lines =
        [
            ScriptText.Comment("Reference in blue, result in orange; pairs of matching classes from left to right."),
            ScriptText.Comment($"Verdict: {comparison.Verdict}"),
        ];
        double width = comparison.BoxSize * comparison.PixelSize;
        foreach ((ClassComparison pair, int index) in comparison.Classes.Select((pair, index) => (pair, index)))
        {
            int model = 2 * index;
            lines.Add(open(pair.ReferenceMap, model));
            lines.Add(open(pair.ResultMap, model + 1));
            lines.Add(show(model, "cornflowerblue"));
            lines.Add(show(model + 1, "orange"));
            if (index > 0) lines.Add(move(model, index * width));
        }
        lines.Add(last);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>
    /// A path in quotes, in which neither program reads <c>#</c> or a blank otherwise; ChimeraX reads backslashes
    /// (core/commands/cli.py), and both take wildcards. A relative path gets a folder, so that it reads neither as an
    /// option, nor as a home folder, nor as a database's entry.
    /// </summary>
    private static string Quote(string path, string alsoRefused) =>
        VisibleText.HasUnseen(path) || path.AsSpan().ContainsAny("\"\\*?[]" + alsoRefused)
            ? throw ComparisonErrors.OverlayPathInvalid(path)
            : path.StartsWith('/') ? $"\"{path}\"" : $"\"./{path}\"";
}
