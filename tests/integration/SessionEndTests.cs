using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// What happens to a run when the session that started it is told to end, as batch systems and lost terminals do.
/// </summary>
public sealed class SessionEndTests : IDisposable
{
    private const int SigHup = 1;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("pwsh")]
    public async Task Session_that_is_told_to_end_takes_the_run_along()
    {
        (string program, string[] arguments) = Pwsh.Command;
        await AssertRunEndsWith(NativeMethods.SigTerm, program, arguments);
    }

    /// <summary>A terminal that is closed, or a connection that is lost.</summary>
    [RequiresFact("pwsh")]
    public async Task Session_whose_terminal_is_gone_takes_the_run_along()
    {
        (string program, string[] arguments) = Pwsh.Command;
        await AssertRunEndsWith(SigHup, program, arguments);
    }

    [RequiresFact("pwsh")]
    public async Task Session_that_the_launcher_of_the_repository_started_is_reached_by_its_signals() =>
        await AssertRunEndsWith(NativeMethods.SigTerm, Path.Combine(RepositoryPaths.Root, "relionps"), []);

    private async Task AssertRunEndsWith(int signal, string program, string[] arguments)
    {
        // The stand-in ends with the signal, its child in a process group of its own does not: both must be gone.
        TestProgram.Write(_folder, "relion_refine", """
            #!/bin/bash
            case "$1" in --version|--help) exit;; esac
            set -m
            sleep 1000 &
            echo $! > child
            echo $$ > root
            wait
            """);
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        string script = _folder.Write("run.ps1", $$"""
            Import-Module '{{RepositoryPaths.Manifest}}'
            $plan = [RelionPS.RunPlan]@{ NodeCount = 1; Ranks = 1; Decisions = [RelionPS.Decision[]]@() }
            $command = [RelionPS.RefineCommand]@{
                Name = 'Stand-in'
                Executable = './relion_refine'
                Arguments = [string[]]('--i', 'particles.star', '--o', 'Results/run')
                LauncherArguments = [string[]]@()
                Environment = [Collections.Specialized.OrderedDictionary]::new()
                WorkingDirectory = '{{_folder.Path}}'
                CommandLine = 'relion_refine'
                Plan = $plan
                Decisions = [RelionPS.Decision[]]@()
                Options = [RelionPS.RefineOptions]::new()
                Mpi = 'None'
                Acceleration = 'None'
                Node = [RelionPS.NodeProfile]@{ Name = 'node'; CpuModel = 'x' }
            }
            $command | Measure-RelionBenchmark
            """);
        using var watcher = new FileSystemWatcher(_folder.Path, "root") { EnableRaisingEvents = true };
        var started = new TaskCompletionSource();
        watcher.Changed += (_, _) => started.TrySetResult();
        var start = new ProcessStartInfo(program, [.. arguments, "-NoProfile", "-NonInteractive", "-File", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process session = Process.Start(start)!;
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        int[] ids = [Id("root"), Id("child")];
        Assert.All(ids, id => Assert.True(IsAlive(id)));

        NativeMethods.Signal(session.Id, signal);
        await session.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(128 + signal, session.ExitCode);
        Assert.All(ids, id => Assert.False(IsAlive(id)));
        AssertRecord(signal == SigHup ? "SIGHUP" : "SIGTERM");
    }

    /// <summary>The session's one record says that the run was stopped, and why.</summary>
    private void AssertRecord(string reason)
    {
        string path = Assert.Single(Directory.GetFiles(_folder.Combine("Results"), "*.json"));
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("Cancelled", record.RootElement.GetProperty("status").GetString());
        Assert.StartsWith(
            reason, record.RootElement.GetProperty("run").GetProperty("stopReason").GetString(),
            StringComparison.Ordinal);
    }

    private int Id(string file) => int.Parse(File.ReadAllText(_folder.Combine(file)), CultureInfo.InvariantCulture);

    private static bool IsAlive(int id) => ProcessStat.ReadAll().Any(process => process.Id == id && process.IsAlive);
}
