using System.Buffers.Text;
using System.Text;

namespace RelionPS.Data.Star;

/// <summary>
/// How RELION splits a line and reads a value (3.1.3: src/strings.cpp nextTokenInSTAR, src/metadata_table.cpp
/// setValueFromString). A value
/// starts after white space; a quote at its start lasts to the same quote before white space or the line's end; a '#'
/// at its start ends the line.
/// </summary>
internal static class StarText
{
    /// <summary>The next value of a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="position">Where to look from; afterwards behind the value.</param>
    /// <param name="value">The value without its quotes.</param>
    /// <param name="isOpen">True where a quote is not closed.</param>
    public static bool TryNext(ReadOnlySpan<byte> line, ref int position, out Range value, out bool isOpen)
    {
        isOpen = false;
        value = default;
        while (position < line.Length && line[position] <= ' ') position++;
        if (position >= line.Length || line[position] == '#') return false;
        byte first = line[position];
        if (first is (byte)'"' or (byte)'\'')
        {
            for (int end = position + 1; end < line.Length; end++)
            {
                if (line[end] != first || (end + 1 < line.Length && line[end + 1] > ' ')) continue;
                value = (position + 1)..end;
                position = end + 1;
                return true;
            }
            isOpen = true;
            return false;
        }
        int length = line[position..].IndexOfAnyInRange((byte)0, (byte)' ');
        int stop = length < 0 ? line.Length : position + length;
        value = position..stop;
        position = stop;
        return true;
    }

    /// <summary>
    /// A number, by its longest readable beginning as RELION's streams do; null for what does not begin as one.
    /// </summary>
    public static double? Number(ReadOnlySpan<byte> value)
    {
        if (Utf8Parser.TryParse(value, out double number, out _)) return number;
        return Lower(value) switch
        {
            "nan" or "-nan" or "+nan" => double.NaN,
            "inf" or "+inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => null,
        };
    }

    /// <summary>A whole number, by its longest readable beginning: <c>2.000000</c> is 2.</summary>
    public static long? Integer(ReadOnlySpan<byte> value)
    {
        int length = value.Length > 0 && value[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        while (length < value.Length && value[length] is >= (byte)'0' and <= (byte)'9') length++;
        return Utf8Parser.TryParse(value[..length], out long number, out int used) && used == length ? number : null;
    }

    public static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

    private static string Lower(ReadOnlySpan<byte> value) =>
        value.Length is > 2 and < 10 ? Text(value).ToLowerInvariant() : "";
}
