using RelionPS.Core.Statistics;

namespace RelionPS.Testing;

/// <summary>Benchmarks of the same job, with times that a test chooses.</summary>
internal static class BenchmarkSamples
{
    public static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    /// <summary>A benchmark with these times, in seconds.</summary>
    public static BenchmarkResult Result(
        IReadOnlyList<double> seconds, int day = 0, string version = "4.0.2", RefineCommand? command = null)
    {
        command ??= TestCommand.Threads(
            "/data", $"/programs/{version}/relion_refine", "--i", "particles.star", "--iter", "2", "--K", "3",
            "--pool", "30", "--j", "2", "--o", "Results/run");
        BenchmarkRun[] runs =
        [
            .. seconds.Select((time, index) => new BenchmarkRun
            {
                Number = index + 1,
                IsWarmup = false,
                Status = RunStatus.Completed,
                StartedUtc = Start.AddDays(day).AddMinutes(index),
                Seconds = time,
                CpuSeconds = 2 * time,
                PeakMemoryBytes = 1 << 20,
                ExitCode = 0,
            }),
        ];
        return new BenchmarkResult
        {
            Name = command.Name,
            Command = command,
            Seconds = [.. seconds],
            Iterations = [],
            Status = RunStatus.Completed,
            RelionVersion = version,
            Runs = runs,
        };
    }

    /// <summary>Times around a centre whose logarithms are normal, with this relative spread.</summary>
    public static double[] LogNormal(SeededRandom random, int count, double centre, double spread) =>
        [.. Enumerable.Range(0, count).Select(_ => centre * Math.Exp(spread * random.NextGaussian()))];
}
