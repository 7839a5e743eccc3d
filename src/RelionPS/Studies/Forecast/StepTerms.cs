namespace RelionPS.Studies.Forecast;

/// <summary>A part of a step's time: what it grows with.</summary>
/// <param name="Name">What it is a cost of.</param>
/// <param name="IsShared">True for work on particles, which compute ranks share.</param>
/// <param name="Amount">How much of it an iteration has.</param>
/// <param name="IsOptional">True where the measurements must show that it costs anything.</param>
internal sealed record StepTerm(
    string Name, bool IsShared, Func<IterationWork, double> Amount, bool IsOptional = false)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What each step's time is a sum of, the most important first, optional ones last: where the measurements can't tell
/// two terms apart, the later is left out. Expectation compares images, pixel by pixel, in samples (ml_optimiser.cpp,
/// coarse and fine pass); a local search finds its samples among all directions, of which fine samplings have ten
/// thousands; reconstruction works on transforms of the box's size and on sums of the current size, cubed; tables are
/// written for each particle.
/// </summary>
internal static class StepTerms
{
    private static readonly StepTerm Fixed = new(CostTerm.Fixed, false, _ => 1);
    private static readonly StepTerm Row = new("particle's row", false, work => work.ParticleCount);
    private static readonly StepTerm Volume = new("voxel of the current size", false, work => Cube(work.CurrentSize));

    private static readonly Dictionary<RefineStep, StepTerm[]> Terms = new()
    {
        [RefineStep.Preparation] = [Row, Fixed],
        [RefineStep.Accuracy] = [Fixed, Volume],
        [RefineStep.Expectation] =
        [
            new("pixel of a sample", true, work => work.ParticleCount * (work.CoarsePixels + work.FinePixels)),
            new(
                "direction looked through", true, work => work.ParticleCount * work.DirectionsLookedThrough),
            Fixed,
            new("particle", true, work => work.ParticleCount, IsOptional: true),
            new("pixel of a fine sample", true, work => work.ParticleCount * work.FinePixels, IsOptional: true),
        ],
        [RefineStep.Weights] = [Fixed, Volume],
        [RefineStep.Maximization] = [Fixed, Volume],
        [RefineStep.Output] = [Fixed, Row],
    };

    /// <summary>The terms of a step.</summary>
    public static IReadOnlyList<StepTerm> Of(RefineStep step) => Terms[step];

    private static double Cube(double value) => value * value * value;
}
