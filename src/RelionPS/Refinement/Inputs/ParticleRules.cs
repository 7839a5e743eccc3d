using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on the particles and on the options that belong to them.</summary>
internal static class ParticleRules
{
    private const int Samples = 16;

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new("ParticleStar", "Particles", "a STAR file that RELION reads, with an optics table",
            "RELION ends at a damaged file, and guesses the optics of an old one", "convert an old file: Get-RelionDataset -Convert", "RELION 3.1.3 metadata_table.cpp",
            input => Answer.Readable(input.Particles, OptionTable.Input, star => star switch
            {
                { HasCarriageReturns: true } => new RuleResult(FindingStatus.Fail, "lines with carriage returns", star.InputStar, "take them out: sed -i 's/\\r$//'; RELION finds no table by name over them"),
                { StarGeneration: "3.0" } => new RuleResult(FindingStatus.Warn, "3.0, no optics table", star.InputStar),
                _ => new RuleResult(FindingStatus.Pass, star.StarGeneration, star.InputStar),
            })),
        new("OpticsGroups", "Particles", "each particle's optics group in data_optics",
            "RELION ends at a group that is not defined", "add the group to data_optics, or correct rlnOpticsGroup", "RELION 3.1.3 obs_model.cpp",
            input => Answer.Of(input.Particles, OptionTable.Input, star => star.OpticsGroupCount == 0 ? Verdict.NotApplicable("no optics table", star.InputStar)
                : !input.IsDeep ? Answer.NotKnown("the particles' groups")
                : Answer.Of(star.UndefinedGroups.Count == 0, star.UndefinedGroups.Count == 0 ? $"{star.OpticsGroupCount} defined" : "not defined: " + string.Join(", ", star.UndefinedGroups), star.InputStar))),
        new("ImageStacks", "Particles", "all stacks there, of one box, and whole",
            "RELION ends when it comes to the image, after minutes or hours", "copy the stacks, or start in RELION's project folder (-WorkingDirectory)", "field", Stacks),
        new("Normalisation", "Particles", "background mean 0 ± 0.5 σ, σ 0.5 to 2 in a sample",
            "RELION's likelihood takes the background for noise of unit variance", "extract again with normalisation, or relion_preprocess --norm", "RELION 3.1.3 ml_optimiser.cpp", Normalisation.Check),
        new("CtfColumns", "Particles", "defocus, voltage, spherical aberration, amplitude contrast",
            "RELION takes 0 for a value that is missing, without a word", "take the particles from a job after CTF estimation, or leave --ctf out", "RELION 3.1.3 ctf.cpp",
            input => !input.Has(OptionTable.Ctf) ? Answer.NotNamed(OptionTable.Ctf) : Answer.Of(input.Particles, OptionTable.Input, star =>
            {
                string[] missing = [.. new[] { "rlnDefocusU", "rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast" }.Except(star.Labels).Except(star.OpticsLabels)];
                return Answer.Of(missing.Length == 0, missing.Length == 0 ? "all there" : "no " + string.Join(", ", missing), star.InputStar);
            })),
        new("ParticleDiameter", "Option", "under box × pixel size",
            "a mask wider than the image masks nothing", "give a smaller -ParticleDiameter, or particles of a larger box", "field",
            input => input.Number(OptionTable.ParticleDiameter) is not { } diameter ? Answer.NotNamed(OptionTable.ParticleDiameter) : Answer.Of(input.Particles, OptionTable.Input, star =>
                star is { BoxSize: { } box, PixelSize: { } pixel }
                    ? Answer.Of(diameter < box * pixel, $"{Text(diameter)} Å of {Text(box * pixel)} Å", star.InputStar)
                    : Answer.NotKnown("the box or the pixel size"))),
        new("Symmetry", "Option", "a point group that RELION knows", "RELION ends at another", "examples: C1, C4, D7, T, O, I1", "RELION 3.1.3 symmetries.cpp",
            input => input.ValueOf(OptionTable.Symmetry) is not { } group ? Answer.NotNamed(OptionTable.Symmetry) : Answer.Of(SymmetryGroup.IsKnown(group), group, OptionTable.Symmetry)),
    ];

    private static RuleResult Stacks(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        if (!input.IsDeep || star.MissingStacks is not { } missing) return Answer.NotKnown("whether the stacks are there");
        // A project that lies elsewhere has none of them here; one that lies here and lacks some is broken.
        if (missing.Count == star.StackCount) return input.Command.Node.IsThisNode && input.Command.Plan.Hosts.Count == 0
            ? new RuleResult(FindingStatus.Fail, $"none of {star.StackCount}", $"'{missing[0]}' and the others are not below {input.Folder}") : Answer.NotKnown("whether the stacks are there");
        if (missing.Count > 0) return new RuleResult(FindingStatus.Fail, $"{missing.Count} of {star.StackCount} missing", $"'{missing[0]}'");
        foreach (string stack in Sample(star.Stacks, Samples))
        {
            input.Stop.ThrowIfCancellationRequested();
            try
            {
                using var reader = new MrcReader(ImageStacks.PathOf(stack, input.Folder));
                bool isOfBox = reader.Header.Columns == reader.Header.Rows && (star.OpticsGroups.Count == 0 || star.OpticsGroups.Any(group => group.BoxSize is null || group.BoxSize == reader.Header.Columns));
                if (!isOfBox) return new RuleResult(FindingStatus.Fail, $"images of {reader.Header.Columns} × {reader.Header.Rows}", stack);
            }
            catch (RelionException exception)
            {
                return new RuleResult(FindingStatus.Fail, "unreadable", stack, exception.Message);
            }
        }
        return new RuleResult(FindingStatus.Pass, $"{star.StackCount} there", $"{star.InputStar}, and {Math.Min(Samples, star.StackCount)} headers");
    });

    /// <summary>Some of a list, evenly spread, the first and the last among them.</summary>
    internal static IEnumerable<T> Sample<T>(IReadOnlyList<T> all, int count) =>
        all.Count <= count ? all : Enumerable.Range(0, count).Select(index => all[(int)((long)index * (all.Count - 1) / (count - 1))]);

    internal static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
