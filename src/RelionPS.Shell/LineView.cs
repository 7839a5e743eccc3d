using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;

namespace RelionPS.Shell;

/// <summary>Draws a line that is being edited, over as many rows as it takes.</summary>
internal sealed class LineView(string prompt)
{
    private readonly string _shownPrompt = Terminal.OutputHasColour ? prompt : Plain(prompt);
    private int _cursorRow;

    public void Show(EditBuffer buffer) => Draw(buffer, buffer.Cursor);

    /// <summary>Leaves the line as it is and goes below it.</summary>
    public void Finish(EditBuffer buffer, string mark = "")
    {
        Draw(buffer, buffer.Text.Length);
        Console.Out.Write(mark + "\r\n");
    }

    /// <summary>The cursor is on a fresh row: draw from there.</summary>
    public void Restart() => _cursorRow = 0;

    private void Draw(EditBuffer buffer, int cursor)
    {
        int width = Math.Max(Terminal.Width, 2);
        var (endRow, endColumn) = Place(Plain(prompt) + buffer.Text, width);
        var (row, column) = Place(Plain(prompt) + buffer.Text[..cursor], width);
        var drawing = new StringBuilder();
        if (_cursorRow > 0) drawing.Append($"\u001b[{_cursorRow}A");
        drawing.Append("\r\u001b[J").Append(_shownPrompt).Append(buffer.Text.Replace("\n", "\r\n"));
        // A terminal wraps only with the next character: go there, so that the rows are counted rightly.
        if (endColumn == 0 && endRow > 0 && buffer.Text is not [.., '\n']) drawing.Append("\r\n");
        if (endRow > row) drawing.Append($"\u001b[{endRow - row}A");
        drawing.Append('\r');
        if (column > 0) drawing.Append($"\u001b[{column}C");
        Console.Out.Write(drawing.ToString());
        _cursorRow = row;
    }

    private static (int Row, int Column) Place(string text, int width)
    {
        int row = 0, column = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int cells = rune.Value == '\n' ? 0 : CellWidth.Of(rune);
            if (rune.Value == '\n' || column + cells > width) (row, column) = (row + 1, 0);
            column += cells;
            if (column == width) (row, column) = (row + 1, 0);
        }
        return (row, column);
    }

    private static string Plain(string text) => new StringDecorated(text).ToString(OutputRendering.PlainText);
}
