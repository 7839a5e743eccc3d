namespace RelionPS.Data.Benchmarks;

/// <summary>All that a set of one iteration of a run depends on: sets of the same are the same.</summary>
/// <param name="RunRoot">Full path of the run's root name.</param>
/// <param name="Iteration">The iteration that it goes on from.</param>
/// <param name="Seed">Seed of the choice of particles.</param>
/// <param name="Asked">Particles asked for; empty for all.</param>
internal sealed record ContinuedParameters(string RunRoot, int Iteration, int Seed, IReadOnlyList<int> Asked)
{
    /// <summary>Lengths and times of the run's files that were read, by name: a run that was made anew is another.
    /// </summary>
    public SortedDictionary<string, string> Sources { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was chosen for each count.</summary>
    public IReadOnlyList<CutFacts> Cuts { get; init; } = [];

    /// <summary>False for what was read from a file that lacks a part.</summary>
    public bool IsWhole => RunRoot is not null && Asked is not null && Sources is not null && Cuts is not null
        && Cuts.All(cut => cut is { Name: not null, Reason: not null, Halves: not null });

    /// <summary>True for the parameters of the same set; what was chosen follows from them.</summary>
    public bool IsSame(ContinuedParameters? other) =>
        other is not null && RunRoot == other.RunRoot && Iteration == other.Iteration && Seed == other.Seed
        && Asked.SequenceEqual(other.Asked) && Sources.SequenceEqual(other.Sources);
}

/// <summary>What a choice of particles came to.</summary>
/// <param name="Name">The root name of its files in the set.</param>
/// <param name="Asked">Particles asked for.</param>
/// <param name="Kept">Particles chosen.</param>
/// <param name="Of">Particles of the run.</param>
/// <param name="Micrographs">Micrographs that they are from.</param>
/// <param name="OpticsGroups">Optics groups that they are of.</param>
/// <param name="Groups">Groups that they are of.</param>
/// <param name="Halves">Particles of each half-set; empty where there are none.</param>
/// <param name="HasWholeMicrographs">True where no micrograph was cut.</param>
/// <param name="Reason">Why.</param>
internal sealed record CutFacts(
    string Name, int Asked, int Kept, int Of, int Micrographs, int OpticsGroups, int Groups,
    IReadOnlyList<int> Halves, bool HasWholeMicrographs, string Reason);
