using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Output;

/// <summary>The first two blocks of a model file; the spectra behind them, which may be long, are not read.</summary>
/// <param name="General">The pairs of <c>data_model_general</c>.</param>
/// <param name="Classes">The classes, in order.</param>
internal sealed record ModelFile(StarBlock General, IReadOnlyList<RefineClass> Classes)
{
    /// <summary>RELION's word for not estimated (ml_model.cpp, initialise).</summary>
    private const double NotEstimated = 999;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RelionException">It is no STAR file, or lacks a block or a label.</exception>
    public static ModelFile Read(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock general = file.Get("model_general");
        StarBlock classes = file.Get("model_classes");
        double[] distribution = classes.Numbers("rlnClassDistribution");
        double?[] resolution = Column(
            classes, "rlnEstimatedResolution"), rotation = Column(classes, "rlnAccuracyRotations");
        double?[] translation = Translations(classes, Known(general, "rlnPixelSize"));
        string[] maps = classes.Labels.Contains("rlnReferenceImage") ? classes.Texts("rlnReferenceImage") : [];
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ModelFile(general, [.. distribution.Select((share, index) => new RefineClass
        {
            Number = index + 1,
            Distribution = share,
            Resolution = resolution.ElementAtOrDefault(index),
            AccuracyRotation = rotation.ElementAtOrDefault(index),
            AccuracyTranslation = translation.ElementAtOrDefault(index),
            MapPath = maps.Length > index ? Beside(folder, maps[index]) : null,
        })]);
    }

    /// <summary>
    /// A pair's number; null where it is absent, no number, not finite, or RELION's word for not estimated.
    /// </summary>
    public static double? Known(StarBlock block, string label) =>
        block.TextOrNull(label) is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? Estimated(value)
            : null;

    /// <summary>
    /// RELION writes the iteration's files side by side; the name in the table is relative to a folder that may not be
    /// known.
    /// </summary>
    private static string Beside(string folder, string image)
    {
        int at = image.IndexOf('@');
        return image[..(at + 1)] + Path.Combine(folder, Path.GetFileName(image[(at + 1)..]));
    }

    /// <summary>In ångström from RELION 3.1 on, before that in pixels.</summary>
    private static double?[] Translations(StarBlock classes, double? pixelSize) =>
        classes.Labels.Contains("rlnAccuracyTranslationsAngst")
            ? Column(classes, "rlnAccuracyTranslationsAngst")
            : [.. Column(classes, "rlnAccuracyTranslations").Select(pixels => pixels * pixelSize)];

    private static double?[] Column(StarBlock block, string label) =>
        block.Labels.Contains(label) ? [.. block.Numbers(label).Select(Estimated)] : [];

    private static double? Estimated(double value) =>
        double.IsFinite(value) && Math.Abs(value) != NotEstimated ? value : null;
}
