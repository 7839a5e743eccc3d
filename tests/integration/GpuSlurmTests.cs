using System.Globalization;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// A Slurm whose nodes have four GPUs each, which are other devices in truth: three nodes without a type, one with two.
/// </summary>
public sealed class GpuSlurmCluster : SlurmCluster
{
    protected override string Further => """
        GresTypes=gpu
        PartitionName=typed Nodes=n4 MaxTime=INFINITE State=UP
        """;

    protected override string Gres => string.Concat(Enumerable.Range(1, 4).SelectMany(node =>
        new[] { "null", "zero", "full", "random" }.Select((device, at) =>
        {
            string type = node < 4 ? "" : at < 2 ? " Type=a100" : " Type=v100";
            return $"NodeName=n{node} Name=gpu{type} File=/dev/{device}\n";
        })));

    protected override string ShapeOf(int node) =>
        "CPUs=32 Sockets=2 CoresPerSocket=16 ThreadsPerCore=1 RealMemory=200000 "
        + $"Gres={(node < 4 ? "gpu:4" : "gpu:a100:2,gpu:v100:2")}";
}

/// <summary>Jobs on GPUs in a real Slurm.</summary>
[Collection(nameof(OneSlurm))]
public sealed class GpuSlurmTests : IClassFixture<GpuSlurmCluster>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public GpuSlurmTests(GpuSlurmCluster cluster)
    {
        _ = cluster;
        _session.Set("folder", _folder.Path);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [SlurmFact]
    public void A_plan_on_two_of_four_GPUs_gets_two_with_its_cores_and_its_memory_and_each_rank_sees_both()
    {
        RelionJob ended = Submit("main", "-GpuCount 2 -RankPerNode 2 -Thread 6 -BoxSize 64 -ClassCount 1", "");
        Assert.Equal(RelionJobState.Completed, ended.State);
        string[] shown = File.ReadAllText(_folder.Combine("show.0")).Split([' ', '\n']);
        Assert.Contains("TresPerNode=gres:gpu:2", shown);
        // Two followers of six threads, and the leader shares the last one's.
        Assert.Contains("NumCPUs=12", shown);
        Assert.Contains("OverSubscribe=OK", shown);
        string memory = shown.First(word => word.StartsWith("MinMemoryNode=", StringComparison.Ordinal));
        // Three processes of half a gibibyte for their GPUs and a small box: two to three of the node's 195 GiB.
        Assert.InRange(
            int.Parse(memory["MinMemoryNode=".Length..^1], CultureInfo.InvariantCulture), 1700, 3000);
        for (int rank = 0; rank < 3; rank++)
        {
            Assert.Equal("0,1 2", File.ReadAllText(_folder.Combine($"seen.{rank}")).Trim());
        }
        Assert.Contains("--gpu 0:1", File.ReadAllText(_folder.Combine("words.1")), StringComparison.Ordinal);
    }

    [SlurmFact]
    public void A_plan_on_all_GPUs_takes_the_whole_node()
    {
        RelionJob ended = Submit("main", "-Thread 6 -Binding None", "");
        Assert.Equal(RelionJobState.Completed, ended.State);
        string[] shown = File.ReadAllText(_folder.Combine("show.0")).Split([' ', '\n']);
        Assert.Contains("TresPerNode=gres:gpu:4", shown);
        Assert.Contains("NumCPUs=32", shown);
        Assert.Contains("OverSubscribe=NO", shown);
        Assert.Equal("0,1,2,3 4", File.ReadAllText(_folder.Combine("seen.4")).Trim());
    }

    [SlurmFact]
    public void GPUs_of_a_type_are_asked_for_by_it_and_counted_from_0_in_the_job()
    {
        RelionJob ended = Submit("typed", "-Gpu '2:3' -RankPerNode 2 -Thread 6", "");
        Assert.Equal(RelionJobState.Completed, ended.State);
        Assert.Contains(
            "TresPerNode=gres:gpu:v100:2", File.ReadAllText(_folder.Combine("show.0")), StringComparison.Ordinal);
        Assert.Equal("2,3 2", File.ReadAllText(_folder.Combine("seen.1")).Trim());
        Assert.Contains("--gpu 0:1", File.ReadAllText(_folder.Combine("words.1")), StringComparison.Ordinal);
    }

    [SlurmFact]
    public void A_job_that_gets_fewer_GPUs_than_its_plan_uses_ends_before_RELION_with_a_sentence()
    {
        RelionJob ended = Submit(
            "main", "-GpuCount 2 -RankPerNode 2 -Thread 6", "-AdditionalOption --gpus-per-node=1");
        Assert.Equal(RelionJobState.Failed, ended.State);
        Assert.False(File.Exists(_folder.Combine("words.1")));
        Assert.Contains(
            "The plan uses 2 GPU(s) of a node, and the job has 1",
            File.ReadAllText(Path.Combine(ended.Path, "slurm.out")),
            StringComparison.Ordinal);
    }

    /// <summary>A job whose RELION tells what it was given and what it sees.</summary>
    private RelionJob Submit(string partition, string plan, string options)
    {
        string program = _folder.Write("bin/relion_refine_mpi", $"""
            #!/bin/sh
            echo "$*" > '{_folder.Path}/words.'$SLURM_PROCID
            echo "$CUDA_VISIBLE_DEVICES $SLURM_GPUS_ON_NODE" > '{_folder.Path}/seen.'$SLURM_PROCID
            [ "$SLURM_PROCID" != 0 ] || scontrol show job "$SLURM_JOB_ID" > '{_folder.Path}/show.0'
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _session.Set("program", program);
        return _session.One<RelionJob>(
            $"Get-RelionNodeProfile -Partition {partition} | Select-Object -First 1 | New-RelionRefineCommand "
            + $"-Acceleration Gpu {plan} -Mpi SlurmSrun -Executable $program -InputStar a.star -OutputRoot R/x "
            + $"-WorkingDirectory $folder 3>$null | Submit-RelionJob -Partition {partition} {options} 3>$null "
            + "| Wait-RelionJob -Timeout 00:02:00");
    }
}
