using System.Globalization;

namespace RelionPS;

/// <summary>
/// What a full run would take, foreseen from a short one. The time of an iteration grows with the resolution, so this
/// is never the short run's time
/// multiplied: it is a model of images and sampling, with limits, and it is not a measurement.
/// </summary>
public sealed record BenchmarkProjection
{
    /// <summary>Iterations measured.</summary>
    public required int MeasuredIterations { get; init; }

    /// <summary>Iterations of the full run.</summary>
    public required int FullIterations { get; init; }

    /// <summary>Wall time of the full run where the current size goes on as it did, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The same where the current size stays as it is, in seconds.</summary>
    public required double LowerSeconds { get; init; }

    /// <summary>The same where the resolution grows as fast as RELION allows, in seconds.</summary>
    public required double UpperSeconds { get; init; }

    /// <summary>Current size in pixels by iteration, measured, then foreseen.</summary>
    public required IReadOnlyList<int> CurrentSizes { get; init => field = Indexable.List(value); }

    /// <summary>Model, error on known runs, and what it can't know.</summary>
    public required string Caveat { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{FullIterations} iterations in {Seconds:0} s ({LowerSeconds:0} to {UpperSeconds:0} s), foreseen from "
            + $"{MeasuredIterations}");
}
