using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>The law of a step's cost: its time is the sum of the terms.</summary>
public sealed record StepLaw
{
    /// <summary>The step.</summary>
    public required RefineStep Step { get; init; }

    /// <summary>The terms that the measurements tell apart, the most important first.</summary>
    public required IReadOnlyList<CostTerm> Terms { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Standard deviation of a single time around the law, over its value; null where there are no more measurements
    /// than terms.
    /// </summary>
    public double? RelativeError { get; init; }

    /// <summary>Each measured time beside what the law says.</summary>
    public required IReadOnlyList<CostResidual> Residuals { get; init => field = Indexable.List(value); }

    /// <inheritdoc/>
    public override string ToString() => $"{Step}: {string.Join(" + ", Terms)}";
}

/// <summary>A term of a step's time.</summary>
/// <param name="Name">What it is a cost of.</param>
/// <param name="Seconds">Seconds of one.</param>
/// <param name="PlusMinusSeconds">Half the width of its interval; null where nothing tells.</param>
public sealed record CostTerm(string Name, double Seconds, double? PlusMinusSeconds)
{
    /// <summary>The term that is there once an iteration.</summary>
    internal const string Fixed = "fixed";

    /// <inheritdoc/>
    public override string ToString()
    {
        string error = PlusMinusSeconds is { } half ? $" (± {Quantity.Cost(half, Seconds)})" : "";
        return Name == Fixed ? $"{Quantity.Cost(Seconds)}{error}" : $"{Quantity.Cost(Seconds)} a {Name}{error}";
    }
}

/// <summary>A measured time beside the law.</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Iteration">Iteration.</param>
/// <param name="ParticleCount">Images of the iteration.</param>
/// <param name="Seconds">Measured.</param>
/// <param name="LawSeconds">By the law.</param>
public sealed record CostResidual(int Run, int Iteration, int ParticleCount, double Seconds, double LawSeconds)
{
    /// <summary>Measured over expected; 1 where the law holds.</summary>
    public double Ratio => LawSeconds > 0 ? Seconds / LawSeconds : double.NaN;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Run}, {Iteration}: {Quantity.Seconds(Seconds)} s, by the law {Quantity.Seconds(LawSeconds)} s";
}
