using System.Text;

namespace RelionPS.Shell;

/// <summary>A list in columns, read downwards, as ls shows one.</summary>
internal static class Columns
{
    private const int Gap = 2;
    private const int MostShown = 100;

    public static string Arrange(IReadOnlyList<string> items, int width)
    {
        string[] shown = [.. items.Take(MostShown)];
        int column = shown.Max(CellWidth.Of) + Gap;
        int columns = Math.Max(1, width / column);
        int rows = (shown.Length + columns - 1) / columns;
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            for (int i = row; i < shown.Length; i += rows) text.Append(shown[i]).Append(' ', i + rows < shown.Length ? column - CellWidth.Of(shown[i]) : 0);
            text.Append("\r\n");
        }
        if (items.Count > MostShown) text.Append($"… and {items.Count - MostShown} more\r\n");
        return text.ToString();
    }
}
