using System.Diagnostics;
using System.Globalization;
using RelionPS.IntegrationTests.Building;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Jobs in a real Slurm.</summary>
[Collection(nameof(OneSlurm))]
public sealed class SlurmTests : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public SlurmTests(SlurmCluster cluster)
    {
        _ = cluster;
        _session.Set("folder", _folder.Path);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [SlurmFact("relion_refine_mpi", "relion_project", "mpirun.openmpi")]
    public void A_refinement_on_four_nodes_with_five_ranks_runs_to_its_end_and_its_result_comes_back()
    {
        _session.One<BenchmarkDataset>(
            "$global:data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 60 -BoxSize 32; "
            + "$data");
        RelionJob job = _session.One<RelionJob>(
            "Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi OpenMpi -Launcher "
            + "mpirun.openmpi -NodeCount 4 -RankPerNode 1 -Iteration 2 3>$null | Submit-RelionJob");
        Assert.True(job.Id > 0);

        // Another session finds it by its folder alone.
        using var later = new PowerShellSession();
        later.Set("path", job.Path);
        RelionJob ended = later.One<RelionJob>("Get-RelionJob $path | Wait-RelionJob -Timeout 00:04:00");
        Assert.True(
            ended.State == RelionJobState.Completed,
            $"{ended}: {File.ReadAllText(Path.Combine(job.Path, "slurm.out"))}");
        BenchmarkResult result = later.One<BenchmarkResult>("Receive-RelionJob -Path $path");
        Assert.Equal((RunStatus.Completed, 0, 5), (result.Status, result.ExitCode, result.Command.Plan.Ranks));
        Assert.Equal([1, 2], result.Iterations.Select(iteration => iteration.Iteration));
        Assert.Equal("3.1.3", result.RelionVersion[..5]);
        Assert.Contains("5 ranks", result.Summary, StringComparison.Ordinal);
        Assert.InRange(result.MedianSeconds!.Value, 0.1, 300);
        // RELION's own banner: all five ranks in one run.
        Assert.Contains(
            "Number of MPI processes             = 5",
            File.ReadAllText(ended.StandardOutputPath),
            StringComparison.Ordinal);
        Assert.Equal("n[1-4]", ended.NodeList);
        Assert.Contains(
            "completed in the following time (seconds): ",
            File.ReadAllText(Path.Combine(job.Path, "slurm.out")),
            StringComparison.Ordinal);
    }

    [SlurmFact]
    public void Srun_puts_every_rank_where_the_plan_says()
    {
        // A step of an allocation that another job holds: sbatch gives whole nodes, as every plan wants them.
        RelionJob allocation = Submit("exec sleep 300", "allocation");
        Until("Running");
        // The program is not there, so srun is not told to start it by PMIx, of which several slurmd of one machine are
        // not capable.
        RefineCommand command = _session.One<RefineCommand>(
            "Get-RelionNodeProfile | New-RelionRefineCommand -Mpi SlurmSrun -ComputerName n1, n2, n3, n4 "
            + "-RankPerNode 2 -Executable /no/relion_refine_mpi -WorkingDirectory $folder 3>$null");
        var environment = new System.Collections.Specialized.OrderedDictionary();
        foreach ((string name, string value) in command.Variables) environment.Add(name, value);
        environment.Add("SLURM_JOB_ID", allocation.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _session.Set("command", command with { Environment = environment });
        PlacementResult result;
        try
        {
            result = _session.One<PlacementResult>("$command | Test-RelionPlacement");
        }
        finally
        {
            _session.Run("$job | Stop-RelionJob");
        }
        Assert.True(result.IsAsPlanned, string.Join('\n', result.Differences));
        Assert.Equal(
            ["n1", "n1", "n1", "n2", "n2", "n3", "n3", "n4", "n4"], result.Ranks.Select(rank => rank.ActualHost));
    }

    [SlurmFact("relion_refine", "relion_project")]
    public void A_benchmark_runs_its_runs_in_turn_and_gives_the_time_of_each()
    {
        _session.One<BenchmarkDataset>(
            "$global:data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 20 -BoxSize 32; "
            + "$data");
        _session.Set(
            "job",
            _session.One<RelionJob>(
                "Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi None "
                + "-Iteration 2 3>$null | Submit-RelionJob -Repeat 2 -Warmup 1"));
        RelionJob ended = _session.One<RelionJob>("$job | Wait-RelionJob -Timeout 00:03:00");
        Assert.Equal(
            (RelionJobKind.Benchmark, RelionJobState.Completed, 3), (ended.Kind, ended.State, ended.RunsEnded));
        BenchmarkResult result = _session.One<BenchmarkResult>("$job | Receive-RelionJob");
        Assert.Equal([(1, true), (1, false), (2, false)], result.Runs.Select(run => (run.Number, run.IsWarmup)));
        Assert.All(result.Runs, run => Assert.Equal([1, 2], run.Iterations.Select(iteration => iteration.Iteration)));
        Assert.All(
            result.Runs,
            run => Assert.True(run.Seconds > run.Iterations.Sum(iteration => iteration.Seconds), $"{run.Seconds}"));
        Assert.Equal(result.Runs.Skip(1).Select(run => run.Seconds!.Value), result.Seconds);
        Assert.Equal(result.Seconds.Average(), result.MedianSeconds!.Value, 6);
        // Each run has its own output, and begins after the end of the one before.
        Assert.Equal(
            3,
            result.Runs
                .Select(run => File.ReadAllText(run.StandardOutputPath!).Length > 0 ? run.StandardOutputPath : "")
                .Distinct()
                .Count());
        Assert.All(
            result.Runs.Zip(result.Runs.Skip(1)),
            pair => Assert.True(
                pair.Second.StartedUtc >= pair.First.StartedUtc.AddSeconds(pair.First.Seconds!.Value - 0.1)));
    }

    [SlurmFact("relion_refine", "relion_project")]
    public void A_benchmark_of_a_job_has_RELION_s_steps_and_a_forecast_comes_of_it()
    {
        _session.One<BenchmarkDataset>(
            "$global:data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 60 -BoxSize 32; "
            + "$data");
        _session.Set(
            "job",
            _session.One<RelionJob>(
                "Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi None "
                + "-Iteration 2 3>$null | Submit-RelionJob -Repeat 2"));
        _session.Run("$job | Wait-RelionJob -Timeout 00:03:00");
        BenchmarkResult result = _session.One<BenchmarkResult>("$global:result = $job | Receive-RelionJob; $result");
        Assert.All(result.Runs, run =>
        {
            Assert.Contains("0.1 s", run.StepSource!, StringComparison.Ordinal);
            Assert.Equal(run.Seconds!.Value, run.Steps.Sum(step => step.Seconds), 6);
            Assert.Equal([1, 2], run.Steps.Where(step => step.Step == RefineStep.Expectation)
                .Select(step => step.Iteration));
            Assert.Equal([1, 2], run.Steps.Where(step => step.Step == RefineStep.Output)
                .Select(step => step.Iteration));
            // RELION writes the optimiser file as the output begins: an iteration by its files is one by its steps.
            Assert.All(run.Iterations.Skip(1), iteration => Assert.Equal(
                iteration.Seconds,
                run.Steps.Where(step => step.Iteration == iteration.Iteration && step.Step != RefineStep.Output)
                    .Sum(step => step.Seconds)
                + run.Steps.Where(step => step.Iteration == iteration.Iteration - 1
                    && step.Step == RefineStep.Output).Sum(step => step.Seconds),
                0.5));
        });
        RelionForecast forecast = _session.One<RelionForecast>("$result | Get-RelionForecast -IterationCount 5");
        Assert.InRange(forecast.Seconds, result.MedianSeconds!.Value, 20 * result.MedianSeconds.Value);
        // This cluster has no accounting.
        Assert.Null(result.Energy!.Joules);
        Assert.NotEqual("", result.Energy.Note);
        Assert.StartsWith("not measured", forecast.EnergySource, StringComparison.Ordinal);
    }

    [SlurmFact("relion_refine", "relion_project")]
    public void A_search_in_an_allocation_runs_a_trial_on_each_node_at_once()
    {
        _session.One<BenchmarkDataset>(
            "$global:data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 20 -BoxSize 32; "
            + "$data");
        RelionJob allocation = Submit("exec sleep 300", "allocation");
        Until("Running");
        SearchResult result;
        Environment.SetEnvironmentVariable(
            "SLURM_JOB_ID", allocation.Id.ToString(CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("SLURM_JOB_NODELIST", "n[1-4]");
        try
        {
            result = _session.One<SearchResult>(
                "Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi None -Thread 1 "
                + "-Iteration 1 3>$null | Optimize-RelionRefineCommand -Mpi None -Pool 4, 30 -Allocator Default "
                + "-Repeat 2 -Path \"$folder/search\"");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SLURM_JOB_ID", null);
            Environment.SetEnvironmentVariable("SLURM_JOB_NODELIST", null);
            _session.Run("$job | Stop-RelionJob");
        }
        Assert.True(result.IsComplete);
        Assert.Equal(["n1", "n2", "n3", "n4"], result.Places.Select(place => place.Nodes));
        // Each node twice at least: it reads first, and then shows how fast it is.
        Assert.All(result.Places, place => Assert.True(place.RunCount >= 2, $"{place}: {place.RunCount}"));
        SearchRun[] runs = [.. result.Trials.SelectMany(trial => trial.Runs)];
        Assert.All(runs, run => Assert.NotEqual(SearchStatus.Failed, run.Status));
        Assert.All(runs, run => Assert.Contains(
            $"--nodelist={run.Nodes}",
            RunRecord.FromJson(File.ReadAllText(run.RecordPath!)).Command));
        // The first four began before any of them ended.
        RunRecord[] first =
        [
            .. runs.Where(run => run.Rung == 0).Take(4)
                .Select(run => RunRecord.FromJson(File.ReadAllText(run.RecordPath!))),
        ];
        Assert.True(first.Max(one => one.Run.StartedUtc)
            < first.Min(one => one.Run.StartedUtc.AddSeconds(one.Run.Seconds!.Value)));
    }

    [SlurmFact]
    public void The_runs_of_a_benchmark_end_with_the_first_that_fails()
    {
        RelionJob ended = Wait(Submit("[ -e again ] && exit 3; touch again", more: "-Repeat 3"));
        Assert.Equal((RelionJobState.Failed, 3, 2), (ended.State, ended.ExitCode, ended.RunsEnded));
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Equal([RunStatus.Completed, RunStatus.Failed], result.Runs.Select(run => run.Status));
        Assert.Single(result.Seconds);
    }

    [SlurmFact]
    public void A_stopped_benchmark_keeps_the_runs_that_were_done()
    {
        RelionJob job = Submit("[ -e again ] && exec sleep 300; touch again", more: "-Repeat 3");
        SlurmCluster.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(job.Path, "r02.out"))))
            .GetAwaiter()
            .GetResult();
        _session.Run("$job | Stop-RelionJob");
        SlurmCluster.UntilAsync(
            () => Task.FromResult(_session.One<RelionJob>("$job | Get-RelionJob") is { RunsEnded: 2, IsEnded: true }))
            .GetAwaiter()
            .GetResult();
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionJobStopped"], _session.ErrorIds);
        Assert.Equal([RunStatus.Completed, RunStatus.Cancelled], result.Runs.Select(run => run.Status));
    }

    [SlurmFact]
    public async Task An_exported_script_that_the_user_submits_is_followed_and_received()
    {
        string program = Program("exported", "echo WARNING: Option --cpu is not a valid RELION argument >&2");
        _session.Set("program", program);
        _session.One<FileInfo>(
            "Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None -Executable $program -InputStar a.star "
            + "-OutputRoot Results/x -WorkingDirectory $folder | Export-RelionScript $folder/mine.sh -As Sbatch");
        RelionJob before = _session.One<RelionJob>("Get-RelionJob $folder/mine_job");
        Assert.Equal((0, RelionJobState.Unknown), (before.Id, before.State));
        Assert.StartsWith("not submitted yet: sbatch ", before.Reason, StringComparison.Ordinal);
        // By its name in its own folder, as a person would.
        string submitted = await SlurmCluster.RunAsync(
            "sbatch", "--hold", $"--chdir={_folder.Path}", _folder.Combine("mine.sh"));
        RelionJob waiting = _session.One<RelionJob>("Get-RelionJob $folder/mine_job");
        Assert.Equal(($"Submitted batch job {waiting.Id}", RelionJobState.Pending), (submitted.Trim(), waiting.State));
        await SlurmCluster.RunAsync("scontrol", "release", $"{waiting.Id}");
        Assert.Equal(
            RelionJobState.Completed,
            _session.One<RelionJob>("Wait-RelionJob $folder/mine_job -Timeout 00:02:00").State);
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("Receive-RelionJob -Path $folder/mine_job")));
        // The end that lies is found in it as in a job that the module submitted.
        Assert.Equal(["RelionInvalidArgument"], _session.ErrorIds);
        Assert.Equal((RunStatus.Failed, 0), (result.Status, result.ExitCode));
        Assert.InRange(result.Runs[0].Seconds!.Value, 0, 60);
    }

    [SlurmFact("cmake", "make", "g++", "mpicxx")]
    public void A_build_as_a_job_gives_the_programs_that_it_built()
    {
        using var source = new Building.TinySource();
        _session.Set("source", source.Path);
        _session.Set("builds", source.BuildPath);
        _session.Set(
            "job",
            _session.One<RelionJob>(
                "Get-RelionToolchain | Get-RelionBuildRecipe -Name Gcc-Baseline | Submit-RelionJob -SourcePath "
                + "$source -BuildPath $builds -Jobs 2"));
        RelionJob ended = _session.One<RelionJob>("$job | Wait-RelionJob -Timeout 00:04:00");
        Assert.True(
            ended is { State: RelionJobState.Completed, Kind: RelionJobKind.Build },
            $"{ended}: {File.ReadAllText(ended.StandardErrorPath)}");
        Assert.Contains(
            _session.Progress, record => record.Activity.Contains("Gcc-Baseline", StringComparison.Ordinal));
        BuildResult result = _session.One<BuildResult>("$job | Receive-RelionJob");
        Assert.Equal(Path.Combine(source.BuildPath, "bin", "relion_refine_mpi_3.1.3_gcc_baseline"), result.BinaryPath);
        Assert.Equal((true, 2, "3.1.3"), (result.Installation.HasAltCpu, result.Jobs, result.Version));
        Assert.True(
            result.ConfigureTime > TimeSpan.Zero && result.CompileTime > TimeSpan.Zero,
            $"{result.ConfigureTime} {result.CompileTime}");
        // It binds to the next command, as that of Invoke-RelionBuild does.
        _session.Set("built", result);
        Assert.Equal(
            result.BinaryPath,
            _session.One<RefineCommand>(
                "New-RelionNodeProfile 1 4 | New-RelionRefineCommand -Installation $built.Installation -Mpi OpenMpi "
                + "-RankPerNode 2 3>$null").Executable);
    }

    [SlurmFact("cmake", "make", "g++", "mpicxx")]
    public void A_build_that_fails_as_a_job_is_the_error_of_the_compiler()
    {
        using var source = new Building.TinySource();
        source.Append("src/apps/refine_mpi.cpp", "int broken() { return no_such_name; }");
        _session.Set("source", source.Path);
        _session.Set("builds", source.BuildPath);
        _session.Set(
            "job",
            _session.One<RelionJob>(
                "Get-RelionToolchain | Get-RelionBuildRecipe -Name Gcc-Baseline | Submit-RelionJob -SourcePath "
                + "$source -BuildPath $builds"));
        Assert.Equal(RelionJobState.Failed, _session.One<RelionJob>("$job | Wait-RelionJob -Timeout 00:04:00").State);
        Assert.Empty(_session.Run("$job | Receive-RelionJob"));
        Assert.Equal(["RelionCompileFailed"], _session.ErrorIds);
        Assert.Contains(
            "'no_such_name' was not declared in this scope", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [SlurmFact]
    public void A_job_that_fails_is_an_error_with_its_last_lines()
    {
        RelionJob job = Submit("echo broken >&2; exit 3");
        RelionJob ended = Wait(job);
        Assert.Equal((RelionJobState.Failed, 3), (ended.State, ended.ExitCode));
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Contains("broken", _session.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((RunStatus.Failed, 3), (result.Status, result.ExitCode));
    }

    [SlurmFact]
    public void A_running_job_is_stopped_and_leaves_a_record_that_says_so()
    {
        RelionJob job = Submit("echo begun; exec sleep 300");
        Until("Running");
        _session.Run("$job | Receive-RelionJob");
        Assert.Equal(["RelionJobNotEnded"], _session.ErrorIds);
        _session.Run("$job | Stop-RelionJob");
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(RelionJobState.Cancelled, Wait(job).State);
        SlurmCluster.UntilAsync(() => Task.FromResult(File.Exists(job.RecordPath))).GetAwaiter().GetResult();
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionJobStopped"], _session.ErrorIds);
        Assert.Equal(RunStatus.Cancelled, result.Status);
    }

    [SlurmFact]
    public void A_full_queue_leaves_a_job_pending_with_the_reason_and_it_can_be_stopped_there()
    {
        Submit("exec sleep 300", "first");
        Until("Running");
        RelionJob second = Submit("true", "second");
        Assert.Equal(RelionJobState.Pending, second.State);
        _session.Run("$job | Wait-RelionJob -Timeout 00:00:01");
        Assert.Equal(["RelionJobNotEnded"], _session.ErrorIds);
        Assert.Contains("PENDING (", _session.Errors[0].ToString(), StringComparison.Ordinal);
        _session.Run("$job | Stop-RelionJob; $first | Stop-RelionJob");
        Assert.Equal(RelionJobState.Cancelled, Wait(second).State);
        _session.Run("$job | Receive-RelionJob");
        Assert.Equal(["RelionJobWithoutRecord"], _session.ErrorIds);
    }

    [SlurmFact]
    public async Task A_node_that_goes_down_ends_the_job_with_that_state()
    {
        RelionJob job = Submit("exec sleep 300");
        Until("Running");
        await SlurmCluster.RunAsync("scontrol", "update", "nodename=n4", "state=down", "reason=test");
        try
        {
            Assert.Equal(RelionJobState.NodeFailed, Wait(job).State);
        }
        finally
        {
            await SlurmCluster.RunAsync("scontrol", "update", "nodename=n4", "state=resume");
            await SlurmCluster.UntilAsync(
                async () => (await SlurmCluster.RunAsync("sinfo", "-h", "-o", "%T %D")).Trim() == "idle 4");
        }
    }

    [SlurmFact]
    public void A_job_that_reaches_its_time_limit_is_told_from_others()
    {
        RelionJob job = Submit("exec sleep 300", more: "-TimeLimit 00:01:00");
        Assert.Equal(RelionJobState.TimedOut, Wait(job).State);
        _session.Run("$job | Receive-RelionJob");
        Assert.Equal(["RelionJobStopped"], _session.ErrorIds);
    }

    [SlurmFact]
    public void What_sbatch_refuses_is_an_error_with_its_words()
    {
        Submit("true", more: "-Partition nonesuch", isRefused: true);
        Assert.Equal(["RelionSlurmFailed"], _session.ErrorIds);
        Assert.Contains("partition", _session.Errors[0].ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [SlurmFact]
    public void Options_of_another_allocation_do_not_leak_in()
    {
        Environment.SetEnvironmentVariable("SBATCH_PARTITION", "nonesuch");
        try
        {
            Assert.Equal(RelionJobState.Completed, Wait(Submit("true")).State);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SBATCH_PARTITION", null);
        }
    }

    [SlurmFact]
    public void Nodes_are_profiled_through_srun_and_from_the_partition()
    {
        IReadOnlyList<object?> nodes = _session.Run("Get-RelionNodeProfile -ComputerName 'n[1-2]' -Via Srun");
        Assert.Empty(_session.ErrorIds);
        NodeProfile here = _session.One<NodeProfile>("Get-RelionNodeProfile");
        Assert.Equal(["n1", "n2"], nodes.Cast<NodeProfile>().Select(node => node.Name));
        Assert.All(
            nodes.Cast<NodeProfile>(),
            node => Assert.Equal(
                (here.LogicalCpus, here.UsableCpus, here.MemoryBytes),
                (node.LogicalCpus, node.UsableCpus, node.MemoryBytes)));
        Assert.Equal(
            ["n1", "n2", "n3", "n4"],
            _session.Run("Get-RelionNodeProfile -Partition main").Cast<NodeProfile>().Select(node => node.Name));
        _session.Run("Get-RelionNodeProfile -Partition nonesuch");
        Assert.Equal(["RelionPartitionUnknown"], _session.ErrorIds);
    }

    [SlurmFact]
    public void A_job_that_waits_or_runs_keeps_others_off_its_root_unless_they_are_to_follow_it()
    {
        // Held back, so that it waits; and by another name, the same folder.
        RelionJob first = Submit("[ -p gate ] && read x < gate; true", "chain", "-AdditionalOption --nodes=4, --hold");
        _session.Set("first", first);
        SubmitAgain("");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Contains($"job {first.Id}", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        foreach (string verb in (string[])["Invoke-RelionRefine -Force", "Measure-RelionBenchmark -Force"])
        {
            _session.Run("$command | " + verb);
            Assert.Contains("RelionRunBusy", _session.ErrorIds);
        }
        Assert.Empty(Directory.GetFiles(_folder.Combine("Results"), "*_refine_*"));

        // A chain: named, it is allowed; a third one must name both, since it would else begin beside the second.
        SubmitAgain($"-Dependency afterany:{first.Id}");
        Assert.Empty(_session.ErrorIds);
        RelionJob second = Assert.IsType<RelionJob>(_session.Run("$global:second = $again; $second").Single());
        SubmitAgain($"-Dependency afterany:{first.Id}");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Contains($"job {second.Id}", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        SubmitAgain($"-Dependency after:{first.Id}");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);

        // The second is stopped, the first still waits.
        _session.Run("$second | Stop-RelionJob");
        Assert.Empty(_session.Errors);
        SubmitAgain("");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Contains($"job {first.Id}", _session.Errors[0].Exception.Message, StringComparison.Ordinal);

        // It runs, and holds the lock itself; it can be followed all the same.
        using (Process make = Process.Start("mkfifo", _folder.Combine("gate"))) make.WaitForExit();
        SlurmCluster.RunAsync("scontrol", "release", $"{first.Id}").GetAwaiter().GetResult();
        string begun = Path.Combine(first.Path, "run.out");
        SlurmCluster.UntilAsync(() => Task.FromResult(File.Exists(begun))).GetAwaiter().GetResult();
        Assert.Null(OutputLock.TryTake(first.OutputRoot, LockOwner.Here(LockKind.Refine), out _));
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        SubmitAgain("");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        SubmitAgain($"-Dependency afterok:{first.Id}");
        Assert.Empty(_session.Errors.Select(error => error.Exception.Message));
        RelionJob third = Assert.IsType<RelionJob>(_session.Run("$again").Single());
        File.WriteAllText(_folder.Combine("gate"), "go\n");
        Assert.Equal(RelionJobState.Completed, Wait(first).State);
        // The third finds the gate too.
        File.WriteAllText(_folder.Combine("gate"), "go\n");
        Assert.Equal(RelionJobState.Completed, Wait(third).State);
        File.Delete(_folder.Combine("gate"));

        // All have ended: the root is free.
        SubmitAgain("");
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(RelionJobState.Completed, Wait(Assert.IsType<RelionJob>(_session.Run("$again").Single())).State);
    }

    [SlurmFact]
    public void A_job_that_finds_a_run_at_work_ends_at_once_with_a_record_that_says_so()
    {
        RelionJob job = Submit("touch started", "late", "-AdditionalOption --nodes=4, --hold");
        using (OutputLock? held = OutputLock.TryTake(job.OutputRoot, LockOwner.Here(LockKind.Refine), out _))
        {
            Assert.NotNull(held);
            SlurmCluster.RunAsync("scontrol", "release", $"{job.Id}").GetAwaiter().GetResult();
            RelionJob ended = Wait(job);
            Assert.Equal((RelionJobState.Failed, 75, 1), (ended.State, ended.ExitCode, ended.RunsEnded));
        }
        Assert.False(File.Exists(_folder.Combine("started")));
        _session.Run("$job | Receive-RelionJob");
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Contains(
            "Another run works on the same output root", _session.Errors[0].Exception.Message,
            StringComparison.Ordinal);
    }

    [SlurmFact]
    public async Task A_script_that_is_submitted_again_while_it_works_leaves_the_first_job_and_its_record_alone()
    {
        _session.Set("program", Program("twice", "echo x >> begun; read x < fifo"));
        await SlurmCluster.RunAsync("mkfifo", _folder.Combine("fifo"));
        _session.One<FileInfo>("Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None -Executable $program "
            + "-InputStar a.star -OutputRoot Results/x -WorkingDirectory $folder "
            + "| Export-RelionScript $folder/twice.sh -As Sbatch");
        string[] submit = ["--parsable", $"--chdir={_folder.Path}", _folder.Combine("twice.sh")];
        long first = long.Parse(await SlurmCluster.RunAsync("sbatch", submit), CultureInfo.InvariantCulture);
        await SlurmCluster.UntilAsync(() => Task.FromResult(File.Exists(_folder.Combine("begun"))));
        long second = long.Parse(await SlurmCluster.RunAsync("sbatch", submit), CultureInfo.InvariantCulture);
        await SlurmCluster.UntilAsync(async () =>
            (await SlurmCluster.RunAsync("scontrol", "show", "job", "-o", $"{second}"))
                .Contains("ExitCode=75:0", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_folder.Combine("fifo"), "go\n");
        RelionJob ended = _session.One<RelionJob>("Wait-RelionJob $folder/twice_job -Timeout 00:02:00");
        Assert.Equal((first, RelionJobState.Completed), (ended.Id, ended.State));
        Assert.Single(await File.ReadAllLinesAsync(_folder.Combine("begun")));
    }

    [SlurmFact]
    public void A_root_is_free_again_after_a_submission_that_sbatch_refused()
    {
        Submit("true", "refused", "-Partition nonesuch", isRefused: true);
        Assert.Equal(["RelionSlurmFailed"], _session.ErrorIds);
        Assert.Equal(RelionJobState.Completed, Wait(Submit("true", "refused")).State);
    }

    [SlurmFact]
    public void A_program_that_is_damaged_is_not_submitted()
    {
        string program = Program("damaged", "true");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(program, "touch canary\n");
        _session.Set("program", program);
        _session.Run("$command = Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None -Executable $program "
            + "-InputStar a.star -OutputRoot Results/damaged -WorkingDirectory $folder");
        Assert.Empty(_session.Run("$command | Submit-RelionJob"));
        Assert.Equal(["RelionProgramNotStarted"], _session.ErrorIds);
    }

    private void SubmitAgain(string parameters) =>
        _session.Run(
            "$global:again = $command | Submit-RelionJob -Path \"$folder/again-$([Guid]::NewGuid())\" "
            + "-AdditionalOption --nodes=4 " + parameters);

    /// <summary>A job on all four nodes whose RELION is a line of shell.</summary>
    [SlurmFact]
    public void Results_that_no_benchmark_left_are_not_written_over_by_a_job_unless_forced()
    {
        string mine = _folder.Write("Results/mine_it003_class001.mrc", "mine");
        Submit("exit 0", "mine", isRefused: true);
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
        Assert.Empty(Directory.GetDirectories(_folder.Combine("Results"), "mine_job_*"));
        Assert.Equal("mine", File.ReadAllText(mine));
        Assert.True(Submit("exit 0", "mine", "-Force").Id > 0);
        Assert.True(Wait(_session.One<RelionJob>("$job")).IsEnded);
    }

    [SlurmFact("relion_refine", "relion_project")]
    public void What_a_benchmark_left_is_written_over_by_a_job_and_what_that_left_is_not()
    {
        const string plan =
            "$global:command = Initialize-RelionBenchmark Synthetic \"$folder/set\" -ParticleCount 20 -BoxSize 24 | "
                + "New-RelionRefineCommand -Mpi None -Iteration 1 -OutputRoot Results/fast -WarningAction Ignore; "
                + "$command | Measure-RelionBenchmark";
        Assert.Equal(RunStatus.Completed, _session.One<BenchmarkResult>(plan).Status);
        RelionJob job = _session.One<RelionJob>("$command | Submit-RelionJob");
        _session.Set("job", job);
        Assert.Equal(RelionJobState.Completed, Wait(job).State);
        Assert.Empty(_session.Run("$command | Submit-RelionJob"));
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
    }

    private RelionJob Submit(string shell, string name = "job", string more = "", bool isRefused = false)
    {
        _session.Set("program", Program(name, shell));
        bool hasOptions = more.Contains("-AdditionalOption", StringComparison.Ordinal);
        string nodes = hasOptions ? "" : "-AdditionalOption --nodes=4";
        string pipeline = "$global:command = Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None "
            + $"-Executable $program -InputStar a.star -OutputRoot Results/{name} -WorkingDirectory $folder; "
            + $"$command | Submit-RelionJob {nodes} {more}";
        if (isRefused)
        {
            Assert.Empty(_session.Run(pipeline));
            return null!;
        }
        RelionJob job = _session.One<RelionJob>(pipeline);
        _session.Set("job", job);
        _session.Set(name, job);
        return job;
    }

    private string Program(string name, string shell)
    {
        string program = _folder.Write($"{name}/relion_refine", $"#!/bin/sh\n{shell}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    private RelionJob Wait(RelionJob job)
    {
        _session.Set("waited", job);
        return _session.One<RelionJob>("$waited | Wait-RelionJob -Timeout 00:03:00");
    }

    private void Until(string state) =>
        SlurmCluster.UntilAsync(
            () => Task.FromResult(_session.One<RelionJob>("$job | Get-RelionJob").State.ToString() == state))
            .GetAwaiter()
            .GetResult();
}
