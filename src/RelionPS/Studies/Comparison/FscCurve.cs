using System.Globalization;
using RelionPS.Data.Star;

namespace RelionPS.Studies.Comparison;

/// <summary>What is read off a Fourier shell correlation.</summary>
internal static class FscCurve
{
    /// <summary>The table that <c>relion_image_handler --fsc</c> prints (src/apps/image_handler.cpp, 3.1.3).</summary>
    /// <param name="table">Standard output of the program.</param>
    /// <param name="name">The table's name in messages.</param>
    public static IReadOnlyList<FscPoint> Parse(string table, string name)
    {
        using StarFile file = StarFile.Of(System.Text.Encoding.UTF8.GetBytes(table), name);
        StarBlock block = file.Get("fsc");
        long[] shells = block.Integers("rlnSpectralIndex");
        double[] resolutions = block.Numbers("rlnAngstromResolution");
        string[] correlations = block.Texts("rlnFourierShellCorrelation");

        // RELION writes 999 Å for the origin, whose frequency is 0.
        return [
            .. shells.Select(
                (shell, row) => new FscPoint(
                    (int)shell, shell == 0 ? 0 : 1 / resolutions[row], Value(correlations[row]))),
        ];
    }

    /// <summary>
    /// Resolution in ångström where the curve first falls below the threshold, interpolated between the two shells in
    /// spatial frequency; null where
    /// it never does.
    /// </summary>
    public static double? Crossing(IReadOnlyList<FscPoint> curve, double threshold)
    {
        for (int index = 1; index < curve.Count; index++)
        {
            FscPoint before = curve[index - 1], after = curve[index];
            if (!(after.Correlation < threshold)) continue;
            double share = before.Correlation > threshold
                ? (before.Correlation - threshold) / (before.Correlation - after.Correlation)
                : 0;
            double frequency = before.Frequency + (share * (after.Frequency - before.Frequency));
            return frequency > 0 ? 1 / frequency : double.PositiveInfinity;
        }
        return null;
    }

    /// <summary>
    /// Least correlation of the shells up to a resolution, the origin left out; null where no shell has a number.
    /// </summary>
    /// <param name="curve">The curve.</param>
    /// <param name="resolution">In ångström. A shell as fine as this, within half a shell, counts.</param>
    public static double? Least(IReadOnlyList<FscPoint> curve, double resolution)
    {
        if (curve.Count < 2) return null;
        double limit = (1 / resolution) + (curve[1].Frequency / 2);
        return curve
            .Where(point => point.Shell > 0 && point.Frequency <= limit && !double.IsNaN(point.Correlation))
            .Min(point => (double?)point.Correlation);
    }

    private static double Value(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
