using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>
/// One step of one iteration on the clock of the run; the steps of a run follow each other without a gap.
/// </summary>
/// <param name="Iteration">Number, from 1; 0 before the first.</param>
/// <param name="Step">What was done.</param>
/// <param name="StartSeconds">From the program's start to the step's begin.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record StepTime(int Iteration, RefineStep Step, double StartSeconds, double Seconds)
{
    /// <summary>From the program's start to the step's end: the cumulative curve.</summary>
    public double EndSeconds => StartSeconds + Seconds;

    /// <inheritdoc/>
    public override string ToString() => $"{Iteration} {Step} {Quantity.Seconds(Seconds)} s";
}

/// <summary>A step's part of the whole run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Seconds">Its time over all iterations.</param>
/// <param name="Share">0 to 1 of the run's time.</param>
public sealed record StepShare(RefineStep Step, double Seconds, double Share)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Step} {Quantity.Seconds(Seconds)} s, {Quantity.Share(Share)}";
}
