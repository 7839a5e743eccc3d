using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>The last lines of a program's output, as a terminal would show them.</summary>
internal sealed class LastLines
{
    /// <summary>Enough for an error and what led to it.</summary>
    private const int Kept = 20;

    private readonly Queue<string> _lines = new(Kept + 1);
    private readonly LineSplitter _splitter;

    public LastLines() => _splitter = new LineSplitter(line =>
    {
        _lines.Enqueue(line);
        if (_lines.Count > Kept) _lines.Dequeue();
    });

    /// <summary>Those of a whole text.</summary>
    public static string Of(string text)
    {
        var last = new LastLines();
        last.Append(text);
        return last.Finish();
    }

    /// <summary>The last lines of a whole text that say something, each without the blanks around it.</summary>
    public static IReadOnlyList<string> Said(string text, int most) =>
    [
        .. Of(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .TakeLast(most)
            .Select(line => VisibleText.Of(line)),
    ];

    /// <summary>Takes the next piece of the output.</summary>
    public void Append(ReadOnlySpan<char> text) => _splitter.Append(text);

    /// <summary>The lines, after the end of the output.</summary>
    public string Finish()
    {
        _splitter.Finish();
        return string.Join('\n', _lines);
    }
}
