using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on the values of all particles.</summary>
internal static class ParticleValueRules
{
    public static IReadOnlyList<InputRule> All { get; } =
    [
        new(
            "RowsRead",
            "Particles",
            "all rows in one table, without an empty line",
            "RELION ends a table at its first empty line, reads the first of two tables, and says nothing",
            "take the empty line out, or join the files with relion_star_handler --combine",
            "RELION 3.1.3 metadata_table.cpp",
            input => Deep(input, (star, _) =>
                star.Unread.IsNone
                    ? new RuleResult(FindingStatus.Pass, $"{star.ParticleCount} particles", star.InputStar)
                        : new RuleResult(
                            FindingStatus.Warn,
                            $"{star.ParticleCount} particles; {star.Unread.Text}",
                            star.InputStar))),
        new(
            "ImageVariety",
            "Particles",
            "more than one image",
            "RELION takes the noise from what the images differ in, and ends with a zero sum of weights",
            "take more particles",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => Deep(
                input,
                (star, scan) => star.IsEmpty
                    ? Verdict.NotApplicable("no particles", star.InputStar)
                    : Answer.Of(!scan.IsOneImage, scan.IsOneImage ? "one image" : "several", star.InputStar))),
        new(
            "ParticleValues",
            "Particles",
            "numbers that are finite",
            "RELION takes 0 for what is no number, without a word",
            "correct the column, or take the rows out",
            "RELION 3.1.3 metadata_table.cpp",
            Values),
        new(
            "NormCorrections",
            "Particles",
            "norm corrections that are not 0",
            "RELION divides the image by it with --norm, and ends with a zero sum of weights",
            "take the column rlnNormCorrection out",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.Norm) ? Answer.NotNamed(OptionTable.Norm) : Deep(input, (star, scan) =>
                Answer.Of(
                    scan.ZeroNorms.Count == 0,
                    scan.ZeroNorms.Count == 0
                        ? "none is 0"
                        : $"{scan.ZeroNorms.Count}, the first '{scan.ZeroNorms.First}' in row "
                            + $"{scan.ZeroNorms.FirstRow + 1}",
                    star.InputStar))),
        new(
            "Origins",
            "Particles",
            "origins inside the image",
            "RELION shifts the image out of its box, and ends or compares noise",
            "take the origins out, or correct them: they are in ångström",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => Deep(
                input,
                (star, scan) => star is not { BoxSize: { } box, PixelSize: { } pixel }
                    ? Answer.NotKnown("the box or the pixel size")
                    : Answer.Of(
                        scan.LargestOrigin < box * pixel,
                        $"up to {ParticleRules.Text(scan.LargestOrigin)} Å, a box of "
                        + $"{ParticleRules.Text(box * pixel)} Å",
                        star.InputStar))),
        new(
            "MicrographNames",
            "Particles",
            "a name of each micrograph",
            "RELION 3.1 ends at an empty one",
            "fill the column rlnMicrographName, or take it out",
            "RELION 3.1.3 exp_model.cpp",
            input => Deep(
                input,
                (star, scan) => Answer.Of(
                    scan.EmptyMicrographs.Count == 0, $"{scan.EmptyMicrographs.Count} empty", star.InputStar)))
        { Before = "4.0" },
        new(
            "MovieNames",
            "Particles",
            "micrographs without @ in their names",
            "RELION 4.0 ends at one",
            "take the particles from before polishing, or rename the micrographs",
            "RELION 4.0.2 exp_model.cpp",
            input => Deep(
                input,
                (star, scan) => Answer.Of(
                    scan.MovieMicrographs.Count == 0, $"{scan.MovieMicrographs.Count} with @", star.InputStar)))
        { From = "4.0", Before = "5.0" },
        new(
            "HalfSets",
            "Particles",
            "particles in both halves, all of them 1 or 2, or all 0",
            "RELION ends at an empty half, at other numbers, and at some that are 0",
            "take the column rlnRandomSubset out: RELION then divides the particles itself",
            "RELION 3.1.3 exp_model.cpp",
            Halves),
        new(
            "HelicalPriors",
            "Particles",
            "tilt and psi, or their priors, of helical segments",
            "RELION ends without them",
            "take the particles from a job that picked helices",
            "RELION 3.1.3 exp_model.cpp",
            input => !input.Has(OptionTable.Helix)
                ? Answer.NotNamed(OptionTable.Helix)
                : Answer.Of(input.Particles, OptionTable.Input, star =>
                {
                    bool isThere = HasBoth(star, "rlnAngleTiltPrior", "rlnAnglePsiPrior")
                        || HasBoth(star, "rlnAngleTilt", "rlnAnglePsi");
                    return Answer.Of(isThere, isThere ? "there" : "neither", star.InputStar);
                })),
        new(
            "CtfImages",
            "Particles",
            "a CTF image of each subtomogram",
            "RELION ends at a subtomogram without its rlnCtfImage where --ctf is given",
            "reconstruct the subtomograms again, or leave --ctf out",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.Ctf)
                ? Answer.NotNamed(OptionTable.Ctf)
                : Answer.Of(input.Particles, OptionTable.Input, star =>
                    star.Dimensions != 3 ? Verdict.NotApplicable("2D images", star.InputStar)
                        : Answer.Of(
                            star.Labels.Contains("rlnCtfImage"),
                            star.Labels.Contains("rlnCtfImage") ? "there" : "no rlnCtfImage",
                            star.InputStar))),
        new(
            "TiltStacks",
            "Particles",
            "one image a particle",
            "RELION before 5.0 knows no stacks of tilts, and ends at images of different shapes",
            "take RELION 5, or reconstruct pseudo-subtomograms as volumes",
            "RELION 5.0.1 exp_model.cpp",
            input => Answer.Of(
                input.Particles,
                OptionTable.Input,
                star => Answer.Of(!star.HasTiltStacks, star.HasTiltStacks ? "stacks of tilts" : "one", star.InputStar)))
        { Before = "5.0" },
        new(
            "Tomograms",
            "Option",
            "--tomograms or --ios, with stacks of tilts",
            "RELION ends: it needs the tomograms' geometry",
            "add --tomograms tomograms.star, or give --ios in place of --i",
            "RELION 5.0.1 exp_model.cpp",
            input => Answer.Of(
                input.Particles,
                OptionTable.Input,
                star => !star.HasTiltStacks ? Verdict.NotApplicable("no stacks of tilts", star.InputStar)
                : Answer.Of(
                    input.Has(OptionTable.Tomograms) || input.Has(OptionTable.OptimisationSet),
                    input.Has(OptionTable.Tomograms) || input.Has(OptionTable.OptimisationSet) ? "given" : "neither",
                    star.InputStar)))
        { From = "5.0" },
        new(
            "ImageValues",
            "Particles",
            "finite values in a sample",
            "RELION ends with a zero sum of weights in the first iteration",
            "extract the particles again",
            "RELION 3.1.3 ml_optimiser.cpp",
            ImageValues.Check),
    ];

    private static RuleResult Values(RunInput input) => Deep(input, (star, scan) =>
    {
        OddValues[] odd = [.. scan.NotNumbers];
        if (odd.Length > 0)
        {
            return new RuleResult(
                FindingStatus.Warn,
                string.Join(", ", odd.Select(column => $"{column.Count} of {column.Label}")),
                $"'{odd[0].First}' in row {odd[0].FirstRow + 1} of {star.InputStar}");
        }
        return input.Has(OptionTable.Ctf) && scan.ZeroDefocus > 0
            ? new RuleResult(
                FindingStatus.Warn,
                $"{scan.ZeroDefocus} with a defocus of 0",
                star.InputStar,
                "take the particles from a job after CTF estimation")
                : new RuleResult(FindingStatus.Pass, "all finite", star.InputStar);
    });

    private static RuleResult Halves(RunInput input)
    {
        if (!input.Has(OptionTable.SplitHalves)) return Answer.NotNamed(OptionTable.SplitHalves);
        return Deep(input, (star, scan) =>
        {
            if (scan.Halves is not { } halves)
                return Answer.Of(
                    star.ParticleCount > 1 || star.IsEmpty,
                    star.ParticleCount == 1 ? "one particle" : "RELION divides",
                    star.InputStar);
            string counts = $"{halves[1]} and {halves[2]}" + (halves[0] > 0 ? $", {halves[0]} of none" : "");
            if (scan.OtherHalves is { Count: > 0 } other)
            {
                return new RuleResult(
                    FindingStatus.Fail,
                    $"rlnRandomSubset '{other.First}'",
                    $"row {other.FirstRow + 1} of {star.InputStar}");
            }
            bool isUndivided = halves[1] + halves[2] == 0;
            if (isUndivided)
            {
                return Answer.Of(
                    star.ParticleCount > 1 || star.IsEmpty,
                    star.ParticleCount == 1 ? "one particle" : "RELION divides",
                    star.InputStar);
            }
            return Answer.Of(halves[0] == 0 && halves[1] > 0 && halves[2] > 0, counts, star.InputStar);
        });
    }

    private static bool HasBoth(RelionDataset star, string first, string second) =>
        star.Labels.Contains(first) && star.Labels.Contains(second);

    /// <summary>Judges all rows; not known where only heads are looked at.</summary>
    private static RuleResult Deep(RunInput input, Func<RelionDataset, ParticleScan, RuleResult> judge) =>
        Answer.Of(
            input.Particles,
            OptionTable.Input,
            star => input.Scan is { } scan ? judge(star, scan) : Answer.NotKnown("the particles' values"));
}
