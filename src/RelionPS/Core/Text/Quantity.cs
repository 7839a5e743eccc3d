using System.Collections;
using System.Globalization;

namespace RelionPS.Core.Text;

/// <summary>
/// Quantities as people read them, numbers in the invariant culture: bytes, gigabytes, seconds, lengths, shares. Called
/// by
/// <c>RelionPS.Format.ps1xml</c> too.
/// </summary>
public static class Quantity
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Each with the least that is said in it.</summary>
    private static readonly (double Seconds, double Least, string Name)[] TimeUnits =
        [(1, 0.01, "s"), (1e-3, 1e-4, "ms"), (1e-6, 1e-7, "µs"), (1e-9, 0, "ns")];

    /// <summary>
    /// Bytes in the largest unit that leaves a number of at least one: <c>23.5 GiB</c>; <c>Unknown</c> for null.
    /// </summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } amount) return "Unknown";
        double value = amount;
        int unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return value.ToString(value < 100 && unit > 0 ? "0.#" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>
    /// Bytes in decimal units, as the guide counts and memory and disks are sold: <c>6.4 GB</c>, <c>256 GB</c>,
    /// <c>2 PB</c>.
    /// </summary>
    public static string Gigabytes(double bytes) => bytes switch
    {
        >= 1e15 => (bytes / 1e15).ToString("0.##", CultureInfo.InvariantCulture) + " PB",
        >= 1e13 => (bytes / 1e12).ToString("0.#", CultureInfo.InvariantCulture) + " TB",
        < 1e10 => (bytes / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + " GB",
        _ => (bytes / 1e9).ToString("0", CultureInfo.InvariantCulture) + " GB",
    };

    /// <summary>Seconds with one decimal, two under ten; empty for null.</summary>
    public static string Seconds(double? seconds) =>
        seconds?.ToString(seconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// Seconds of any size with three digits that count, in the unit that leaves no row of zeros: <c>1.25 s</c>,
    /// <c>20.5 µs</c>; a dash for null.
    /// </summary>
    /// <param name="seconds">The seconds.</param>
    /// <param name="like">Seconds whose unit is taken, so that both can be compared; left out, their own.</param>
    public static string Cost(double? seconds, double? like = null)
    {
        if (seconds is not { } time) return "-";
        double size = Math.Abs(like ?? time);
        (double unit, _, string name) = Array.Find(TimeUnits, one => size == 0 || !(size < one.Least));
        return $"{ThreeDigits(time / unit)} {name}";
    }

    /// <summary>A number with as many decimals at most; a dash for null.</summary>
    public static string Decimals(double? value, int decimals) =>
        value?.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A share from 0 to 1 in percent, with two decimals at most; a dash for null.</summary>
    public static string Percent(double? share) =>
        share is { } value ? (100 * value).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>Any single value as text: numbers invariant and without an exponent, null as a dash.</summary>
    public static string Value(object? value) => value switch
    {
        null => "-",
        double number => Plain(number),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    /// <summary>Items side by side, separated by blanks; a dash where there are none.</summary>
    public static string List(IEnumerable? items)
    {
        string text = string.Join(' ', (items ?? Array.Empty<object>()).Cast<object?>().Select(Value));
        return text.Length == 0 ? "-" : text;
    }

    /// <summary>A length in ångström: <c>25.6 Å</c>; a dash for null.</summary>
    public static string Angstrom(double? value) => value is { } length ? Short(length) + " Å" : "-";

    /// <summary>A number with two decimals at most; a dash for null.</summary>
    public static string Short(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A share of 0 to 1 in per cent: <c>37.5 %</c>; a dash for null.</summary>
    public static string Share(double? value) =>
        value is { } share ? (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %" : "-";

    /// <summary>
    /// Time in the largest units that matter: <c>0.39 s</c>, <c>4:05</c>, <c>1:02:03</c>; a dash for null.
    /// </summary>
    public static string Duration(TimeSpan? time) => time switch
    {
        null => "-",
        { TotalMinutes: < 1 } seconds => Seconds(seconds.TotalSeconds) + " s",
        { TotalHours: < 1 } minutes => minutes.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        { } hours =>
            string.Create(
                CultureInfo.InvariantCulture, $"{(int)hours.TotalHours}:{hours.Minutes:00}:{hours.Seconds:00}"),
    };

    /// <summary>The digits alone: what .NET writes as 1.2E-05 few can read.</summary>
    private static string Plain(double number)
    {
        string text = number.ToString(CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) && Math.Abs(number) is > 1e-20 and < 1e28
            ? ((decimal)number).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    private static string ThreeDigits(double number)
    {
        double size = Math.Abs(number);
        int decimals = size is > 0 and < 100 ? Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 9) : 0;
        return number.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }
}
