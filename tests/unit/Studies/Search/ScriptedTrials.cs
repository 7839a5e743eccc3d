using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Runs that take what a script says, on places that are alike.</summary>
/// <param name="seconds">What a run takes.</param>
internal sealed class ScriptedTrials(Func<TrialKey, double> seconds) : ITrialRunner
{
    public int Places { get; init; } = 1;

    /// <summary>Runs that fail.</summary>
    public HashSet<TrialKey> Failing { get; init; } = [];

    public string? NameOf(int place) => Places > 1 ? $"n{place}" : null;

    public Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        double taken = seconds(request.Key);
        bool fails = Failing.Contains(request.Key);
        bool isLost = request.LimitSeconds is { } limit && taken > limit;
        return Task.FromResult(new Trial
        {
            Rung = request.Key.Rung,
            Round = request.Key.Round,
            Candidate = request.Key.Candidate,
            Id = request.Candidate.Id,
            Iterations = request.Level.Iterations,
            Node = NameOf(request.Place),
            Status = fails ? SearchStatus.Failed : isLost ? SearchStatus.StoppedEarly : SearchStatus.Completed,
            Seconds = fails ? 1 : isLost ? request.LimitSeconds!.Value : taken,
            LimitSeconds = request.LimitSeconds,
        });
    }

    /// <summary>
    /// Noise of 4 % in short runs, all alike but for 1 % that setting 1 is faster by and setting 7 slower; long runs
    /// take the same.
    /// </summary>
    public static double Seesaw(TrialKey key)
    {
        if (key.Rung != 1) return 100;
        double own = key.Candidate switch { 1 => 0.99, 7 => 1.01, _ => 1 };
        return 100 * own * (key.Candidate % 2 == key.Round % 2 ? 1 / 1.04 : 1.04);
    }
}
