using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RelionPS.Data.Star;

/// <summary>Takes the rows of a table as they are found, in order.</summary>
internal interface IStarRowSink
{
    /// <summary>One row: the wanted values are <c>text[starts[i]..ends[i]]</c>. Both hold only for this call.</summary>
    void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends);
}

/// <summary>A row that RELION would end at.</summary>
/// <param name="Row">Index of the row.</param>
/// <param name="Values">Values in it.</param>
/// <param name="Reason">What is wrong with it.</param>
internal readonly record struct StarFault(long Row, int Values, string Reason);

/// <summary>What was found in a stretch of rows.</summary>
internal sealed class StarStretch
{
    /// <summary>Faults kept one by one; the rest is only counted.</summary>
    public const int MostFaults = 100;

    /// <summary>Rows, faulty ones included.</summary>
    public int Rows { get; set; }

    /// <summary>True where the table ended in this stretch.</summary>
    public bool IsEnd { get; set; }

    /// <summary>Where the next line begins: behind the stretch, or at the line that ended the table.</summary>
    public int Position { get; set; }

    public List<StarFault> Faults { get; } = [];

    public void Clear()
    {
        Rows = 0;
        IsEnd = false;
        Position = 0;
        Faults.Clear();
    }
}

/// <summary>
/// Finds the rows of a table and the wanted values in them, 64 bytes at a step. Follows RELION's readStarLoop (3.1.3,
/// src/metadata_table.cpp): a
/// line is a row, an empty line ends the table, and a row has as many values as there are labels (fewer only where
/// there are at most two). Compiled for
/// speed at once: a first file would be over before the runtime finds out what is hot.
/// </summary>
internal static class StarRowScanner
{
    /// <summary>Bytes that must be readable behind the text.</summary>
    public const int Slack = 64;

    private const byte FirstOrdinary = 0x28;
    private const int FewColumns = 2;

