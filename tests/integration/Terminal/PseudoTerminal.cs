using System.Diagnostics;
using System.Text;
using RelionPS.Core.Text;

namespace RelionPS.IntegrationTests.Terminal;

/// <summary>A program on a pseudo-terminal of 80 columns, made by script(1).</summary>
internal sealed class PseudoTerminal : IDisposable
{
    /// <summary>What a program writes that asks where the cursor is. It waits until the terminal answers.</summary>
    private const string CursorQuery = "\u001b[6n";

    private const string CursorAnswer = "\u001b[1;1R";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reader;

    /// <param name="words">The program and its arguments.</param>
    public PseudoTerminal(params IEnumerable<string> words)
    {
        string line = $"stty cols 80 rows 24; exec {BashQuoting.JoinWords(words)}";
        var start = new ProcessStartInfo("script", ["-q", "-e", "-f", "-c", line, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SHELL"] = "/bin/bash";
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        _process = Process.Start(start)!;
        _reader = Task.Run(Read);
    }

    /// <summary>All that came so far, escape sequences and all.</summary>
    public string Screen
    {
        get
        {
            lock (_screen) return _screen.ToString();
        }
    }

    public void Type(string keys)
    {
        lock (_process)
        {
            _process.StandardInput.Write(keys);
            _process.StandardInput.Flush();
        }
    }

    /// <summary>Waits until a text has come, counted from a place in what came.</summary>
    public int WaitFor(string text, int from = 0)
    {
        lock (_screen)
        {
            long end = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
            while (true)
            {
                int place = _screen.ToString().IndexOf(text, from, StringComparison.Ordinal);
                if (place >= 0) return place + text.Length;
                int left = (int)(end - Environment.TickCount64);
                if (left <= 0 || !Monitor.Wait(_screen, left))
                {
                    Assert.Fail($"'{text}' did not come; the screen has:{Environment.NewLine}{_screen}");
                }
            }
        }
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Limit),
            $"The program did not end; the screen has:{Environment.NewLine}{Screen}");
        _reader.Wait(Limit);
        return _process.ExitCode;
    }

    private void Read()
    {
        var buffer = new char[4096];
        int answered = 0;
        for (int read = _process.StandardOutput.Read(buffer); read > 0; read = _process.StandardOutput.Read(buffer))
        {
            lock (_screen)
            {
                _screen.Append(buffer, 0, read);
                Monitor.PulseAll(_screen);
            }
            answered = AnswerQueries(answered);
        }
    }

    /// <summary>Answers the queries after a place in what came, and gives the place after the last of them.</summary>
    private int AnswerQueries(int from)
    {
        string screen = Screen;
        for (int place; (place = screen.IndexOf(CursorQuery, from, StringComparison.Ordinal)) >= 0;)
        {
            from = place + CursorQuery.Length;
            Type(CursorAnswer);
        }
        return from;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
