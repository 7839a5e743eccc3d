using System.Diagnostics;
using System.Text;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Shell;

/// <summary>The built shell on a pseudo-terminal of 80 columns, made by script(1).</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reader;

    /// <param name="arguments">The shell's arguments, of plain words: script(1) takes a shell line.</param>
    public PseudoTerminal(string arguments)
    {
        string shell = Path.Combine(RepositoryPaths.Root, "out", "shell", "relionps-shell");
        var start = new ProcessStartInfo("script", ["-q", "-e", "-f", "-c", $"stty cols 80 rows 24; exec '{shell}' {arguments}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
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
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
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
                if (left <= 0 || !Monitor.Wait(_screen, left)) Assert.Fail($"'{text}' did not come; the screen has:{Environment.NewLine}{_screen}");
            }
        }
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Limit), "The shell did not end.");
        _reader.Wait(Limit);
        return _process.ExitCode;
    }

    private void Read()
    {
        var buffer = new char[4096];
        for (int read = _process.StandardOutput.Read(buffer); read > 0; read = _process.StandardOutput.Read(buffer))
        {
            lock (_screen)
            {
                _screen.Append(buffer, 0, read);
                Monitor.PulseAll(_screen);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
