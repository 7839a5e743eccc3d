using RelionPS.Studies.Diagnosis;

namespace RelionPS.UnitTests.Studies.Diagnosis;

/// <summary>Causes that options, program and output tell of, in a run of 100 s of which 80 were expectation.</summary>
public sealed class OptionCauseTests
{
    /// <summary>80 s at half the speed of the accelerated code, or less.</summary>
    [Fact]
    public void Original_code_is_told_with_the_program_that_has_the_accelerated_one()
    {
        RunFinding finding = First(Run("--j 2 --pool 30") with { AcceleratedProgram = "/opt/a b/relion_refine" });
        Assert.Equal(("ReferenceCode", 40), (finding.Id, finding.SecondsLost));
        Assert.Contains("-Acceleration Cpu -Executable '/opt/a b/relion_refine'", finding.Remedy);
    }

    [Fact]
    public void Program_that_has_the_accelerated_code_is_only_told_to_use_it() => Assert.EndsWith(
        "New-RelionRefineCommand -Acceleration Cpu | Invoke-RelionRefine -Continue",
        First(Run("--j 2 --pool 30") with { HasAltCpu = true }).Remedy);

    [Fact]
    public void Where_no_program_has_it_one_is_built() => Assert.Contains(
        "Invoke-RelionBuild", First(Run("--j 2 --pool 30") with { HasAltCpu = false }).Remedy);

    /// <summary>A run of 3.1 goes on with a build of 3.1, not with the newest.</summary>
    [Fact]
    public void What_is_built_is_of_the_runs_version() => Assert.StartsWith(
        "Get-RelionBuildRecipe -RelionVersion 3.1.3 | Invoke-RelionBuild ",
        First(Run("--j 2 --pool 30") with { HasAltCpu = false, RelionVersion = "3.1.3" }).Remedy);

    [Fact]
    public void What_is_built_for_this_processor_is_of_the_runs_version_too() => Assert.StartsWith(
        "Get-RelionBuildRecipe -RelionVersion 4.0.2 | Invoke-RelionBuild ",
        First(Run("--cpu --pool 30") with
        {
            InstructionSet = "Baseline",
            NodeIsa = ["AVX512F"],
            RelionVersion = "4.0.2-commit-1b2c3d",
        }).Remedy);

    [Theory]
    [InlineData("--cpu --pool 30")]
    [InlineData("--gpu 0 --pool 30")]
    [InlineData("--sycl-cpu --pool 30")]
    public void Accelerated_runs_are_not_told_to_be_accelerated(string options) =>
        Assert.NotEqual("ReferenceCode", First(Run(options)).Id);

    [Theory]
    [InlineData("Baseline", "AVX2", "GenericInstructions")]
    [InlineData("Avx", "AVX512F", "GenericInstructions")]
    [InlineData("Avx2", "AVX512F", "None")]
    [InlineData("Avx512", "AVX512F", "None")]
    [InlineData("Baseline", "SSE4.2", "None")]
    public void Program_for_any_processor_is_told_on_one_that_can_do_more(string own, string node, string id) =>
        Assert.Equal(id, First(Run("--cpu --pool 30") with { InstructionSet = own, NodeIsa = [node] }).Id);

    /// <summary>8.1 of 9.3 s (measured) of 80 s: 10.3.</summary>
    [Fact]
    public void Pool_that_was_left_out_is_told()
    {
        RunFinding finding = First(Run("--cpu --j 2"));
        Assert.Equal("BatchesTooSmall", finding.Id);
        Assert.Equal(10.3, finding.SecondsLost!.Value, 1);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("4")]
    [InlineData("40")]
    public void Pools_that_a_source_recommends_are_not(string pool) =>
        Assert.Equal("None", First(Run($"--cpu --j 2 --pool {pool}")).Id);

    /// <summary>
    /// 1,000 particles on 4 ranks in batches of 40 × 16: two batches, of which two ranks get none. At most 1000/4/640 =
    /// 39 % of their time can be used; in batches of 16 × 16 each has one: 98 %.
    /// </summary>
    [Fact]
    public void Batches_that_leave_ranks_without_work_are_told()
    {
        RunFinding finding = First(Run("--cpu --j 16 --pool 40") with { Ranks = 5, ParticleCount = 1000 });
        Assert.Equal("BatchesTooLarge", finding.Id);
        Assert.Contains("at most 39 %", finding.Evidence);
    }

    [Fact]
    public void Idle_GPU_is_told_with_what_it_did()
    {
        RunFinding finding = First(Run("--gpu 0 --pool 30") with { GpuUse = [Gpu(8)] });
        Assert.Equal(("GpuIdle", 72), (finding.Id, Math.Round(finding.SecondsLost!.Value)));
        Assert.Equal("None", First(Run("--gpu 0 --pool 30") with { GpuUse = [Gpu(60)] }).Id);
    }

    [Fact]
    public void GPU_that_RELION_does_not_use_is_told() => Assert.Equal("GpuNotUsed", First(
        Run("--gpu 0 --pool 30") with { Notes = [new RunNote("GpuNotUsed", "on the CPU", "WARNING : …")] }).Id);

    [Fact]
    public void Findings_are_in_the_order_of_what_they_cost()
    {
        IReadOnlyList<RunFinding> findings = RunDiagnosis.Of(Run("--j 2") with { HasAltCpu = true });
        Assert.Equal(["ReferenceCode", "BatchesTooSmall"], findings.Select(finding => finding.Id));
        Assert.Equal([FindingStatus.Fail, FindingStatus.Warn], findings.Select(finding => finding.Status));
        Assert.Equal(0.4, findings[0].Share);
    }

    [Fact]
    public void Every_cause_has_a_name_of_its_own_and_a_source()
    {
        Assert.Distinct(SlowCauses.All.Select(cause => cause.Id));
        Assert.All(SlowCauses.All, cause => Assert.NotEmpty(cause.Source));
    }

    private static RunFinding First(RunObservation seen) => RunDiagnosis.Of(seen)[0];

    private static RunObservation Run(string options) => new()
    {
        Subject = "Class3D/job012",
        OutputRoot = "/data/Class3D/job012/run",
        IsLive = false,
        Seconds = 100,
        ExpectationShare = 0.8,
        Arguments = options.Split(' '),
        Ranks = 1,
        InstructionSet = "Avx2",
        NodeIsa = ["AVX2"],
    };

    private static GpuUse Gpu(double busy) => new()
    {
        Numbers = [0],
        BusId = "0000:17:00.0",
        MeanBusyPercent = busy,
        Samples = 100,
        Source = "nvidia-smi",
    };
}
