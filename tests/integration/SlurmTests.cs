using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>Jobs in a real Slurm. The environment names the cluster, so these tests run alone.</summary>
[Collection(nameof(ChangesEnvironment))]
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
        _session.One<BenchmarkDataset>("$global:data = Initialize-RelionBenchmark Synthetic \"$folder/data\" -ParticleCount 60 -BoxSize 32; $data");
        RelionJob job = _session.One<RelionJob>("Get-RelionNodeProfile | New-RelionRefineCommand -Dataset $data -Acceleration None -Mpi OpenMpi -Launcher mpirun.openmpi -NodeCount 4 -RanksPerNode 1 -Iteration 2 3>$null | Submit-RelionJob");
        Assert.True(job.Id > 0);

        // Another session finds it by its folder alone.
        using var later = new PowerShellSession();
        later.Set("path", job.Path);
        RelionJob ended = later.One<RelionJob>("Get-RelionJob $path | Wait-RelionJob -Timeout 00:04:00");
        Assert.True(ended.State == RelionJobState.Completed, $"{ended}: {File.ReadAllText(Path.Combine(job.Path, "slurm.out"))}");
        BenchmarkResult result = later.One<BenchmarkResult>("Receive-RelionJob -Path $path");
        Assert.Equal((BenchmarkStatus.Completed, 0, 5), (result.Status, result.ExitCode, result.Command.Plan.Ranks));
        Assert.Equal([1, 2], result.Iterations.Select(iteration => iteration.Iteration));
        Assert.Equal("3.1.3", result.RelionVersion[..5]);
        Assert.Contains("5 ranks", result.Summary, StringComparison.Ordinal);
        Assert.InRange(result.MedianSeconds!.Value, 0.1, 300);
        // RELION's own banner: all five ranks in one run.
        Assert.Contains("Number of MPI processes             = 5", File.ReadAllText(ended.StandardOutputPath), StringComparison.Ordinal);
        Assert.Equal("n[1-4]", ended.NodeList);
        Assert.Contains("completed in the following time (seconds): ", File.ReadAllText(Path.Combine(job.Path, "slurm.out")), StringComparison.Ordinal);
    }

    [SlurmFact]
    public void Srun_puts_every_rank_where_the_plan_says()
    {
        // A step of an allocation that another job holds: sbatch gives whole nodes, as every plan wants them.
        RelionJob allocation = Submit("exec sleep 300", "allocation");
        Until("Running");
        // The program is not there, so srun is not told to start it by PMIx, of which several slurmd of one machine are not capable.
        RefineCommand command = _session.One<RefineCommand>("Get-RelionNodeProfile | New-RelionRefineCommand -Mpi SlurmSrun -ComputerName n1, n2, n3, n4 -RanksPerNode 2 -Executable /no/relion_refine_mpi -WorkingDirectory $folder 3>$null");
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
        Assert.Equal(["n1", "n1", "n1", "n2", "n2", "n3", "n3", "n4", "n4"], result.Ranks.Select(rank => rank.ActualHost));
    }

    [SlurmFact]
    public void A_job_that_fails_is_an_error_with_its_last_lines()
    {
        RelionJob job = Submit("echo broken >&2; exit 3");
        RelionJob ended = Wait(job);
        Assert.Equal((RelionJobState.Failed, 3), (ended.State, ended.ExitCode));
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Contains("broken", _session.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((BenchmarkStatus.Failed, 3), (result.Status, result.ExitCode));
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
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(Assert.Single(_session.Run("$job | Receive-RelionJob")));
        Assert.Equal(["RelionJobStopped"], _session.ErrorIds);
        Assert.Equal(BenchmarkStatus.Cancelled, result.Status);
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
            await SlurmCluster.UntilAsync(async () => (await SlurmCluster.RunAsync("sinfo", "-h", "-o", "%T %D")).Trim() == "idle 4");
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
        Assert.All(nodes.Cast<NodeProfile>(), node => Assert.Equal((here.LogicalCpus, here.UsableCpus, here.MemoryBytes), (node.LogicalCpus, node.UsableCpus, node.MemoryBytes)));
        Assert.Equal(["n1", "n2", "n3", "n4"], _session.Run("Get-RelionNodeProfile -Partition main").Cast<NodeProfile>().Select(node => node.Name));
        _session.Run("Get-RelionNodeProfile -Partition nonesuch");
        Assert.Equal(["RelionPartitionUnknown"], _session.ErrorIds);
    }

    /// <summary>A job on all four nodes whose RELION is a line of shell.</summary>
    private RelionJob Submit(string shell, string name = "job", string more = "", bool isRefused = false)
    {
        string program = _folder.Write($"{name}/relion_refine", $"#!/bin/sh\n{shell}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("program", program);
        string pipeline = $"$command = Get-RelionNodeProfile | New-RelionRefineCommand -Mpi None -Executable $program -InputStar a.star -OutputRoot Results/{name} -WorkingDirectory $folder; $command | Submit-RelionJob -AdditionalOption --nodes=4 {more}";
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

    private RelionJob Wait(RelionJob job)
    {
        _session.Set("waited", job);
        return _session.One<RelionJob>("$waited | Wait-RelionJob -Timeout 00:03:00");
    }

    private void Until(string state) => SlurmCluster.UntilAsync(() => Task.FromResult(_session.One<RelionJob>("$job | Get-RelionJob").State.ToString() == state)).GetAwaiter().GetResult();
}
