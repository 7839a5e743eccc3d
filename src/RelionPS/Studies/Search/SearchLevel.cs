using System.Globalization;
using RelionPS.Refinement.Command;

namespace RelionPS.Studies.Search;

/// <summary>How long runs of a rung are: so many iterations, or one iteration of so many particles.</summary>
/// <param name="Iterations">Iterations of each run.</param>
internal sealed record SearchLevel(int Iterations)
{
    /// <summary>Longest over shortest runs from which on a level between them is worth its runs.</summary>
    private const double WorthOneBetween = 16;

    /// <summary>
    /// The command of the set whose one iteration is run, as it was asked for; null where runs differ by iterations.
    /// </summary>
    public RefineRequest? Set { get; init; }

    /// <summary>Particles of that set; null where runs differ by iterations, or it is not known.</summary>
    public int? Particles => Set is { } set ? ParticlesOf(set) : null;

    /// <summary>How long a run is, against those of other levels.</summary>
    public double Length => Particles ?? Iterations;

    /// <summary>Particles of the data that a request is for.</summary>
    public static int? ParticlesOf(RefineRequest request) => request.Data.Or(request.Preset.Data).ParticleCount;

    /// <summary>
    /// The levels of a search that runs one iteration: the fewest particles first, the most last, and one between where
    /// the most are that many times the fewest that it saves more than it costs.
    /// </summary>
    /// <param name="sets">The sets' commands, fewest particles first.</param>
    public static IReadOnlyList<SearchLevel> OfSets(IReadOnlyList<RefineRequest> sets)
    {
        SearchLevel[] all = [.. sets.Select(set => new SearchLevel(1) { Set = set })];
        // What is chosen by runs is not measured by the same ones, so that one set is two levels.
        return all.Length > 2 && all[^1].Length >= WorthOneBetween * all[0].Length
            ? [all[0], Between(all), all[^1]]
            : [all[0], all[^1]];
    }

    /// <summary>The levels of a search by iterations.</summary>
    public static IReadOnlyList<SearchLevel> OfIterations(int first, int last) =>
        [new SearchLevel(first), new SearchLevel(last)];

    /// <inheritdoc/>
    public override string ToString() => Particles is { } particles
        ? string.Create(CultureInfo.InvariantCulture, $"one iteration of {particles} particles")
        : string.Create(CultureInfo.InvariantCulture, $"{Iterations} iteration(s)");

    /// <summary>The one that is as many times the least as the largest is times it.</summary>
    private static SearchLevel Between(SearchLevel[] all)
    {
        double middle = Math.Sqrt(all[0].Length * all[^1].Length);
        return all[1..^1].MinBy(level => Math.Abs(Math.Log(level.Length / middle)))!;
    }
}
