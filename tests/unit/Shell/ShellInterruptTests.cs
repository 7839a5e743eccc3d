using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Shell;

public sealed class ShellInterruptTests
{
    private const string Script = """
        param($Record)
        $never = [System.Threading.ManualResetEvent]::new($false)
        try { 'started'; while (-not $never.WaitOne(20)) { } } finally { [IO.File]::WriteAllText($Record, 'finally ran') }
        'never'
        """;

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void Signal_stops_the_pipeline_waits_for_its_end_and_exits_128_and_the_number(string signal, int expected)
    {
        using var folder = new TemporaryFolder();
        string record = folder.Combine("record");
        using Process shell = ShellProcess.Start("-File", folder.Write("loop.ps1", Script), record);
        Assert.Equal("started", shell.StandardOutput.ReadLine());
        Send(signal, shell);
        ShellResult result = ShellProcess.End(shell);
        Assert.Equal(expected, result.ExitCode);
        Assert.Equal("finally ran", File.ReadAllText(record));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Third_signal_ends_a_pipeline_that_does_not_stop()
    {
        using Process shell = ShellProcess.Start("-Command", "'started'; [void] [System.Threading.ManualResetEvent]::new($false).WaitOne()");
        Assert.Equal("started", shell.StandardOutput.ReadLine());
        Send("INT", shell);
        Assert.False(shell.WaitForExit(300));
        Send("INT", shell);
        Assert.StartsWith("Still stopping", shell.StandardError.ReadLine());
        Assert.False(shell.WaitForExit(300));
        Send("INT", shell);
        Assert.Equal(130, ShellProcess.End(shell).ExitCode);
    }

    [Fact]
    public void Nothing_runs_after_an_interrupt_of_piped_statements()
    {
        using Process shell = ShellProcess.Start();
        shell.StandardInput.Write("'started'; $e = [System.Threading.ManualResetEvent]::new($false); while (-not $e.WaitOne(20)) { }\n'never'\n");
        shell.StandardInput.Close();
        Assert.Equal("started", shell.StandardOutput.ReadLine());
        Send("INT", shell);
        ShellResult result = ShellProcess.End(shell);
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
    }

    private static void Send(string signal, Process process)
    {
        using Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
