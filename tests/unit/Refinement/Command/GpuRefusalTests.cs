using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>A command for GPUs and a program without code for them: RELION would run on the CPU to the end.</summary>
public sealed class GpuRefusalTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 1 2 -MemoryBytes 64GB";
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public GpuRefusalTests() => TinyInput.Write(_folder, "in.star", "ref.mrc");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("3.1.3", "BASE=double", false)]
    [InlineData("4.0.2", "BASE=double, VECTOR-ACC=single", true)]
    [InlineData("5.0.1", "BASE=double, VECTOR-ACC=single", true)]
    public void An_installation_without_code_for_GPUs_is_refused_with_what_to_do(
        string version, string precision, bool hasAltCpu)
    {
        Given(version, precision, hasAltCpu, hasCuda: false);
        Assert.Empty(_session.Run(
            $"{Node} | New-RelionRefineCommand -InputStar a.star -OutputRoot r/x -Installation $i -Acceleration Gpu"));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
        string message = _session.Errors[0].Exception.Message;
        Assert.Contains("/opt/relion/bin/relion_refine", message, StringComparison.Ordinal);
        Assert.Contains("CUDA, HIP or SYCL", message, StringComparison.Ordinal);
        Assert.Contains(hasAltCpu ? "-Acceleration Cpu" : "-Acceleration None", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.0.1", "BASE=double, CUDA-ACC=single", true)]
    [InlineData("5.0.1", "BASE=double, HIP-ACC=single", false)]
    [InlineData("5.0.1", "BASE=double, SYCL-ACC=single", false)]
    // It did not answer: nothing is known.
    [InlineData(null, null, null)]
    public void One_for_GPUs_of_any_maker_is_not_and_neither_is_one_that_does_not_tell(
        string? version, string? precision, bool? hasCuda)
    {
        Given(version, precision, hasAltCpu: null, hasCuda);
        Assert.Contains("--gpu", _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -InputStar a.star -OutputRoot r/x -Installation $i -Acceleration Gpu")
            .Arguments);
    }

    [Fact]
    public void The_program_on_PATH_is_asked_and_refused_where_it_would_run()
    {
        string program = TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in
            --version) echo "RELION version: 3.1.3 "; echo "Precision: BASE=double" ;;
            --help) for o in --i --o --ref --j --iter --pool --gpu; do echo "   $o (x) : text"; done ;;
            *) touch {_folder.Combine("started")} ;;
            esac
            """);
        // A node that does not tell of its GPUs: one that has none is refused before its program is asked.
        _session.Set("node", NodeProfileReader.Read("/") with { Gpu = new GpuFacts() });
        RefineCommand command = _session.One<RefineCommand>(
            $"$node | New-RelionRefineCommand -InputStar in.star -OutputRoot Results/run -Mpi None -Acceleration Gpu "
            + $"-Executable '{program}' -WorkingDirectory '{_folder.Path}'");
        Assert.Contains(
            _session.Warnings, warning => warning.Contains("without code for GPUs", StringComparison.Ordinal));
        _session.Set("command", command);
        Assert.Empty(_session.Run("$command | Invoke-RelionRefine"));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$command | Measure-RelionBenchmark")));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
        Assert.Equal((RunStatus.Failed, "RelionBinaryLacksGpu"), (result.Status, result.Runs[0].ErrorId));
        Assert.Empty(_session.Run("$command | Submit-RelionJob -Confirm:$false"));
        Assert.Equal(["RelionBinaryLacksGpu"], _session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("started")));
    }

    private void Given(string? version, string? precision, bool? hasAltCpu, bool? hasCuda) =>
        _session.Set("i", new RelionInstallation
        {
            Path = "/opt/relion/bin/relion_refine",
            ThreadsProgram = "/opt/relion/bin/relion_refine",
            Version = version,
            Precision = precision,
            HasAltCpu = hasAltCpu,
            HasCuda = hasCuda,
            Programs = ["relion_refine"],
        });
}
