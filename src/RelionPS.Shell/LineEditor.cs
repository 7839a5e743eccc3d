namespace RelionPS.Shell;

/// <summary>Editing of one line on a terminal: cursor keys, history, completion.</summary>
internal sealed class LineEditor(Screen screen, Completion? completion = null, InterruptHandler? interrupts = null) : ILineSource
{
    private readonly List<string> _history = [];
    private readonly EditBuffer _buffer = new();

    public bool IsInteractive => true;

    public void Remember(string statement)
    {
        if (_history.Count == 0 || _history[^1] != statement) _history.Add(statement);
    }

    public LineRead Read(string prompt)
    {
        using IDisposable _ = screen.Yield();
        using var keys = new ControlCAsKey();
        interrupts?.BeginStatement();
        return Edit(new LineView(prompt));
    }

    /// <summary>A key, not shown. Ctrl+C is one too, within <see cref="ControlCAsKey"/>.</summary>
    public static ConsoleKeyInfo ReadKey() => Console.ReadKey(intercept: true);

    public static bool IsInterrupt(ConsoleKeyInfo key) => key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control };

    private LineRead Edit(LineView view)
    {
        int recalled = _history.Count;
        string unsent = "";
        _buffer.Set("");
        view.Show(_buffer);
        while (true)
        {
            ConsoleKeyInfo key = ReadKey();
            bool control = (key.Modifiers & ConsoleModifiers.Control) != 0;
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    view.Finish(_buffer);
                    return new LineRead(_buffer.Text);
                case ConsoleKey.C when IsInterrupt(key):
                    view.Finish(_buffer, "^C");
                    return new LineRead("", GivenUp: true);
                case ConsoleKey.D when control && _buffer.Text.Length == 0:
                    return new LineRead(null);
                case ConsoleKey.UpArrow when recalled > 0:
                    if (recalled == _history.Count) unsent = _buffer.Text;
                    _buffer.Set(_history[--recalled]);
                    break;
                case ConsoleKey.DownArrow when recalled < _history.Count:
                    _buffer.Set(++recalled == _history.Count ? unsent : _history[recalled]);
                    break;
                case ConsoleKey.Tab:
                    Complete(view);
                    break;
                case ConsoleKey.L when control:
                    Console.Out.Write("\u001b[H\u001b[2J");
                    view.Restart();
                    break;
                default:
                    _buffer.Apply(key);
                    break;
            }
            // Pasted text is drawn once, when all of it has come.
            if (!Console.KeyAvailable) view.Show(_buffer);
        }
    }

    /// <summary>Inserts what all candidates have in common; when that is nothing new, lists them.</summary>
    private void Complete(LineView view)
    {
        if (completion?.Find(_buffer.Text, _buffer.Cursor) is not { Items.Count: > 0 } found) return;
        string current = _buffer.Text.Substring(found.Start, found.Length);
        string common = found.Items.Select(item => item.Text).Aggregate(CommonBeginning);
        if (found.Items.Count == 1 || common.Length > current.Length)
        {
            _buffer.Replace(found.Start, found.Length, common);
            return;
        }
        view.Finish(_buffer);
        Console.Out.Write(Columns.Arrange([.. found.Items.Select(item => item.Shown)], Terminal.Width));
        view.Restart();
    }

    private static string CommonBeginning(string a, string b)
    {
        int length = 0;
        while (length < a.Length && length < b.Length && char.ToLowerInvariant(a[length]) == char.ToLowerInvariant(b[length])) length++;
        return a[..length];
    }
}
