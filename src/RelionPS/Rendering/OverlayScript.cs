using RelionPS.Errors;

namespace RelionPS.Rendering;

/// <summary>A viewer's script that lays each map of a result over its reference, pair beside pair (guide 4, 5.5).</summary>
internal static class OverlayScript
{
    /// <summary>Contour in standard deviations of the map: shows the molecule, hides the noise.</summary>
    private const int Level = 3;

    /// <summary>Commands of UCSF ChimeraX, for a <c>.cxc</c> file.</summary>
    public static string ChimeraX(ResultComparison comparison) => Render(
        comparison,
        "#",
        static (path, _) => $"open {path}",
        static (model, colour) => $"volume #{model + 1} style surface sdLevel {Level} color {colour} transparency 0.5",
        static (first, distance) => FormattableString.Invariant($"move x {distance:0.#} models #{first + 1},{first + 2}"),
        "view");

    /// <summary>Commands of UCSF Chimera, for a <c>.cmd</c> file.</summary>
    public static string Chimera(ResultComparison comparison) => Render(
        comparison,
        "#",
        static (path, model) => $"open #{model} {path}",
        static (model, colour) => $"volume #{model} style surface sdLevel {Level} color {colour} transparency 0.5",
        static (first, distance) => FormattableString.Invariant($"move x {distance:0.#} models #{first},{first + 1}"),
        "window");

    private static string Render(
        ResultComparison comparison, string comment, Func<string, int, string> open, Func<int, string, string> show, Func<int, double, string> move, string last)
    {
        var lines = new List<string> { $"{comment} Reference in blue, result in orange; pairs of matching classes from left to right.", $"{comment} Verdict: {comparison.Verdict}" };
        double width = comparison.BoxSize * comparison.PixelSize;
        foreach ((ClassComparison pair, int index) in comparison.Classes.Select((pair, index) => (pair, index)))
        {
            int model = 2 * index;
            lines.Add(open(Quote(pair.ReferenceMap), model));
            lines.Add(open(Quote(pair.ResultMap), model + 1));
            lines.Add(show(model, "cornflowerblue"));
            lines.Add(show(model + 1, "orange"));
            if (index > 0) lines.Add(move(model, index * width));
        }
        lines.Add(last);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Both programs take a path in quotes, and know no way to write a quote or a line's end in it.</summary>
    private static string Quote(string path) => path.AsSpan().ContainsAny('"', '\n', '\r')
        ? throw new RelionException("RelionOverlayPathInvalid", path, path)
        : $"\"{path}\"";
}
