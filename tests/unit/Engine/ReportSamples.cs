using System.Globalization;

namespace RelionPS.Testing;

/// <summary>What a report shows, with numbers that a test chooses.</summary>
internal static class ReportSamples
{
    /// <summary>A warning that touches times.</summary>
    public static BenchmarkWarning Warning() => new()
    {
        Id = "StealTime",
        Message = "The host took time.",
        Remedy = "Use another.",
        Evidence = "",
        RunNumber = 1,
    };

    /// <summary>A benchmark of a threads-only command with these times.</summary>
    public static BenchmarkResult Result(int threads, double[] seconds)
    {
        RefineCommand command = TestCommand.Threads("/data", "relion_refine", "--j", Text(threads), "--o", "run");
        double[] sorted = [.. seconds.Order()];
        return new BenchmarkResult
        {
            Name = "Ribosome",
            Command = command with { Plan = TestCommand.Plan(1, 1, 1, threads, usesMpi: false) },
            Seconds = seconds,
            MedianSeconds = (sorted[(seconds.Length - 1) / 2] + sorted[seconds.Length / 2]) / 2,
            MinSeconds = sorted[0],
            MaxSeconds = sorted[^1],
            Iterations = [],
            Status = RunStatus.Completed,
            RelionVersion = "3.1.3",
            Runs =
            [
                .. seconds.Select((time, index) => new BenchmarkRun
                {
                    Number = index + 1,
                    IsWarmup = false,
                    Status = RunStatus.Completed,
                    StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                    Seconds = time,
                }),
            ],
        };
    }

    /// <summary>The second of two that ran in turn.</summary>
    public static BenchmarkResult Against(
        BenchmarkResult baseline, BenchmarkResult result, double ratio, double lower, double upper) =>
        result with
        {
            Comparison = new BenchmarkComparison(
                baseline.Command.CommandLine,
                new PairedRatio
                {
                    Ratios = [.. baseline.Seconds.Zip(result.Seconds, (one, other) => other / one)],
                    Ratio = ratio,
                    GeometricMean = ratio,
                    Interval = new ConfidenceInterval(
                        lower, upper, 0.95, 1 - Math.Pow(2, 1 - baseline.Seconds.Length)),
                }),
        };

    /// <summary>A forecast on 1 to 8 nodes, whose knee is 2.</summary>
    public static RelionForecast Forecast(double seconds) => new()
    {
        Name = "Ribosome",
        Setting = "relion_refine, 2 threads",
        Command = TestCommand.Threads("/data", "relion_refine"),
        ParticleCount = 500,
        Iterations =
        [
            new ForecastIteration(1, 20, 10, false), new ForecastIteration(2, 30, 20, false),
            new ForecastIteration(3, 40, 30, true),
        ],
        Seconds = seconds,
        LowerSeconds = 0.9 * seconds,
        UpperSeconds = 1.1 * seconds,
        Level = 0.9,
        Points = [Point(1, seconds), Point(2, 0.6 * seconds), Point(4, 0.5 * seconds), Point(8, 0.45 * seconds)],
        KneeNodeCount = 2,
        Laws =
        [
            new StepLaw
            {
                Step = RefineStep.Expectation,
                Terms = [new CostTerm("particle", 0.02, 0.001)],
                RelativeError = 0.1,
                Residuals = [new CostResidual(1, 3, 500, 12, 10)],
            },
        ],
        MeasuredSeconds = 50,
        Assumptions = ["sampling stays"],
    };

    private static ForecastPoint Point(int nodes, double seconds) => new()
    {
        NodeCount = nodes,
        Seconds = seconds,
        LowerSeconds = 0.9 * seconds,
        UpperSeconds = 1.1 * seconds,
        Efficiency = 0.8,
        Limit = "Expectation",
        LimitShare = 0.7,
        NodeHours = nodes * seconds / 3600,
    };

    /// <summary>A ratio of so many rounds.</summary>
    public static PairedRatio Ratio(int rounds, double ratio, double lower, double upper) => new()
    {
        Ratios = [.. Enumerable.Repeat(ratio, rounds)],
        Ratio = ratio,
        GeometricMean = ratio,
        Interval = new ConfidenceInterval(lower, upper, 0.95, 1 - Math.Pow(2, 1 - rounds)),
    };

    /// <summary>A search of two settings: 0 is the plan that it started from, 1 has four threads.</summary>
    public static SearchResult Search(PairedRatio? toStart, int best)
    {
        RefineCommand[] commands = [Result(1, [1]).Command, Result(4, [1]).Command];
        string[] settings = ["threads 1", "threads 4"];
        return new SearchResult
        {
            Name = "Ribosome",
            Command = commands[best],
            Setting = settings[best],
            Start = commands[0],
            RatioToStart = toStart,
            Confidence = "how sure it is",
            Trials =
            [
                .. new[] { best, 1 - best }.Select((number, place) => new SearchTrial
                {
                    Candidate = number,
                    Rank = place + 1,
                    Setting = settings[number],
                    Status = SearchStatus.Completed,
                    Command = commands[number],
                }),
            ],
            CostSeconds = 10,
            ResumedRuns = 0,
            NewRuns = 6,
            IsComplete = true,
            JournalPath = "/search/search.jsonl",
        };
    }

    /// <summary>A cause of slowness of a run of 100 s.</summary>
    public static RunFinding Cause(string id, double lost, FindingStatus status) => new()
    {
        Id = id,
        Status = status,
        Subject = "run",
        SecondsLost = lost,
        Seconds = 100,
        IsLive = true,
        Found = "found",
        Evidence = "evidence",
        Remedy = "remedy",
        Source = "field",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
