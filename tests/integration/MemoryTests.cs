using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>The memory model against RELION: its own estimates, and what its processes take.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("relion_refine", "relion_project")]
    public void Estimates_are_those_that_RELION_prints_at_verbosity_2()
    {
        _session.Run(
            $"$data = Initialize-RelionBenchmark Synthetic '{_folder.Combine("data")}' -ParticleCount 20 -BoxSize 64 "
            + $"-Seed 3");
        foreach ((
            int classes,
            int healpix,
            int pool,
            int threads,
            int range) in ((int, int, int, int, int)[])[(2, 1, 3, 1, 3), (5, 0, 20, 2, 5), (1, 1, 7, 3, 4)])
        {
            _session.Run(
                $"$c = $data | New-RelionRefineCommand -Mpi None -Acceleration None -ClassCount {classes} "
                + $"-HealpixOrder {healpix} -Pool {pool} -Thread {threads} -OffsetRange {range} -Iteration 1 "
                + $"-OutputRoot out/k{classes} 3>$null");
            RefineCommand command = _session.One<RefineCommand>("$c");
            // Sizes as of the run itself: the model file of its start says the images' size of the first iteration.
            (double expectation, double maximization, int size) = Printed(command);
            RankMemory rank = _session.One<RankMemory>($"$c | Get-RelionMemoryEstimate -CurrentSize {size}");
            Assert.InRange(rank.ExpectationBytes / expectation, 0.99, 1.01);
            Assert.InRange(rank.MaximizationBytes / maximization, 0.99, 1.01);
        }
    }

    [RequiresFact("relion_refine", "relion_refine_mpi", "mpirun.openmpi", "relion_project")]
    public void Peak_of_each_rank_is_measured_and_close_to_what_was_expected()
    {
        _session.Run(
            $"$data = Initialize-RelionBenchmark Synthetic '{_folder.Combine("data")}' -ParticleCount 16 -BoxSize 128 "
            + $"-PixelSize 2 -Seed 3");
        foreach (string way in (string[])["-Mpi None -Thread 1", "-Mpi OpenMpi -RankPerNode 2 -Thread 1"])
        {
            BenchmarkResult result = _session.One<BenchmarkResult>(
                $"$data | New-RelionRefineCommand {way} -Acceleration None -Pool 4 -ClassCount 4 -HealpixOrder 0 "
                + $"-InitialHighResolution 8 -Iteration 1 3>$null | Measure-RelionBenchmark 3>$null");
            Assert.Empty(_session.ErrorIds);
            IReadOnlyList<RankMemoryUse> ranks = result.Runs[0].RankMemory;
            Assert.Equal(Enumerable.Range(0, result.Command.Plan.Ranks), ranks.Select(rank => rank.Rank));
            // Never under by more than a tenth, not over by more than half.
            Assert.All(ranks, rank => Assert.True(rank.Ratio is >= 0.9 and <= 1.5, $"{rank.Kind} {rank}"));
        }
    }

    private static (double Expectation, double Maximization, int CurrentSize) Printed(RefineCommand command)
    {
        Directory.CreateDirectory(Path.Combine(command.WorkingDirectory, "out"));
        var request = new ProcessRequest(ProgramFinder.Require("relion_refine"), [.. command.Arguments, "--verb", "2"])
        {
            WorkingDirectory = command.WorkingDirectory,
            CaptureText = true,
        };
        ProcessOutcome outcome = ProcessRunner.RunAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, outcome.StandardError);
        return (
            Gigabytes("Estimated memory for expectation"),
            Gigabytes("Estimated memory for maximization"),
            (int)Value("CurrentImageSize", ReadModel()));

        double Gigabytes(string heading) =>
            double.Parse(
                Line(outcome.StandardOutput, heading).Split('>')[1].Trim().Split(' ')[0],
                System.Globalization.CultureInfo.InvariantCulture) * (1L << 30);
        string ReadModel() =>
            File.ReadAllText(Path.Combine(command.WorkingDirectory, command.Options.OutputRoot + "_it001_model.star"));
    }

    private static double Value(string label, string star) =>
        double.Parse(
            Line(star, label).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture);

    private static string Line(string text, string part) =>
        text.Split('\n', '\r').First(line => line.Contains(part, StringComparison.Ordinal));
}
