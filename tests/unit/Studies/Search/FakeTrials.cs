using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Runs that cost what a function says, times a noise that depends on the run alone.</summary>
/// <param name="secondsPerIteration">A candidate's true cost.</param>
/// <param name="noise">Standard deviation of a run's time, as a share.</param>
internal sealed class FakeTrials(Func<int, double> secondsPerIteration, double noise = 0, ulong seed = 1) : ITrialRunner
{
    public List<TrialKey> Ran { get; } = [];

    /// <summary>Throws, as a kill would, after so many runs.</summary>
    public int? EndsAfter { get; init; }

    /// <summary>After so many runs the next one has no end of its own.</summary>
    public int? HangsAfter { get; init; }

    public HashSet<int> Failing { get; init; } = [];

    public double Seconds { get; private set; }

    public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        if (Ran.Count == EndsAfter) throw new InvalidOperationException("killed");
        if (Ran.Count == HangsAfter) await Task.Delay(Timeout.Infinite, cancellationToken);
        Ran.Add(request.Key);
        double gaussian = new SeededRandom(
            seed
                + (ulong)(request.Key.Rung * 1_000_003
                    + request.Key.Round * 10_007
                    + request.Key.Candidate)).NextGaussian();
        double seconds = secondsPerIteration(
            request.Candidate.Number) * request.Iterations * Math.Exp(noise * gaussian);
        bool isLost = request.LimitSeconds is { } limit && seconds > limit;
        bool fails = Failing.Contains(request.Candidate.Number);
        double spent = fails ? 0.1 : isLost ? request.LimitSeconds!.Value : seconds;
        Seconds += spent;
        return new Trial
        {
            Rung = request.Key.Rung,
            Round = request.Key.Round,
            Candidate = request.Key.Candidate,
            Id = request.Candidate.Id,
            Iterations = request.Iterations,
            Status = fails ? SearchStatus.Failed : isLost ? SearchStatus.StoppedEarly : SearchStatus.Completed,
            Seconds = spent,
            LimitSeconds = request.LimitSeconds,
            Reason = fails ? "made to fail" : null,
        };
    }

    public static IReadOnlyList<Candidate> Candidates(int count, params int[] pruned) =>
        [.. Enumerable.Range(0, count).Select(number => new Candidate(
            number,
            Request,
            TestCommand.Threads("/", "relion_refine", "--pool", $"{number + 1}"),
            pruned.Contains(number) ? "does not fit" : null))];

    private static RefineRequest Request { get; } = new()
    {
        Plan = new PlanRequest { Node = TestCommand.Node("fake") },
        Preset = Presets.Get("None"),
        Explicit = new RefineOptions(),
        WorkingDirectory = "/",
    };
}

/// <summary>A journal in memory.</summary>
internal sealed class MemoryJournal : IJournal
{
    public Dictionary<TrialKey, Trial> Known { get; } = [];

    public Trial? Find(TrialKey key) => Known.GetValueOrDefault(key);

    public void Append(Trial trial) => Known.Add(trial.Key, trial);
}

internal sealed class SilentReporter : IReporter
{
    public void Progress(ProgressReport report)
    {
    }

    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }

    public void Warning(string message)
    {
    }
}
