using System.Text.Json;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Terminal;

/// <summary>The module in a real pwsh on a terminal: what a user sees of a run, and what his keys do to it.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string ControlC = "\u0003";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("script", "stty", "pwsh", "relion_refine", "relion_project")]
    public void Progress_of_a_run_is_drawn_while_it_runs_and_taken_away()
    {
        using PseudoTerminal terminal = StartScript($"""
            {Command(iterations: 3)} | Measure-RelionBenchmark | ForEach-Object Status
            [Console]::Out.WriteLine('the' + ' end')
            """);
        int drawn = terminal.WaitFor("iteration ");
        int end = terminal.WaitFor("the end", drawn);
        Assert.Equal(0, terminal.WaitForExit());
        Assert.Contains("Completed", terminal.Screen[drawn..]);
        Assert.DoesNotContain("iteration ", terminal.Screen[end..]);
    }

    [RequiresFact("script", "stty", "pwsh", "relion_refine", "relion_project")]
    public void Control_C_ends_the_run_of_a_script_leaves_a_record_and_lets_the_script_clean_up()
    {
        string cleaned = _folder.Combine("cleaned");
        using PseudoTerminal terminal = StartScript($$"""
            try { {{Command(iterations: 500)}} | Measure-RelionBenchmark }
            finally { [IO.File]::WriteAllText('{{cleaned}}', 'yes') }
            """);
        terminal.WaitFor("iteration 2 ");
        Assert.NotEmpty(RelionProcesses.With(Marker));
        terminal.Type(ControlC);
        terminal.WaitForExit();
        Assert.Equal("yes", File.ReadAllText(cleaned));
        AssertCancelled();
    }

    [RequiresFact("script", "stty", "pwsh", "relion_refine", "relion_project")]
    public void Control_C_at_the_prompt_ends_the_run_and_keeps_the_session_that_the_launcher_started()
    {
        using var terminal = new PseudoTerminal(Path.Combine(RepositoryPaths.Root, "relionps"));
        int seen = terminal.WaitFor("PS ");
        terminal.Type("'the ' + (Get-Module RelionPS).Name\r");
        seen = terminal.WaitFor("the RelionPS", seen);
        terminal.Type($". {_folder.Write("run.ps1", $"{Command(iterations: 500)} | Measure-RelionBenchmark")}\r");
        seen = terminal.WaitFor("iteration 2 ", seen);
        Assert.NotEmpty(RelionProcesses.With(Marker));
        terminal.Type(ControlC);
        seen = terminal.WaitFor("Stopped. The runs that ended are kept", seen);
        seen = terminal.WaitFor("PS ", seen);
        AssertCancelled();
        terminal.Type("exit 3\r");
        Assert.Equal(3, terminal.WaitForExit());
    }

    /// <summary>Part of the results' name, which tells this test's processes from all others.</summary>
    private string Marker => Path.GetFileName(_folder.Path);

    private string Command(int iterations) =>
        $"Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine("data")}' "
        + "-ParticleCount 100 -BoxSize 32 | "
        + $"New-RelionRefineCommand -Iteration {iterations} -OutputRoot '{Marker}/run' -WarningAction Ignore";

    private PseudoTerminal StartScript(string text)
    {
        (string program, string[] first) = Pwsh.Command;
        string script = _folder.Write("run.ps1", $"Import-Module '{RepositoryPaths.Manifest}'\n{text}");
        return new PseudoTerminal([program, .. first, "-NoLogo", "-NoProfile", "-File", script]);
    }

    private void AssertCancelled()
    {
        Assert.Empty(RelionProcesses.With(Marker));
        string record = Assert.Single(Directory.GetFiles(_folder.Combine("data", Marker), "*.json"));
        using JsonDocument read = JsonDocument.Parse(File.ReadAllText(record));
        Assert.Equal("Cancelled", read.RootElement.GetProperty("status").GetString());
    }
}
