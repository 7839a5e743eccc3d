using System.Globalization;
using RelionPS.Core.Reasons;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on the particles and on the options that belong to them.</summary>
internal static class ParticleRules
{
    public static IReadOnlyList<InputRule> All { get; } =
    [
        new("ParticleStar", "Particles", "a STAR file that RELION reads, with an optics table",
            "RELION ends at a damaged file, and guesses the optics of an old one",
            "convert an old file: Convert-RelionDataset",
            "RELION 3.1.3 metadata_table.cpp",
            ParticleTable.Check),
        new("OpticsGroups", "Particles", "each particle's optics group in data_optics",
            "RELION ends at a group that is not defined",
            "add the group to data_optics, or correct rlnOpticsGroup",
            "RELION 3.1.3 obs_model.cpp",
            input => Answer.Of(
                input.Particles,
                OptionTable.Input,
                star => star.OpticsGroupCount == 0 ? Verdict.NotApplicable("no optics table", star.InputStar)
                : !star.Labels.Contains("rlnOpticsGroup")
                    ? new RuleResult(FindingStatus.Fail, "no rlnOpticsGroup in the particle table", star.InputStar)
                    : star.OpticsGroups.Select(group => group.Number).Distinct().Count() < star.OpticsGroupCount
                        ? new RuleResult(
                            FindingStatus.Warn,
                            "a group is there twice",
                            star.InputStar,
                            "number the groups anew: RELION does so by their order")
                        : !input.IsDeep ? Answer.NotKnown("the particles' groups")
                        : Answer.Of(
                            star.UndefinedGroups.Count == 0,
                            star.UndefinedGroups.Count == 0
                                ? $"{star.OpticsGroupCount} defined"
                                : "not defined: " + string.Join(", ", star.UndefinedGroups),
                            star.InputStar))),
        new("ImageStacks", "Particles", "all stacks there, of one box, and whole",
            "RELION ends when it comes to the image, after minutes or hours",
            "copy the stacks, or start in RELION's project folder (-WorkingDirectory)",
            "RELION 3.1.3 image.h, rwMRC.h",
            StackRules.Check),
        new("Normalisation", "Particles", "background mean 0 ± 0.5 σ, σ 0.5 to 2 in a sample",
            "RELION's likelihood takes the background for noise of unit variance",
            "extract again with normalisation, or relion_preprocess --norm",
            "RELION 3.1.3 ml_optimiser.cpp",
            Normalisation.Check),
        new("CtfColumns", "Particles", "defocus, voltage, spherical aberration, amplitude contrast",
            "RELION takes 0 for a value that is missing, without a word",
            "take the particles from a job after CTF estimation, or leave --ctf out",
            "RELION 3.1.3 ctf.cpp",
            input => !input.Has(OptionTable.Ctf)
                ? Answer.NotNamed(OptionTable.Ctf)
                : Answer.Of(input.Particles, OptionTable.Input, star =>
                {
                    if (star.Dimensions == 3 || star.HasTiltStacks)
                    {
                        return Verdict.NotApplicable("subtomograms", "their CTF is an image each, or the tilts'");
                    }
                    // RELION takes the contrast from the optics table alone, where there is one.
                    string[] missing =
                    [
                        .. new[]
                        {
                            "rlnDefocusU",
                            "rlnVoltage",
                            "rlnSphericalAberration",
                        }.Except(star.Labels).Except(star.OpticsLabels),
                        .. new[] { "rlnAmplitudeContrast" }.Except(star.HasOptics ? star.OpticsLabels : star.Labels),
                    ];
                    return Answer.Of(
                        missing.Length == 0,
                        missing.Length == 0 ? "all there" : "no " + string.Join(", ", missing),
                        star.InputStar);
                })),
        new("ParticleDiameter", "Option", "under box × pixel size",
            "a mask wider than the image masks nothing",
            "give a smaller -ParticleDiameter, or particles of a larger box",
            "field",
            input => input.Number(OptionTable.ParticleDiameter) is not { } diameter
                ? Answer.NotNamed(OptionTable.ParticleDiameter)
                    : diameter == 0
                        ? new RuleResult(
                            FindingStatus.Fail,
                            "0 Å",
                            OptionTable.ParticleDiameter,
                            "give the particle's diameter: 0 masks all of it away")
                            : Answer.Of(input.Particles, OptionTable.Input, star =>
                            SmallestImage(star) is { } width
                                ? Answer.Of(diameter < width, $"{Text(diameter)} Å of {Text(width)} Å", star.InputStar)
                                : Answer.NotKnown("the box or the pixel size"))),
        new(
            "Symmetry",
            "Option",
            "a point group that RELION knows",
            "RELION ends at another",
            "examples: C1, C4, D7, T, O, I1",
            "RELION 3.1.3 symmetries.cpp",
            input => input.ValueOf(OptionTable.Symmetry) is not { } group
                ? Answer.NotNamed(OptionTable.Symmetry)
                : Answer.Of(SymmetryGroup.IsKnown(group), group, OptionTable.Symmetry)),
    ];

    /// <summary>Width of the smallest image of all optics groups that have particles, in ångström.</summary>
    private static double? SmallestImage(RelionDataset star)
    {
        double[] widths =
        [
            .. star.OpticsGroups
                .Where(group => group.ParticleCount > 0)
                .Select(group => group.BoxSize * group.PixelSize)
                .OfType<double>(),
        ];
        return widths.Length > 0 ? widths.Min()
            : star is { BoxSize: { } box, PixelSize: { } pixel } ? box * pixel
            : null;
    }

    /// <summary>Some of a list, evenly spread, the first and the last among them.</summary>
    internal static IEnumerable<T> Sample<T>(IReadOnlyList<T> all, int count) =>
        all.Count <= count
            ? all
            : Enumerable.Range(0, count).Select(index => all[(int)((long)index * (all.Count - 1) / (count - 1))]);

    internal static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
