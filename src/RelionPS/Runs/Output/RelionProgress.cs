namespace RelionPS.Runs.Output;

/// <summary>How far a refinement is, as its own output tells.</summary>
/// <param name="Iteration">The iteration at hand, from 1; null before the first.</param>
/// <param name="Iterations">All iterations; null where the run does not know (auto-refinement).</param>
/// <param name="Step">The step at hand, in RELION's words.</param>
/// <param name="StepFraction">0 to 1 of the step.</param>
/// <param name="StepRemaining">RELION's own estimate of the step's time left; null before it has one.</param>
/// <param name="Percent">0 to 100 of all iterations; null where their number is not known.</param>
internal sealed record RelionProgress(
    int? Iteration, int? Iterations, string Step, double StepFraction, TimeSpan? StepRemaining, double? Percent);
