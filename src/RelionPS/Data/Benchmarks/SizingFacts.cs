namespace RelionPS.Data.Benchmarks;

/// <summary>How the number of a synthetic set's particles was found.</summary>
/// <param name="Share">The expectation's part of an iteration that was asked for.</param>
/// <param name="Machine">The machine that the trials ran on.</param>
/// <param name="Program">The installation that was given for them; empty for none.</param>
/// <param name="Points">The trials; the last is of the set itself.</param>
internal sealed record SizingFacts(
    double Share, string Machine, string Program, IReadOnlyList<SizingPoint> Points)
{
    /// <summary>True where the same was asked for on the same machine.</summary>
    public bool IsSame(SizingFacts? other) => other is { Points: [.., not null] }
        && Share.Equals(other.Share) && Machine == other.Machine && Program == other.Program;
}
