using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// srun starts RELION itself, by PMI-2. Debian's RELION has Open MPI, which wants PMIx, and Slurm's PMIx can't serve
/// several slurmd on one machine: so it is
/// the build with MPICH that runs.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class SrunRefinementTests : IClassFixture<SlurmCluster>, IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public SrunRefinementTests(SlurmCluster cluster) => _ = cluster;

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [SrunBuildFact]
    public void Srun_starts_a_RELION_built_with_MPICH_as_one_run_of_five_ranks_on_four_nodes()
    {
        _session.Set("site", _folder.Write("site.json", RelionBuildTests.MpichRecipe));
        _session.One<BuildResult>(
            $"$global:result = Get-RelionToolchain | Get-RelionBuildRecipe -Path $site | Invoke-RelionBuild -Debian "
            + $"-BuildPath '{RelionBuildTests.BuildPath}'; $result");
        _session.One<BenchmarkDataset>(
            $"$global:data = Initialize-RelionBenchmark Synthetic '{_folder.Combine("data")}' -ParticleCount 60 "
            + $"-BoxSize 32; $data");
        RelionJob job = _session.One<RelionJob>(
            "$result | New-RelionRefineCommand -NodeProfile (Get-RelionNodeProfile) -Dataset $data -Mpi SlurmSrun "
            + "-NodeCount 4 -RankPerNode 1 -Iteration 2 3>$null | Submit-RelionJob");
        _session.Set("job", job);
        RelionJob ended = _session.One<RelionJob>("$job | Wait-RelionJob -Timeout 00:04:00");
        Assert.True(
            ended.State == RelionJobState.Completed,
            $"{ended}: {File.ReadAllText(Path.Combine(job.Path, "slurm.out"))}");
        Assert.Equal("n[1-4]", ended.NodeList);
        BenchmarkResult result = _session.One<BenchmarkResult>("$job | Receive-RelionJob");
        Assert.Equal((RunStatus.Completed, "SlurmSrun"), (result.Status, result.Command.Mpi));
        Assert.Equal([1, 2], result.Iterations.Select(iteration => iteration.Iteration));
        // RELION's own banner: one run of five, not five runs of one.
        Assert.Contains(
            "Number of MPI processes             = 5",
            File.ReadAllText(ended.StandardOutputPath),
            StringComparison.Ordinal);
    }
}

/// <summary>A test that needs a real build with MPICH and a Slurm of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SrunBuildFactAttribute : RelionBuildFactAttribute
{
    public SrunBuildFactAttribute()
        : base(RelionBuildTests.MpichHeader) => Skip ??= SlurmCluster.Missing;
}
