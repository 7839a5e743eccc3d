using System.Globalization;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on the optics table, which is read whole even where only heads are looked at.</summary>
internal static class OpticsRules
{
    private static readonly string[] PixelLabels =
    [
        "rlnImagePixelSize", "rlnMicrographPixelSize", "rlnMicrographOriginalPixelSize",
    ];

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new(
            "OpticsColumns",
            "Particles",
            "voltage, spherical aberration, pixel size and image size of each optics group",
            "RELION ends at an optics table without them, with --ctf or without",
            "add the columns to data_optics; RELION reads them there alone",
            "RELION 3.1.3 and 5.0.1 obs_model.cpp",
            Columns),
        new(
            "OpticsValues",
            "Particles",
            "sizes over 0, and with --ctf a voltage over 0 and an amplitude contrast over 0 and up to 1",
            "RELION takes 0 for what is no number, and ends at it or computes wrongly",
            "correct data_optics",
            "RELION 3.1.3 obs_model.cpp, ctf.cpp",
            Values),
        new(
            "BoxSizes",
            "Particles",
            "one box for all, where one process reads for the others",
            "RELION ends at boxes that differ with --no_parallel_disc_io",
            "leave --no_parallel_disc_io out",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.NoParallelRead)
                ? Answer.NotNamed(OptionTable.NoParallelRead)
                : Answer.Of(input.Particles, OptionTable.Input, star =>
                    Answer.Of(
                        star.OpticsGroups.Select(group => group.BoxSize).Distinct().Count() <= 1,
                        $"{star.OpticsGroups.Select(group => group.BoxSize).Distinct().Count()} boxes",
                        star.InputStar))),
    ];

    private static RuleResult Columns(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        IReadOnlyList<string> labels = star.HasOptics ? star.OpticsLabels : star.Labels;
        List<string> missing = [.. new[] { "rlnVoltage", "rlnSphericalAberration" }.Except(labels)];
        // What an old file lacks is made from its detector and images when it is converted.
        if (star.HasOptics && !labels.Contains("rlnImageSize"))
        {
            missing.Add(star.BoxSize is { } box ? $"rlnImageSize ({box} by the first stack)" : "rlnImageSize");
        }
        bool hasPixel = labels.Intersect(PixelLabels).Any()
            || star.HasTiltStacks
            || (!star.HasOptics && labels.Contains("rlnDetectorPixelSize") && labels.Contains("rlnMagnification"));
        if (!hasPixel) missing.Add("rlnImagePixelSize");
        return Answer.Of(
            missing.Count == 0, missing.Count == 0 ? "all there" : "no " + string.Join(", ", missing), star.InputStar);
    });

    private static RuleResult Values(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        if (star.Optics.Count == 0) return Verdict.NotApplicable("no optics table", star.InputStar);
        foreach (IReadOnlyDictionary<string, string> row in star.Optics)
        {
            if (Fault(row, input.Has(OptionTable.Ctf) && !star.HasTiltStacks) is { } fault)
                return new RuleResult(
                    FindingStatus.Fail,
                    fault,
                    $"group {row.GetValueOrDefault("rlnOpticsGroup", "?")} of {star.InputStar}");
        }
        return new RuleResult(FindingStatus.Pass, "in their ranges", star.InputStar);
    });

    private static string? Fault(IReadOnlyDictionary<string, string> row, bool hasCtf)
    {
        // RELION takes the first of the three that is there.
        string? pixel = PixelLabels.FirstOrDefault(row.ContainsKey);
        if (pixel is not null && !(Number(row, pixel) > 0)) return Found(row, pixel);
        if (row.ContainsKey("rlnImageSize") && !(Number(row, "rlnImageSize") >= 1)) return Found(row, "rlnImageSize");
        if (row.ContainsKey("rlnImageDimensionality") && Number(row, "rlnImageDimensionality") is not (>= 2 and < 4))
        {
            return Found(row, "rlnImageDimensionality");
        }
        if (!hasCtf) return null;
        if (row.ContainsKey("rlnVoltage") && !(Number(row, "rlnVoltage") > 0)) return Found(row, "rlnVoltage");
        if (row.ContainsKey("rlnAmplitudeContrast") && Number(row, "rlnAmplitudeContrast") is not (> 0 and <= 1))
        {
            return Found(row, "rlnAmplitudeContrast");
        }
        return row.ContainsKey("rlnSphericalAberration")
            && !(Number(row, "rlnSphericalAberration") >= 0 || IsNumber(row, "rlnSphericalAberration"))
            ? Found(row, "rlnSphericalAberration")
            : null;
    }

    private static string Found(IReadOnlyDictionary<string, string> row, string label) => $"{label} {row[label]}";

    private static bool IsNumber(IReadOnlyDictionary<string, string> row, string label) =>
        StarText.Number(System.Text.Encoding.UTF8.GetBytes(row[label])) is { } number && double.IsFinite(number);

    /// <summary>A value as RELION reads it: 0 for what is no number.</summary>
    private static double Number(IReadOnlyDictionary<string, string> row, string label) =>
        IsNumber(row, label) ? StarText.Number(System.Text.Encoding.UTF8.GetBytes(row[label]))!.Value : 0;
}
