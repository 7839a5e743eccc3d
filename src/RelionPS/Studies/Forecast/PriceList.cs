using System.Globalization;
using System.IO.Enumeration;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;

namespace RelionPS.Studies.Forecast;

/// <summary>
/// Prices of a node for an hour: lines of <c>pattern,price</c>, where the pattern stands for the node's name, its
/// processor's model or its GPU's, with <c>*</c> and <c>?</c>; the first line that fits counts. Lines that begin with
/// <c>#</c>, empty ones and a heading without a number in first place are passed over.
/// </summary>
internal sealed class PriceList
{
    private readonly IReadOnlyList<(string Pattern, double Price)> _lines;

    private PriceList(IReadOnlyList<(string Pattern, double Price)> lines) => _lines = lines;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RelionException"><c>RelionPriceFileInvalid</c>.</exception>
    public static PriceList Read(string path)
    {
        string[] lines;
        try
        {
            lines = [.. PlainFile.ReadLines(path)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ForecastErrors.PriceFileInvalid(path, 0, exception.Message);
        }
        var found = new List<(string, double)>();
        for (int at = 0; at < lines.Length; at++)
        {
            string line = lines[at].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            int comma = line.LastIndexOf(',');
            string pattern = comma < 0 ? line : line[..comma].Trim().Trim('"');
            bool isPrice = double.TryParse(
                line[(comma + 1)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double price)
                && double.IsFinite(price) && price >= 0;
            if (comma > 0 && isPrice && pattern.Length > 0) found.Add((pattern, price));
            else if (found.Count > 0 || at > 0 || comma < 0) throw ForecastErrors.PriceFileInvalid(path, at + 1, line);
        }
        return new PriceList(found);
    }

    /// <summary>The price of a node; null where no line fits.</summary>
    public double? Of(NodeProfile node)
    {
        string[] names =
        [
            node.Name,
            node.CpuModel,
            .. (node.Gpu.Devices.Value ?? []).Select(gpu => gpu.Model.Value).OfType<string>(),
        ];
        foreach ((string pattern, double price) in _lines)
        {
            if (names.Any(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true)))
            {
                return price;
            }
        }
        return null;
    }
}
