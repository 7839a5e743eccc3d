using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Shell;

public sealed class TerminalTests
{
    private const string Prompt = "> ";

    [RequiresFact("script", "stty")]
    public void Progress_is_drawn_below_the_lines_and_taken_away()
    {
        using var folder = new TemporaryFolder();
        string script = folder.Write("progress.ps1", """
            function Show {
                [CmdletBinding()] param()
                $record = [System.Management.Automation.ProgressRecord]::new(1, 'Refining', 'iteration 3 of 12')
                $record.PercentComplete = 25
                $PSCmdlet.WriteProgress($record)
                [void] [Console]::In.ReadLine()
                'a line'
                $record.RecordType = 'Completed'
                $PSCmdlet.WriteProgress($record)
                'the end'
            }
            Show
            """);
        using var terminal = new PseudoTerminal($"-File {script}");
        int drawn = terminal.WaitFor("Refining: iteration 3 of 12 [#####...............]  25 %");
        terminal.Type("\r");
        Assert.Equal(0, terminal.WaitForExit());
        Assert.Contains("\r\u001b[Ka line\r\nthe end\r\n", terminal.Screen[drawn..]);
        Assert.DoesNotContain("Refining", terminal.Screen[terminal.WaitFor("the end", drawn)..]);
    }

    [RequiresFact("script", "stty")]
    public void Control_C_stops_a_script_and_lets_it_clean_up()
    {
        using var folder = new TemporaryFolder();
        string record = folder.Combine("record");
        string script = folder.Write("loop.ps1", """
            param($Record)
            $never = [System.Threading.ManualResetEvent]::new($false)
            try { 'started'; while (-not $never.WaitOne(20)) { } } finally { [IO.File]::WriteAllText($Record, 'finally ran') }
            """);
        using var terminal = new PseudoTerminal($"-File {script} {record}");
        terminal.WaitFor("started");
        terminal.Type("\u0003");
        Assert.Equal(130, terminal.WaitForExit());
        Assert.Equal("finally ran", File.ReadAllText(record));
    }

    [RequiresFact("script", "stty")]
    public void Prompt_edits_recalls_completes_and_continues()
    {
        using var terminal = new PseudoTerminal("-NoLogo");
        int seen = terminal.WaitFor(Prompt);

        terminal.Type("'one' + 'thre'\u001b[D" + "e\r");
        seen = terminal.WaitFor("\r\nonethree\r\n", seen);
        seen = terminal.WaitFor(Prompt, seen);

        terminal.Type("\u001b[A + 'four'\r");
        seen = terminal.WaitFor("\r\nonethreefour\r\n", seen);
        seen = terminal.WaitFor(Prompt, seen);

        terminal.Type("if (1) {\r");
        seen = terminal.WaitFor(">> ", seen);
        terminal.Type("'in' + 'side' }\r");
        seen = terminal.WaitFor("\r\ninside\r\n", seen);
        seen = terminal.WaitFor(Prompt, seen);

        terminal.Type("Get-Modul\t");
        seen = terminal.WaitFor("Get-Module", seen);
        terminal.Type("\u0003");
        seen = terminal.WaitFor("^C", seen);
        seen = terminal.WaitFor(Prompt, seen);

        terminal.Type("exit 3\r");
        Assert.Equal(3, terminal.WaitForExit());
    }

    [RequiresFact("script", "stty")]
    public void Control_C_at_the_prompt_stops_what_runs_and_keeps_the_shell()
    {
        using var terminal = new PseudoTerminal("-NoLogo");
        int seen = terminal.WaitFor(Prompt);
        terminal.Type("'st' + 'arted'; $e = [System.Threading.ManualResetEvent]::new($false); while (-not $e.WaitOne(20)) { }\r");
        seen = terminal.WaitFor("\r\nstarted\r\n", seen);
        terminal.Type("\u0003");
        terminal.WaitFor(Prompt, seen);
        terminal.Type("\u0004");
        Assert.Equal(0, terminal.WaitForExit());
    }
}
