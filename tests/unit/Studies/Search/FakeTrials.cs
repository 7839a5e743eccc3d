using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Runs that cost what a function says, times a noise that depends on the run alone.</summary>
/// <param name="cost">A candidate's true cost of one unit of length, an iteration or a particle.</param>
/// <param name="noise">Standard deviation of a run's time, as a share.</param>
internal sealed class FakeTrials(Func<int, double> cost, double noise = 0, ulong seed = 1) : ITrialRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly object _gate = new();
    private readonly TaskCompletionSource _allThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _there;

    public int Places { get; init; } = 1;

    public string? NameOf(int place) => Places > 1 ? $"n{place}" : null;

    public List<TrialKey> Ran { get; } = [];

    /// <summary>Throws, as a kill would, after so many runs.</summary>
    public int? EndsAfter { get; init; }

    /// <summary>After so many runs the next one has no end of its own.</summary>
    public int? HangsAfter { get; init; }

    public HashSet<int> Failing { get; init; } = [];

    /// <summary>What each run takes before its work begins, in seconds.</summary>
    public double Start { get; init; }

    /// <summary>The machine's slowness after so many seconds; 1 is its usual.</summary>
    public Func<double, double> Drift { get; init; } = _ => 1;

    /// <summary>Slowness of a place.</summary>
    public Func<int, double> Node { get; init; } = _ => 1;

    /// <summary>How often something makes a run slower, and how many times.</summary>
    public (double Share, double Times) Disturbance { get; init; }

    /// <summary>The places that ran, in order.</summary>
    public List<int> RanAt { get; } = [];

    public double Seconds { get; private set; }

    /// <summary>What a run of a length takes where nothing disturbs it.</summary>
    public double True(int candidate, SearchLevel level) => Start + cost(candidate) * level.Length;

    public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Ran.Count >= EndsAfter) throw new InvalidOperationException("killed");
        }
        if (Ran.Count == HangsAfter) await Task.Delay(Timeout.Infinite, cancellationToken);
        if (request.Key.Rung == 0 && request.Key.Round <= Places)
        {
            // One after the other they would never meet.
            if (Interlocked.Increment(ref _there) == Places) _allThere.SetResult();
            await _allThere.Task.WaitAsync(Patience, cancellationToken);
        }
        lock (_gate) return Run(request);
    }

    /// <summary>What a run gives.</summary>
    public Trial Of(TrialRequest request) => Run(request);

    private Trial Run(TrialRequest request)
    {
        Ran.Add(request.Key);
        RanAt.Add(request.Place);
        var random = new SeededRandom(
            seed
                + (ulong)(request.Key.Rung * 1_000_003
                    + request.Key.Round * 10_007
                    + request.Key.Candidate));
        double gaussian = random.NextGaussian();
        double seconds = True(request.Candidate.Number, request.Level) * Math.Exp(noise * gaussian)
            * Drift(Seconds) * Node(request.Place)
            * (random.NextUniform() < Disturbance.Share ? Disturbance.Times : 1);
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
            Iterations = request.Level.Iterations,
            Particles = request.Level.Particles,
            Node = NameOf(request.Place),
            Status = fails ? SearchStatus.Failed : isLost ? SearchStatus.StoppedEarly : SearchStatus.Completed,
            Seconds = spent,
            LimitSeconds = request.LimitSeconds,
            Reason = fails ? "made to fail" : null,
        };
    }

    /// <summary>Levels of sets with so many particles.</summary>
    public static IReadOnlyList<SearchLevel> Sets(params int[] particles) => SearchLevel.OfSets(
        [.. particles.Select(count => Request with { Data = new DataSize(64, ParticleCount: count) })]);

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
