namespace RelionPS;

/// <summary>How long one iteration took.</summary>
/// <param name="Iteration">Number, from 1.</param>
/// <param name="Seconds">From the end of the iteration before it (or of the preparation) to its own.</param>
public sealed record IterationTime(int Iteration, double Seconds);