    /// <summary>Scans the rows that begin before a limit.</summary>
    /// <param name="buffer">Whole lines, the last one's end included, and <see cref="Slack"/> bytes more.</param>
    /// <param name="length">Bytes of the lines.</param>
    /// <param name="limit">Rows that begin here or later are left.</param>
    /// <param name="columns">Labels of the table.</param>
    /// <param name="wanted">Indices of the wanted columns, rising.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="stretch">Takes the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scan<TSink>(
        ReadOnlySpan<byte> buffer,
        int length,
        int limit,
        int columns,
        ReadOnlySpan<int> wanted,
        ref TSink sink,
        StarStretch stretch)
        where TSink : IStarRowSink
    {
        Span<int> starts = stackalloc int[wanted.Length];
        Span<int> ends = stackalloc int[wanted.Length];
        ReadOnlySpan<byte> text = buffer[..length];
        int lineStart = 0, column = 0, found = 0;
        ulong isSpecial = 0, before = 1;
        for (int block = 0; block < length; block += 64)
        {
            Masks(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), block),
                out ulong blank,
                out ulong newline,
                out ulong low);
            if (block + 64 > length) newline &= (1UL << (length - block)) - 1;
            ulong valueStarts = ~blank & ((blank << 1) | before);
            before = blank >> 63;
            ulong special = low & valueStarts;
            while (newline != 0)
            {
                ulong inLine = (newline & (0 - newline)) - 1;
                Take(valueStarts & inLine, block, wanted, starts, ref found, ref column);
                isSpecial |= special & inLine;
                int lineEnd = block + BitOperations.TrailingZeroCount(newline);
                if (!EndRow(
                    text,
                    lineStart,
                    lineEnd,
                    isSpecial != 0,
                    columns,
                    column,
                    wanted,
                    starts,
                    ends,
                    found,
                    ref sink,
                    stretch))
                {
                    return;
                }
                lineStart = lineEnd + 1;
                column = found = 0;
                isSpecial = 0;
                if (lineStart >= limit)
                {
                    stretch.Position = lineStart;
                    return;
                }
                valueStarts &= ~inLine;
                special &= ~inLine;
                newline &= newline - 1;
            }
            Take(valueStarts, block, wanted, starts, ref found, ref column);
            isSpecial |= special;
        }
        stretch.Position = lineStart;
    }

    /// <summary>Notes where the wanted values of this part of a row begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(
        ulong valueStarts, int block, ReadOnlySpan<int> wanted, Span<int> starts, ref int found, ref int column)
    {
        int count = BitOperations.PopCount(valueStarts);
        while (found < wanted.Length && wanted[found] < column + count)
        {
            starts[found] = block + Select(valueStarts, wanted[found] - column);
            found++;
        }
        column += count;
    }

    /// <summary>The place of the set bit with this index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Select(ulong mask, int index)
    {
        if (Bmi2.X64.IsSupported)
        {
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << index, mask));
        }
        for (; index > 0; index--) mask &= mask - 1;
        return BitOperations.TrailingZeroCount(mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool EndRow<TSink>(
        ReadOnlySpan<byte> text,
        int lineStart,
        int lineEnd,
        bool isSpecial,
        int columns,
        int column,
        ReadOnlySpan<int> wanted,
        Span<int> starts, Span<int> ends, int found, ref TSink sink, StarStretch stretch)
        where TSink : IStarRowSink
    {
        string? fault = null;
        if (isSpecial)
        {
            column = Exactly(text, lineStart, lineEnd, wanted, starts, ends, out found, out fault);
        }
        else
        {
            if (column == 0) return End(lineStart, stretch);
            // The line feed behind the row ends the search at the latest.
            for (int i = 0; i < found; i++) ends[i] = starts[i] + text[starts[i]..].IndexOfAnyInRange(
                (byte)0, (byte)' ');
        }
        if (column == 1 && columns != 1 && IsBlockStart(text[lineStart..lineEnd]))
        {
            if (columns > FewColumns)
            {
                AddFault(
                    stretch,
                    0,
                    "a new block begins right behind the rows of a table, without an empty line between them");
            }
            return End(lineStart, stretch);
        }
        if (column > columns || (column < columns && columns > FewColumns))
        {
            fault ??= FormattableString.Invariant($"{column} values in a table of {columns} labels");
        }
        if (fault is not null)
        {
            AddFault(stretch, column, fault);
            stretch.Rows++;
            return true;
        }
        for (; found < wanted.Length; found++) starts[found] = ends[found] = lineEnd;
        stretch.Rows++;
        sink.Row(text, starts, ends);
        return true;
    }

    private static bool End(int lineStart, StarStretch stretch)
    {
        stretch.IsEnd = true;
        stretch.Position = lineStart;
        return false;
    }

    private static void AddFault(StarStretch stretch, int values, string reason)
    {
        if (stretch.Faults.Count < StarStretch.MostFaults)
        {
            stretch.Faults.Add(new StarFault(stretch.Rows, values, reason));
        }
    }

    /// <summary>The slow way, for rows with quotes or comments.</summary>
    private static int Exactly(
        ReadOnlySpan<byte> text,
        int lineStart,
        int lineEnd,
        ReadOnlySpan<int> wanted,
        Span<int> starts,
        Span<int> ends,
        out int found,
        out string? fault)
    {
        ReadOnlySpan<byte> line = text[lineStart..lineEnd];
        int position = 0, column = 0;
        found = 0;
        bool isOpen;
        while (StarText.TryNext(line, ref position, out Range value, out isOpen))
        {
            if (found < wanted.Length && wanted[found] == column)
            {
                starts[found] = lineStart + value.Start.Value;
                ends[found] = lineStart + value.End.Value;
                found++;
            }
            column++;
        }
        fault = isOpen ? "a quote is not closed" : null;
        return column;
    }

    private static bool IsBlockStart(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8).StartsWith("data_"u8);

    /// <summary>White space, line feeds, and what may begin a quote or comment, a bit a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Masks(ref byte first, out ulong blank, out ulong newline, out ulong low)
    {
        Vector256<byte> a = Vector256.LoadUnsafe(ref first), b = Vector256.LoadUnsafe(ref first, 32);
        blank = Bits(
            Vector256.LessThanOrEqual(a, Vector256.Create((byte)' ')),
            Vector256.LessThanOrEqual(b, Vector256.Create((byte)' ')));
        newline = Bits(
            Vector256.Equals(a, Vector256.Create((byte)'\n')), Vector256.Equals(b, Vector256.Create((byte)'\n')));
        low = Bits(
            Vector256.LessThan(a, Vector256.Create(FirstOrdinary)),
            Vector256.LessThan(b, Vector256.Create(FirstOrdinary)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> a, Vector256<byte> b) =>
        a.ExtractMostSignificantBits() | ((ulong)b.ExtractMostSignificantBits() << 32);
}
