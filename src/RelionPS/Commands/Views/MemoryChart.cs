using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Views;

/// <summary>
/// Memory of a node over ranks and threads as lines of text: a row for each number of ranks, a column for each number
/// of threads.
/// </summary>
public static class MemoryChart
{
    private const int Width = 80, RankWidth = 6, CellWidth = 12;

    /// <summary>Shades for up to a quarter, a half, three quarters and all of what ranks may take.</summary>
    private static readonly char[] Shades = ['·', '░', '▒', '▓'];

    /// <summary>The chart, each line at most 80 wide; columns that don't fit stand below.</summary>
    public static IReadOnlyList<string> Render(IReadOnlyList<NodeMemory> nodes)
    {
        int[] ranks = [.. nodes.Select(node => node.RanksPerNode).Distinct().Order()];
        var lines = new List<string> { Title(nodes) };
        foreach (int[] threads in nodes
            .Select(node => node.Threads)
            .Distinct()
            .Order()
            .Chunk((Width - RankWidth) / CellWidth))
        {
            lines.Add(
                "ranks".PadLeft(RankWidth)
                    + string.Concat(threads.Select(count => $"{count} threads".PadLeft(CellWidth))));
            foreach (int count in ranks)
            {
                lines.Add(
                    Text(count).PadLeft(RankWidth) + string.Concat(
                        threads.Select(
                            thread => Cell(
                                nodes.FirstOrDefault(
                                    node => node.RanksPerNode == count
                                        && node.Threads == thread)).PadLeft(CellWidth))));
            }
        }
        return lines;
    }

    private static string Title(IReadOnlyList<NodeMemory> nodes) => nodes is [{ LimitBytes: { } limit }, ..]
        ? $"Memory of the fullest node; ranks may take {Quantity.Bytes(limit)}: · ░ ▒ ▓ quarters, ✗ over"
        : "Memory of the fullest node";

    private static string Cell(NodeMemory? node) =>
        node is null ? "" : $"{Quantity.Bytes(node.NodeBytes)} {Shade(node.Share)}".TrimEnd();

    private static string Shade(double? share) => share switch
    {
        null => "",
        > 1 => "✗",
        { } part => Shades[Math.Clamp((int)(part * Shades.Length), 0, Shades.Length - 1)].ToString(),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
