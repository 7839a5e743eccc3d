using RelionPS.Builds.Toolchains;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>Why a job of RELION's GUI has the options that it has.</summary>
internal static class JobDecisions
{
    private const string Rule = "JobType";

    /// <summary>The version, the job, its algorithm, and each default that nobody gave otherwise.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="given">What the user gave, by name.</param>
    /// <param name="options">The options of the command.</param>
    public static IEnumerable<Decision> Of(RefineRequest request, RefineOptions given, RefineOptions options) =>
    [
        .. request.VersionNotes,
        .. OfJob(request.Preset, given, options, request.Version),
        .. Blush(options),
        .. SolventFsc(options),
    ];

    private static IEnumerable<Decision> OfJob(
        Preset job, RefineOptions given, RefineOptions options, string? version)
    {
        if (job is not { JobType: { } type, Algorithm: { } algorithm, Gui: { } gui }) yield break;
        yield return new Decision(Rule, type, Rule, $"the defaults of RELION {gui}'s GUI, in its order", job.Source);
        if (version is not null && !version.StartsWith(gui, StringComparison.Ordinal))
        {
            yield return new Decision(
                "RelionVersion", version, Rule, $"its GUI was not read; {gui}'s stands for it", job.Source);
        }
        yield return new Decision("Algorithm", algorithm, Rule, Why(type, algorithm, gui), job.Source);
        foreach (RefineOption option in OptionTable.OfProperties)
        {
            if (option.Value(job.Options) is not { } value || option.Value(given) is not null) continue;
            if (!value.Equals(option.Value(options))) continue;
            yield return Warning(type, option.Property, value) is { } warning
                ? new Decision(option.Property, value, Rule, warning, job.Source, IsWarning: true)
                : new Decision(option.Property, value, Rule, Default(option.Property, type, gui), job.Source);
        }
        foreach (OptionTokens option in OptionTokens.Split(job.Further))
        {
            string written = string.Join(' ', option.Tokens);
            bool isOfUser = given.AdditionalArgument?.Contains(option.Flag) == true;
            yield return new Decision(
                nameof(RefineOptions.AdditionalArgument),
                isOfUser ? option.Flag : written,
                isOfUser ? "Override" : Rule,
                isOfUser ? $"as asked for; the GUI says {written}" : $"as {gui}'s GUI for {type}",
                isOfUser ? "-AdditionalArgument" : job.Source);
        }
        if (type == RefineJobType.InitialModel && gui != GuiJobs.Oldest)
        {
            string root = options.OutputRoot ?? "run";
            yield return new Decision(
                nameof(RefineOptions.Symmetry),
                options.Symmetry,
                "AlignSymmetry",
                "the GUI makes the model without symmetry, and imposes it by a second program: "
                + $"relion_align_symmetry --i {root}_it{options.Iteration:000}_model.star --o initial_model.mrc --sym "
                + "GROUP --apply_sym --select_largest_class",
                job.Source);
        }
    }

    private static string Default(string property, RefineJobType type, string gui) => property switch
    {
        nameof(RefineOptions.OutputRoot) => $"no -OutputRoot was given; the GUI numbers its folders below {type}",
        nameof(RefineOptions.InputStar) or nameof(RefineOptions.Reference) => "of the data set",
        _ => $"as {gui}'s GUI for {type}, as nothing else was asked for",
    };

    private static string Why(RefineJobType type, RefineAlgorithm algorithm, string gui) => (type, algorithm) switch
    {
        (RefineJobType.InitialModel, _) when gui == GuiJobs.Oldest =>
            "a model from nothing is made by stochastic gradient descent",
        (RefineJobType.InitialModel, _) => "a model from nothing is made by VDAM",
        (RefineJobType.Class2D, RefineAlgorithm.Vdam) => "the GUI's default since 4.0; -Algorithm Em takes all "
            + "particles in each iteration",
        (RefineJobType.Class2D, _) when gui == GuiJobs.Oldest => "VDAM came with 4.0",
        (RefineJobType.Class2D, _) => "as asked for; the GUI's default is VDAM",
        _ => "expectation-maximisation, which the GUI has for it alone",
    };

    /// <summary>Defaults that are hardly ever meant.</summary>
    private static string? Warning(RefineJobType type, string property, object value) => (type, property) switch
    {
        (_, nameof(RefineOptions.ParticleDiameter)) when value is 200.0 =>
            "the GUI's default, and not this particle's: say -ParticleDiameter",
        (RefineJobType.Class2D or RefineJobType.Class3D, nameof(RefineOptions.ClassCount)) =>
            "the GUI's default, and no classification: say -ClassCount",
        _ => null,
    };

    private static IEnumerable<Decision> Blush(RefineOptions options)
    {
        if (options.Blush != true) yield break;
        yield return new Decision(
            nameof(RefineOptions.Blush),
            true,
            "BlushTime",
            "each class is regularised by a network in each iteration, which takes seconds on a GPU and hours on CPUs",
            "RELION 5.0, src/backprojector.cpp",
            IsWarning: true);
    }

    private static IEnumerable<Decision> SolventFsc(RefineOptions options)
    {
        bool hasMask = options.Mask is not (null or "None") || ArgumentForms.HasSet(options.AdditionalArgument);
        if (options.SolventCorrectFsc != true || hasMask) yield break;
        yield return new Decision(
            nameof(RefineOptions.SolventCorrectFsc),
            true,
            "NoMask",
            "without a mask RELION corrects nothing, and does not say so: give -Mask",
            "RELION 5.0, src/ml_optimiser_mpi.cpp",
            IsWarning: true);
    }
}
