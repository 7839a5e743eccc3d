using System.Management.Automation;
using System.Management.Automation.Internal;

namespace RelionPS.Shell;

/// <summary>
/// The one place that writes to the terminal. Text goes above the progress line: the line is taken away before any text and drawn again
/// after it, at most ten times a second.
/// </summary>
internal sealed class Screen : IDisposable
{
    private const string ClearLine = "\r\u001b[K";
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly ProgressLine _progress = new();
    private readonly Timer _redraw;
    private bool _drawn;
    private bool _scheduled;
    private bool _lineStart = true;
    private int _hidden;
    private int _toError;

    public Screen()
    {
        _redraw = new Timer(_ => Redraw());
    }

    public void Write(string text)
    {
        if (_toError > 0) WriteError(text);
        else Write(Console.Out, text, Terminal.OutputHasColour);
    }

    public void WriteError(string text) => Write(Console.Error, text, Terminal.ErrorHasColour);

    /// <summary>Takes a progress record; drawn soon, or never where output is not a terminal.</summary>
    public void Report(long source, ProgressRecord record)
    {
        if (!Terminal.OutputIsTerminal || !Terminal.CanMoveCursor) return;
        lock (_lock)
        {
            _progress.Update(source, record);
            if (_progress.IsEmpty) Erase();
            else ScheduleRedraw();
        }
    }

    /// <summary>Forgets all progress: the pipeline that reported it has ended.</summary>
    public void EndProgress()
    {
        lock (_lock)
        {
            _progress.Clear();
            Erase();
        }
    }

    /// <summary>Sends all text to stderr until the result is disposed.</summary>
    public IDisposable ToError()
    {
        _toError++;
        return new Scope(() => _toError--);
    }

    /// <summary>Leaves the terminal to a question or another program until the result is disposed.</summary>
    public IDisposable Yield()
    {
        lock (_lock)
        {
            _hidden++;
            Erase();
        }
        return new Scope(Resume);
    }

    private void Write(TextWriter writer, string text, bool colour)
    {
        if (text.Length == 0) return;
        if (!colour) text = new StringDecorated(text).ToString(OutputRendering.PlainText);
        lock (_lock)
        {
            Erase();
            writer.Write(text);
            if (text.Length > 0) _lineStart = text[^1] == '\n';
            if (!_progress.IsEmpty) ScheduleRedraw();
        }
    }

    private void ScheduleRedraw()
    {
        if (_scheduled) return;
        _scheduled = true;
        _redraw.Change(RedrawInterval, Timeout.InfiniteTimeSpan);
    }

    private void Redraw()
    {
        lock (_lock)
        {
            _scheduled = false;
            if (_progress.IsEmpty || _hidden > 0 || !_lineStart) return;
            string line = _progress.Render(Terminal.Width - 1, DateTime.UtcNow);
            Console.Out.Write(ClearLine + (Terminal.OutputHasColour ? $"\u001b[36m{line}\u001b[0m" : line));
            _drawn = true;
        }
    }

    private void Erase()
    {
        if (!_drawn) return;
        Console.Out.Write(ClearLine);
        _drawn = false;
    }

    public void Dispose()
    {
        EndProgress();
        _redraw.Dispose();
    }

    private void Resume()
    {
        lock (_lock)
        {
            _hidden--;
            _lineStart = true;
            if (!_progress.IsEmpty) ScheduleRedraw();
        }
    }

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
