using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>A search with real runs of RELION: to its end, killed and continued, saved and used.</summary>
public sealed class OptimizeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_refine", "relion_refine_mpi", "relion_project", "mpirun.openmpi")]
    public void A_search_finds_a_setting_that_runs_saves_it_and_planning_uses_it()
    {
        SearchResult result = Search($"-SavePath {_folder.Combine("tuning.json")}");
        Assert.True(result.IsComplete);
        // 2 threads layouts of the threads-only program and the MPI one, two pools: the plan is one of them or beside
        // them.
        Assert.All(
            result.Trials,
            trial => Assert.True(
                trial.Status is SearchStatus.Completed or SearchStatus.StoppedEarly,
                $"{trial.Setting}: {trial.Reason}"));
        Assert.Contains(result.Trials, trial => trial.Command!.Plan.UsesMpi);
        Assert.Equal(result.Trials.SelectMany(trial => trial.Runs).Sum(run => run.Seconds), result.CostSeconds, 6);
        Assert.Equal(1, result.Trials[0].Rank);
        Assert.Contains(result.Command.Decisions, decision => decision is { Name: "Pool", Source: "measured" });
        Assert.Equal("Results/run", result.Command.Options.OutputRoot);
        // All that RELION left of the runs before the last is known for its work, and gone.
        Assert.Single(Directory.GetDirectories(_folder.Combine("search", "results")));

        RefineCommand tuned = _session.One<RefineCommand>(
            $"{Plan.Replace("-Thread 1 -Mpi None ", "", StringComparison.Ordinal)} -TuningFile "
            + $"{_folder.Combine("tuning.json")}");
        Assert.Equal(result.Command.Plan.Pool, tuned.Plan.Pool);
        Assert.Equal(result.Command.Arguments, tuned.Arguments);
        Assert.Contains(tuned.Decisions, decision => decision is { Name: "Pool", Source: "measured" });
    }

    [RequiresFact("relion_refine", "relion_refine_mpi", "relion_project", "mpirun.openmpi", "pwsh")]
    public void A_killed_search_goes_on_where_it_was_and_a_second_one_beside_it_is_refused()
    {
        MakeData();
        string script = $"{Plan} | {Optimize()}";
        using (Process first = StartPwsh(script))
        {
            WaitForLines(4);
            _session.Run($"{Plan} | {Optimize()}");
            Assert.Equal(["RelionTuningBusy"], _session.ErrorIds);
            first.Kill();
            first.WaitForExit();
        }
        int lines = Lines();
        SearchResult result = Search("");
        Assert.True(result.IsComplete);
        Assert.Equal(lines - 1, result.ResumedRuns);
        Assert.True(result.NewRuns > 0);
        // Nothing ran twice: a line for each run that the result has, and the header.
        Assert.Equal(result.ResumedRuns + result.NewRuns + 1, Lines());
        Assert.Equal(Lines(), File.ReadLines(Journal).Distinct().Count());
        Assert.Equal((0, result.ResumedRuns + result.NewRuns), (Search("").NewRuns, Search("").ResumedRuns));
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void A_search_at_an_iteration_of_a_run_runs_that_iteration_alone_with_fewer_and_more_particles()
    {
        _session.Set("folder", _folder.Path);
        const string Refine =
            "New-RelionRefineCommand -Acceleration None -Thread 1 -Mpi None -WarningAction Ignore -Executable "
            + "relion_refine";
        _session.Run(
            "Initialize-RelionBenchmark -Name Synthetic -Path $folder/data -ParticleCount 60 -BoxSize 32 | "
            + $"{Refine} -Iteration 2 -OutputRoot Results/run | Invoke-RelionRefine; "
            + "$sets = Initialize-RelionBenchmark Continue -RunPath $folder/data/Results -Iteration 1 "
            + "-ParticleCount 15, 60 -Path $folder/sets");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        SearchResult result = _session.One<SearchResult>(
            $"$sets | {Refine} | Optimize-RelionRefineCommand -Path $folder/search -Pool 1, 2, 4, 8, 30 -Thread 1 "
            + "-Mpi None -Allocator Default -SavePath $folder/tuning.json");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.True(result.IsComplete);
        SearchRun[] runs = [.. result.Trials.SelectMany(trial => trial.Runs)];
        Assert.Equal([15], runs.Where(run => run.Rung < 2).Select(run => run.Particles!.Value).Distinct());
        Assert.Equal([60], runs.Where(run => run.Rung == 2).Select(run => run.Particles!.Value).Distinct());
        Assert.Contains(runs, run => run is { Rung: 2, Status: SearchStatus.Completed });
        Assert.All(result.Trials, trial => Assert.NotEqual(SearchStatus.Failed, trial.Status));
        // The whole job, planned anew, takes what was found at its iteration.
        RefineCommand tuned = _session.One<RefineCommand>(
            "Initialize-RelionBenchmark -Name Synthetic -Path $folder/data -ParticleCount 60 -BoxSize 32 | "
            + "New-RelionRefineCommand -Executable relion_refine -Acceleration None -OutputRoot Results/next "
            + "-TuningFile $folder/tuning.json -WarningAction Ignore");
        Assert.Equal(result.Command.Plan.Pool, tuned.Plan.Pool);
        Assert.Contains(tuned.Decisions, decision => decision is { Name: "Pool", Source: "measured" });
    }

    private string Journal => _folder.Combine("search", "search.jsonl");

    private string Plan =>
        $"Initialize-RelionBenchmark -Name Synthetic -Path {_folder.Combine("data")} -ParticleCount 60 -BoxSize 32 | "
        + $"New-RelionRefineCommand -Acceleration None -Thread 1 -Mpi None -Iteration 2 -OutputRoot Results/run "
        + $"-WarningAction SilentlyContinue";

    private string Optimize(string parameters = "") =>
        $"Optimize-RelionRefineCommand -Path {_folder.Combine("search")} -Pool 4,30 -Thread 1 -RankPerNode 2 -Mpi "
        + $"None,OpenMpi -Allocator Default -Iteration 2 -Repeat 2 -Finalist 2 {parameters}";

    private void MakeData() =>
        _session.Run(
            $"Initialize-RelionBenchmark -Name Synthetic -Path {_folder.Combine("data")} -ParticleCount 60 -BoxSize "
            + $"32");

    private SearchResult Search(string parameters)
    {
        SearchResult result = _session.One<SearchResult>($"{Plan} | {Optimize(parameters)}");
        Assert.Empty(_session.ErrorIds);
        return result;
    }

    private static Process StartPwsh(string script)
    {
        ProcessStartInfo start = Pwsh.StartInfo("-Command", $"Import-Module '{RepositoryPaths.Manifest}'; {script}");
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        return Process.Start(start)!;
    }

    /// <summary>The search holds the file, and whoever only looks is not held off.</summary>
    private int Lines()
    {
        using var reader = new StreamReader(
            new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(letter => letter == '\n');
    }

    private void WaitForLines(int count)
    {
        using var watcher = new FileSystemWatcher(_folder.Path) { IncludeSubdirectories = true };
        var clock = Stopwatch.StartNew();
        while (!File.Exists(Journal) || Lines() < count)
        {
            Assert.True(clock.Elapsed < Limit, "the search did not come that far");
            watcher.WaitForChanged(WatcherChangeTypes.All, 500);
        }
    }
}
