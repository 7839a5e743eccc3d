using System.Globalization;
using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Data.Star;

namespace RelionPS.Data.Datasets;

/// <summary>A line that was mended.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Value">The value that was taken out.</param>
internal sealed record MendedLine(long Line, string Value);

/// <summary>
/// Rows with one value too many, such as the 9 on line 5476 of the published shiny_2sets.star: RELION ends at them.
/// They are mended in a new
/// file and on request only, since which value is astray is a guess, told by the types of the labels.
/// </summary>
internal static class StrayValues
{
    /// <summary>The file beside a broken one: <c>shiny_2sets.star</c> gets <c>shiny_2sets_repaired.star</c>.</summary>
    public static string NewPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "_repaired.star");

    /// <summary>True where each fault of the table is such a row.</summary>
    public static bool AreAll(StarBlock block) =>
        block.HeadFaults.Count == 0
            && block.Extent is { Faults: { Count: > 0 and < StarStretch.MostFaults } faults }
            && faults.All(fault => fault.Values == block.Labels.Count + 1 || fault.Values == 1);

    /// <summary>Writes the file anew without the stray values; all other bytes stay.</summary>
    /// <exception cref="RelionException"><c>RelionStarNotMendable</c>: a row has another fault, or no value of it
    /// stands out;
    /// <c>RelionOutputNotWritable</c>.</exception>
    /// <param name="path">The file.</param>
    /// <param name="newPath">The file to write.</param>
    /// <param name="overwrite">Whether one that is there may be replaced.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static IReadOnlyList<MendedLine> Mend(
        string path, string newPath, bool overwrite, CancellationToken cancellationToken)
    {
        using StarFile file = StarFile.Open(path, cancellationToken);
        StarBlock[] faulty = [.. file.Blocks.Where(block => block.Faults.Count > 0)];
        if (faulty.FirstOrDefault(block => !AreAll(block)) is { } other) throw NotMendable(path, other.Faults[0].Line);
        Dictionary<long, StarBlock> lines = faulty
            .SelectMany(block => block.Faults, (block, fault) => (fault.Line, block))
            .ToDictionary(pair => pair.Line, pair => pair.block);
        var mended = new List<MendedLine>();
        try
        {
            Write(file, path, newPath, lines, mended, overwrite, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(newPath, exception.Message, exception);
        }
        return mended;
    }

    private static void Write(
        StarFile file, string path, string newPath, Dictionary<long, StarBlock> lines, List<MendedLine> mended,
        bool overwrite,
        CancellationToken cancellationToken) => WholeFile.Write(overwrite
            ? WholeFile.Followed(newPath)
            : newPath, output =>
        {
            long copied = 0;
            using var reader = new StarLineReader(file.Source);
            while (lines.Count > 0 && reader.TryRead(out ReadOnlySpan<byte> line))
            {
                if (!lines.Remove(reader.LineNumber, out StarBlock? block)) continue;
                cancellationToken.ThrowIfCancellationRequested();
                Copy(file.Source, output, copied, reader.LineOffset);
                copied = reader.Offset;
                if (Stray(line, block) is not { } stray) throw NotMendable(path, reader.LineNumber);
                mended.Add(new MendedLine(reader.LineNumber, StarText.Text(line[stray])));
                if (line.Trim(" \t"u8).Length == line[stray].Length) continue;
                output.Write(line[..stray.Start.Value].TrimEnd(" \t"u8));
                output.Write(line[stray.End.Value..]);
                output.WriteByte((byte)'\n');
            }
            Copy(file.Source, output, copied, file.Source.Length);
        }, overwrite);

    /// <summary>
    /// The value without which all others are of their labels' types; the last one where several are.
    /// </summary>
    private static Range? Stray(ReadOnlySpan<byte> line, StarBlock block)
    {
        var values = new List<Range>();
        int position = 0;
        while (StarText.TryNext(line, ref position, out Range value, out _)) values.Add(value);
        if (values.Count == 1) return values[0];
        for (int stray = values.Count - 1; stray >= 0; stray--)
        {
            bool fits = true;
            for (int column = 0; column < block.Labels.Count && fits; column++) fits = Fits(
                StarLabels.TypeOf(block.Labels[column]), line[values[column < stray ? column : column + 1]]);
            if (fits) return values[stray];
        }
        return null;
    }

    private static bool Fits(StarType type, ReadOnlySpan<byte> value) => type switch
    {
        StarType.Number or StarType.Integer or StarType.Flag => IsNumber(value),
        StarType.Text => !IsNumber(value),
        _ => true,
    };

    private static bool IsNumber(ReadOnlySpan<byte> value) =>
        double.TryParse(
            Encoding.UTF8.GetString(value),
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out _);

    private static void Copy(ByteSource source, Stream output, long from, long to)
    {
        var buffer = new byte[1 << 16];
        while (from < to
            && source.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from))) is var count and > 0)
        {
            output.Write(buffer, 0, count);
            from += count;
        }
    }

    private static RelionException NotMendable(string path, long line) => DatasetErrors.StarNotMendable(path, line);
}
