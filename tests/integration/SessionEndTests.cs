using System.Diagnostics;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>What happens to a run when the session that started it is told to end, as batch systems and lost terminals do.</summary>
public sealed class SessionEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("pwsh")]
    public async Task Session_that_is_told_to_end_takes_the_run_along()
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
        string script = _folder.Write("run.ps1", $$"""
            Import-Module '{{RepositoryPaths.Manifest}}'
            $plan = [RelionPS.RunPlan]@{ NodeCount = 1; Ranks = 1; Decisions = [RelionPS.Decision[]]@() }
            $command = [RelionPS.RefineCommand]@{
                Name = 'Stand-in'; Executable = './relion_refine'; Arguments = [string[]]('--o', 'Results/run'); LauncherArguments = [string[]]@()
                Environment = [Collections.Specialized.OrderedDictionary]::new(); WorkingDirectory = '{{_folder.Path}}'; CommandLine = 'relion_refine'
                Plan = $plan; Decisions = [RelionPS.Decision[]]@(); Options = [RelionPS.RefineOptions]::new(); Mpi = 'None'; Acceleration = 'None'
                Node = [RelionPS.NodeProfile]@{ Name = 'node'; CpuModel = 'x' }
            }
            $command | Measure-RelionBenchmark
            """);
        using var watcher = new FileSystemWatcher(_folder.Path, "root") { EnableRaisingEvents = true };
        var started = new TaskCompletionSource();
        watcher.Changed += (_, _) => started.TrySetResult();
        using Process session = Process.Start(new ProcessStartInfo(Pwsh.Command.Program, [.. Pwsh.Command.Arguments, "-NoProfile", "-NonInteractive", "-File", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        int[] ids = [Id("root"), Id("child")];
        Assert.All(ids, id => Assert.True(IsAlive(id)));

        NativeMethods.Signal(session.Id, NativeMethods.SigTerm);
        await session.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(143, session.ExitCode);
        Assert.All(ids, id => Assert.False(IsAlive(id)));
    }

    private int Id(string file) => int.Parse(File.ReadAllText(_folder.Combine(file)));

    private static bool IsAlive(int id) => ProcessStat.ReadAll().Any(process => process.Id == id && process.IsAlive);
}
