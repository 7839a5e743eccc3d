using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// A gradient run writes each tenth iteration: the benchmark, its sentence and Get-RelionRun tell of the same ones.
/// </summary>
[Collection(nameof(QuietMachine))]
public sealed class GradientBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public GradientBenchmarkTests()
    {
        TinyInput.Write(_folder, "Particles/in.star", "ref.map");
        // The headings and bars of RELION 5.0.1, and the files that it writes.
        TestProgram.Write(_folder, "relion_refine", """
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 5.0.1 '; echo 'Precision: BASE=double'; exit;;
              --help) for o in i o ref iter grad grad_write_iter; do echo "--$o () : -"; done; exit;;
            esac
            bar='............................................................~~(,_,">'
            write() {
              printf '# RELION optimiser; version 5.0.1\n# --grad --iter 20 --o Results/run\n
            data_optimiser_general\n
            _rlnModelStarFile Results/run_it%s_model.star\n_rlnCurrentIteration %d\n_rlnNumberOfIterations 20
            _rlnDoGradientRefine 1\n_rlnDoAutoRefine 0\n_rlnOutputRootName Results/run\n\n' $1 ${1#0} \
                > Results/run_it$1_optimiser.star
              printf 'data_model_general\n\n_rlnReferenceDimensionality 2\n_rlnNrClasses 1\n\n
            data_model_classes\n\nloop_\n_rlnReferenceImage #1\n_rlnClassDistribution #2\n1@x.mrcs 1\n\n' \
                > Results/run_it$1_model.star
            }
            write 000
            i=1
            while [ $i -le 20 ]; do
              printf ' Gradient optimisation iteration %d of 20 with 50 particles (Step size 0.9)\n' $i
              printf '000/??? sec ~~(,_,">   [oo]\r   0/   0 sec %s\n' "$bar"
              printf ' Maximization...\n000/??? sec ~~(,_,">   [oo]\r   0/   0 sec %s\n' "$bar"
              [ $i = 10 ] && sleep 0.1 && write 010
              i=$((i + 1))
            done
            sleep 0.1
            write 020
            """);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void All_iterations_are_measured_and_told()
    {
        _session.Set("command", TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "Particles/in.star", "--ref", "ref.map:mrc", "--o", "Results/run",
            "--iter", "20", "--grad", "--grad_write_iter", "10"));
        BenchmarkResult result = _session.One<BenchmarkResult>("$command | Measure-RelionBenchmark -Repeat 2");
        Assert.Empty(_session.Errors);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal(Enumerable.Range(1, 20), result.Iterations.Select(time => time.Iteration));
        Assert.All(result.Iterations, time => Assert.Equal((50, 0.9), (time.ParticleCount, time.StepSize)));
        Assert.StartsWith("RELION 5.0.1 completed 20 iterations of ", result.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Warnings, warning => warning.Message.Contains(" 0 iterations"));

        RefineRun run = _session.One<RefineRun>($"Get-RelionRun {_folder.Combine("Results", "run")}");
        Assert.Equal((RefineRunStatus.Completed, 20, 20), (run.Status, run.Iteration, run.IterationCount));
        Assert.Equal(20, run.Iterations.Sum(iteration => iteration.Span));
        Assert.Equal([10, 20], run.Iterations.Select(iteration => iteration.Number));
    }

    [Fact]
    public void A_run_that_ends_before_its_last_iteration_is_not_completed()
    {
        _session.Set("command", TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "Particles/in.star", "--ref", "ref.map:mrc", "--o", "Results/run",
            "--iter", "30", "--grad"));
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(_session.Run("$command | Measure-RelionBenchmark")));
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal(["RelionOutputIncomplete"], _session.ErrorIds);
    }
}
