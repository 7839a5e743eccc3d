using System.Text;

namespace RelionPS.Core.Processes;

/// <summary>
/// Cuts text that arrives in pieces into lines. A carriage return begins the line anew, as it does on a terminal, so a
/// progress bar
/// leaves only its last state.
/// </summary>
internal sealed class LineSplitter(Action<string> onLine)
{
    /// <summary>What is longer is cut: no line of a program that means anything is.</summary>
    private const int MaximumLength = 4096;

    private readonly StringBuilder _line = new();
    private bool _isReturned;

    public void Append(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (character == '\n')
            {
                onLine(_line.ToString());
                _line.Clear();
                _isReturned = false;
            }
            else if (character == '\r')
            {
                _isReturned = true;
            }
            else
            {
                if (_isReturned) _line.Clear();
                _isReturned = false;
                if (_line.Length < MaximumLength) _line.Append(character);
            }
        }
    }

    /// <summary>The end of the text: what has no line feed is a line too.</summary>
    public void Finish()
    {
        if (_line.Length > 0) onLine(_line.ToString());
        _line.Clear();
    }
}
