namespace RelionPS.Shell;

/// <summary>A line being edited: its text and the cursor in it.</summary>
internal sealed class EditBuffer
{
    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    public void Set(string text) => (Text, Cursor) = (text, text.Length);

    public void Replace(int start, int length, string text)
    {
        Text = Text.Remove(start, length).Insert(start, text);
        Cursor = start + text.Length;
    }

    /// <summary>Does what a key stands for, as readline's Emacs keys and pwsh have them; other keys do nothing.</summary>
    public void Apply(ConsoleKeyInfo key)
    {
        bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow when control:
                Cursor = WordStart();
                break;
            case ConsoleKey.RightArrow when control:
                Cursor = WordEnd();
                break;
            case ConsoleKey.LeftArrow or ConsoleKey.B when key.Key == ConsoleKey.LeftArrow || control:
                Cursor = Before(Cursor);
                break;
            case ConsoleKey.RightArrow or ConsoleKey.F when key.Key == ConsoleKey.RightArrow || control:
                Cursor = After(Cursor);
                break;
            case ConsoleKey.Home or ConsoleKey.A when key.Key == ConsoleKey.Home || control:
                Cursor = 0;
                break;
            case ConsoleKey.End or ConsoleKey.E when key.Key == ConsoleKey.End || control:
                Cursor = Text.Length;
                break;
            case ConsoleKey.Backspace or ConsoleKey.W when control:
                Cut(WordStart(), Cursor);
                break;
            case ConsoleKey.Backspace:
                Cut(Before(Cursor), Cursor);
                break;
            case ConsoleKey.Delete or ConsoleKey.D when key.Key == ConsoleKey.Delete || control:
                Cut(Cursor, After(Cursor));
                break;
            case ConsoleKey.U when control:
                Cut(0, Cursor);
                break;
            case ConsoleKey.K when control:
                Cut(Cursor, Text.Length);
                break;
            case ConsoleKey.Escape:
                Set("");
                break;
            default:
                if (!control && !char.IsControl(key.KeyChar)) Replace(Cursor, 0, key.KeyChar.ToString());
                break;
        }
    }

    private void Cut(int start, int end)
    {
        Text = Text.Remove(start, end - start);
        Cursor = start;
    }

    private int Before(int place) => place == 0 ? 0 : place > 1 && char.IsLowSurrogate(Text[place - 1]) ? place - 2 : place - 1;

    private int After(int place) => place == Text.Length ? place : place + 1 < Text.Length && char.IsHighSurrogate(Text[place]) ? place + 2 : place + 1;

    private int WordStart()
    {
        int place = Cursor;
        while (place > 0 && char.IsWhiteSpace(Text[place - 1])) place--;
        while (place > 0 && !char.IsWhiteSpace(Text[place - 1])) place--;
        return place;
    }

    private int WordEnd()
    {
        int place = Cursor;
        while (place < Text.Length && char.IsWhiteSpace(Text[place])) place++;
        while (place < Text.Length && !char.IsWhiteSpace(Text[place])) place++;
        return place;
    }
}
