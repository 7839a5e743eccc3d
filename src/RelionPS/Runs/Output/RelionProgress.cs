namespace RelionPS.Runs.Output;

/// <summary>How far a refinement is, as its own output tells.</summary>
/// <param name="Iteration">The iteration at hand, from 1; null before the first.</param>
/// <param name="Iterations">All iterations; null where the run does not know (auto-refinement).</param>
/// <param name="Step">The step at hand, in RELION's words.</param>
/// <param name="StepFraction">0 to 1 of the step.</param>
/// <param name="StepRemaining">RELION's own estimate of the step's time left; null before it has one.</param>
/// <param name="Percent">0 to 100 of all iterations; null where their number is not known.</param>
internal sealed record RelionProgress(
    int? Iteration, int? Iterations, string Step, double StepFraction, TimeSpan? StepRemaining, double? Percent)
{
    /// <summary>
    /// Particles of the mini-batch, as the heading of the iteration says; null where it is of all particles.
    /// </summary>
    public int? ParticleCount { get; init; }

    /// <summary>The gradient's step size, as the heading says; null for iterations that are no gradient's.</summary>
    public double? StepSize { get; init; }

    /// <summary>True in the step in which images meet references, whatever the algorithm.</summary>
    public bool IsExpectation => IsOfExpectation(Step);

    /// <summary>True for a heading of that step.</summary>
    public static bool IsOfExpectation(string heading) =>
        ((string[])["Expectation", "Gradient optimisation", "Stochastic"]).Any(
            begin => heading.StartsWith(begin, StringComparison.Ordinal));
}
