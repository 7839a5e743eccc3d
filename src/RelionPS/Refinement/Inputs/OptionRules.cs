using RelionPS.Core.Reasons;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Rules on options that RELION ends at by themselves.</summary>
internal static class OptionRules
{
    /// <summary>Options whose value is a file that must be there.</summary>
    private static readonly string[] Files =
    [
        OptionTable.Reference,
        OptionTable.SolventMask,
        OptionTable.SecondSolventMask,
        "--tau",
        "--fourier_mask",
        "--local_symmetry",
        "--body_masks",
        OptionTable.OptimisationSet,
        OptionTable.Tomograms,
        OptionTable.Trajectories,
    ];

    public static IReadOnlyList<InputRule> All { get; } =
    [
        new(
            "NamedFiles",
            "Option",
            "the files that the options name",
            "RELION ends at a file that is not there",
            "copy it, or correct the name",
            "RELION 3.1.3 image.h, metadata_table.cpp",
            input =>
            {
                string[] missing =
                [
                    .. Files.Where(flag => input.ValueOf(flag) is { } name && name != "None" && !Exists(input, name)),
                ];
                if (missing.Length == 0) return new RuleResult(FindingStatus.Pass, "all there", "the command");
                // Particles that are here say that the project is; else all of it may be elsewhere.
                return input.IsDeep
                    && input.IsHere
                    && input.ValueOf(OptionTable.Input) is { } particles
                    && Exists(input, particles)
                    ? new RuleResult(FindingStatus.Fail, $"no '{input.ValueOf(missing[0])}'", missing[0])
                    : Answer.NotThere(input.ValueOf(missing[0])!);
            }),
        new(
            "RandomHalves",
            "Option",
            "--split_random_halves with --auto_refine",
            "RELION ends after its first iteration",
            "add --split_random_halves",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.AutoRefine) ? Answer.NotNamed(OptionTable.AutoRefine)
                : Answer.Of(
                    input.Has(OptionTable.SplitHalves) || input.Has("--debug_split_random_half"),
                    input.Has(OptionTable.SplitHalves) ? "given" : "missing",
                    OptionTable.AutoRefine)),
        new(
            "SkippedAlignment",
            "Option",
            "no acceleration with --skip_align",
            "RELION ends: the accelerated code always aligns",
            "give -Acceleration None",
            "RELION 3.1.3 ml_optimiser.cpp",
            input => !input.Has(OptionTable.SkipAlign) ? Answer.NotNamed(OptionTable.SkipAlign)
                : Answer.Of(
                    !input.Has(OptionTable.Cpu) && !input.Has(OptionTable.Gpu),
                    input.Has(OptionTable.Cpu) ? OptionTable.Cpu
                        : input.Has(OptionTable.Gpu) ? OptionTable.Gpu
                        : "none",
                    OptionTable.SkipAlign)),
        new(
            "NoiseMask",
            "Option",
            "--zero_mask with acceleration and subtomograms",
            "RELION ends: the accelerated code has no noise for volumes",
            "give -ZeroMask, or -Acceleration None",
            "RELION 3.1.4 to 5.0.1, acc_ml_optimiser_impl.h",
            input => Answer.Of(
                input.Particles,
                OptionTable.Input,
                star => star.Dimensions != 3 || !(input.Has(OptionTable.Cpu) || input.Has(OptionTable.Gpu))
                    ? Verdict.NotApplicable("2D images, or no acceleration", star.InputStar)
                    : Answer.Of(
                        input.Has(OptionTable.ZeroMask),
                        input.Has(OptionTable.ZeroMask) ? "given" : "missing",
                        OptionTable.ZeroMask))),
        new(
            "GradientSeed",
            "Option",
            "a random seed that is not 0 with --grad",
            "RELION ends at 0",
            "leave -RandomSeed out, or give another",
            "RELION 4.0.2 ml_optimiser.cpp",
            input => !input.Has(OptionTable.Gradient)
                ? Answer.NotNamed(OptionTable.Gradient)
                : Answer.Of(
                    input.Number(OptionTable.RandomSeed) != 0,
                    input.ValueOf(OptionTable.RandomSeed) ?? "of the time",
                    OptionTable.RandomSeed))
        { From = "4.0" },
    ];

    private static bool Exists(RunInput input, string name) =>
        File.Exists(RelionPS.Data.Datasets.ImageStacks.PathOf(name, input.Folder));
}
