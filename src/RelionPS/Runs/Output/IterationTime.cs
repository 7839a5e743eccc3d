using System.Text.Json.Serialization;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>How long one iteration took.</summary>
/// <param name="Iteration">Number, from 1.</param>
/// <param name="Seconds">From the end of the iteration before it (or of the preparation) to its own; of as many as
/// <see cref="Span"/> says.</param>
public sealed record IterationTime(int Iteration, double Seconds)
{
    /// <summary>
    /// Iterations that the time is of: more than 1 where RELION's files alone tell, and a gradient run writes them
    /// after each tenth.
    /// </summary>
    public int Span { get; init; } = 1;

    /// <summary>
    /// Particles of the mini-batch; null where the iteration was of all, or where nothing tells.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ParticleCount { get; init; }

    /// <summary>The gradient's step size; null for iterations that are no gradient's, or where nothing tells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? StepSize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Iteration}: {Quantity.Seconds(Seconds)} s";
}
