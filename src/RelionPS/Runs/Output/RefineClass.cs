using System.Globalization;

namespace RelionPS;

/// <summary>One class after an iteration, from <c>data_model_classes</c> of the model file.</summary>
public sealed record RefineClass
{
    /// <summary>Number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Share of the particles, 0 to 1 (<c>_rlnClassDistribution</c>).</summary>
    public required double Distribution { get; init; }

    /// <summary>Estimated resolution, in ångström; null where RELION has none yet.</summary>
    public double? Resolution { get; init; }

    /// <summary>Estimated accuracy of the angles, in degrees; null where it was not estimated.</summary>
    public double? AccuracyRotation { get; init; }

    /// <summary>Estimated accuracy of the translations, in ångström; null where it was not estimated.</summary>
    public double? AccuracyTranslation { get; init; }

    /// <summary>
    /// The map, or the place in a stack of 2D averages (<c>000001@run_it025_classes.mrcs</c>), full path; null where
    /// RELION names none.
    /// </summary>
    public string? MapPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Number}: {100 * Distribution:0.#} "
            + $"%{(Resolution is { } limit ? FormattableString.Invariant($", {limit:0.##} Å") : "")}");
}
