namespace RelionPS.Runs.Benchmarks;

/// <summary>
/// How the current size goes on after the iterations that are known: as it grew, fading over as many iterations as were
/// seen, since a refinement converges.
/// </summary>
/// <param name="Last">The last known size, in pixels.</param>
/// <param name="PerIteration">Growth of one iteration so far, in pixels.</param>
/// <param name="Seen">Iterations that the growth is of.</param>
/// <param name="BoxSize">The largest that it can become.</param>
internal sealed record SizeGrowth(int Last, double PerIteration, int Seen, int BoxSize)
{
    /// <summary>The growth of sizes, the first ones left out.</summary>
    public static SizeGrowth Of(IReadOnlyList<int> sizes, int skipped, int boxSize) => new(
        sizes[^1],
        Math.Max(0, (double)(sizes[^1] - sizes[Math.Max(0, skipped - 1)]) / Math.Max(1, sizes.Count - skipped)),
        sizes.Count,
        boxSize);

    /// <summary>The size so many iterations later, even.</summary>
    public int After(int iterations) => Math.Min(
        BoxSize,
        2 * (int)Math.Round((Last + (PerIteration * Seen * (1 - Math.Exp(-(double)iterations / Seen)))) / 2));
}
