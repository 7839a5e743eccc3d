using System.Globalization;

namespace RelionPS;

/// <summary>Where the true value lies, as far as the sample tells.</summary>
/// <param name="Lower">Lower end, in the unit of the value.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Level">The probability aimed at, 0.95 for example.</param>
/// <param name="LargestCoverage">
/// The probability that an interval of the sample's own range covers a median: 1 − 2^(1−n). Where it is below
/// <paramref name="Level"/> no interval from so few values is as sure as it says.
/// </param>
public sealed record ConfidenceInterval(double Lower, double Upper, double Level, double LargestCoverage)
{
    /// <summary>The probability that can be claimed: the level, or less where there are too few values.</summary>
    public double Coverage => Math.Min(Level, LargestCoverage);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Text(Lower)} to {Text(Upper)}";

    /// <summary>As many digits as are of use: a tenth of a second, a thousandth of a ratio.</summary>
    private static string Text(double value) =>
        value.ToString(Math.Abs(value) < 10 ? "0.###" : "0.#", CultureInfo.InvariantCulture);
}
