using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>The kernel's pressure stall information (PSI, Linux 4.20), of the machine or of a control group.</summary>
internal static class PressureReader
{
    private const string Begin = "some ", Total = "total=";

    /// <summary>
    /// Time in which at least one task stood, since the start of the counter, in seconds; null where the kernel does
    /// not tell.
    /// </summary>
    public static double? Seconds(NodeFiles files, string path)
    {
        string? line = files.Lines(path).FirstOrDefault(text => text.StartsWith(Begin, StringComparison.Ordinal));
        string? word = line?.Split(' ').FirstOrDefault(text => text.StartsWith(Total, StringComparison.Ordinal));
        return word is not null
            && long.TryParse(
                word.AsSpan(Total.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? microseconds / 1e6
            : null;
    }
}
