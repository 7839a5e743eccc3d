using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Search;

/// <summary>Which run of a search: deterministic, so that a resumed search asks for the same ones.</summary>
/// <param name="Rung">0 is the warm-up, then each rung's runs are longer.</param>
/// <param name="Round">From 1; of the warm-up, the number of the place, and of its second run that and the number of
/// places.</param>
/// <param name="Candidate">The candidate's number.</param>
internal readonly record struct TrialKey(int Rung, int Round, int Candidate);

/// <summary>A run that the search wants.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Candidate">Of what.</param>
/// <param name="Level">How long.</param>
/// <param name="LimitSeconds">A run that takes longer has lost; null for no limit.</param>
internal sealed record TrialRequest(TrialKey Key, Candidate Candidate, SearchLevel Level, double? LimitSeconds)
{
    /// <summary>Where it runs: a number below <see cref="ITrialRunner.Places"/>.</summary>
    public int Place { get; init; }
}

/// <summary>What came of a run: a line of the journal.</summary>
internal sealed record Trial
{
    public required int Rung { get; init; }

    public required int Round { get; init; }

    public required int Candidate { get; init; }

    /// <summary>The candidate's identity, for whoever reads the journal alone.</summary>
    public required string Id { get; init; }

    public required int Iterations { get; init; }

    /// <summary>Particles of the set; null where runs differ by iterations.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Particles { get; init; }

    /// <summary>
    /// The nodes that it ran on, with commas between them; null where all trials run at one place.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    public required SearchStatus Status { get; init; }

    /// <summary>Wall time of the program, in seconds; of a run that was ended, up to then.</summary>
    public required double Seconds { get; init; }

    public double? LimitSeconds { get; init; }

    public string? Reason { get; init; }

    public string? RecordPath { get; init; }

    public DateTime StartedUtc { get; init; }

    /// <exception cref="JsonException">It says what no run gives.</exception>
    internal void RequireTrue()
    {
        JsonFormat.RequireTime("seconds", Seconds);
        JsonFormat.RequireTime("limitSeconds", LimitSeconds);
        if (Rung < 0 || Round < 0 || Candidate < 0 || Iterations < 0 || Particles < 0)
        {
            throw new JsonException("A number is negative.");
        }
    }

    [JsonIgnore]
    public TrialKey Key => new(Rung, Round, Candidate);
}

/// <summary>Runs what the search wants.</summary>
internal interface ITrialRunner
{
    /// <summary>
    /// Places that run a trial each at the same time, a node or several each; 1 or more.
    /// </summary>
    int Places { get; }

    /// <summary>What a place is called in the trials that ran there; null where there is one place.</summary>
    string? NameOf(int place);

    /// <summary>The run's outcome: completed, ended at its limit, or failed.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the run counts for nothing.</exception>
    Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken);
}
