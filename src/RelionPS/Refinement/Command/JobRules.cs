using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>What a job's options must be, and what follows from them.</summary>
internal static class JobRules
{
    /// <summary>What the user gave, and below it what the preset, the job or the command to plan again has.</summary>
    /// <param name="preset">What stands below.</param>
    /// <param name="given">What the user gave.</param>
    /// <param name="isPlannedAgain">True where the preset is a command that is planned again.</param>
    public static RefineOptions Merge(Preset preset, RefineOptions given, bool isPlannedAgain)
    {
        RefineOptions lifted = OptionTable.Lifted(given);
        return isPlannedAgain
            ? Replan.Merge(preset.Options, lifted)
            : WithFurther(OptionTable.Merge(preset.Options, lifted), preset);
    }

    /// <summary>
    /// The options with those of the job that are no properties; one that the user gave as a further argument takes the
    /// place of the job's own.
    /// </summary>
    private static RefineOptions WithFurther(RefineOptions options, Preset job)
    {
        if (job.Further.Count == 0) return options;
        IReadOnlyList<string> given = options.AdditionalArgument ?? [];
        IEnumerable<string> ofJob = OptionTokens.Split(job.Further)
            .Where(option => !given.Contains(option.Flag))
            .SelectMany(option => option.Tokens);
        return options with { AdditionalArgument = [.. ofJob, .. given] };
    }

    /// <summary>
    /// True for a run by gradients that is one process: RELION from 4.0 on ends such a run under MPI, unless its halves
    /// are split (src/ml_optimiser_mpi.cpp).
    /// </summary>
    public static bool IsGradient(RefineOptions options) =>
        options.AdditionalArgument is { } further
        && (further.Contains(OptionTable.Gradient) || further.Contains(OptionTable.OldGradient))
        && options.SplitRandomHalves != true;

    /// <summary>
    /// PATH for RELION's ranks where Blush's program lies beside the refinement program, and PATH would not find that
    /// one: RELION calls it by its name alone.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, string>> BlushPath(RefineOptions options, string program)
    {
        const string variable = "PATH";
        if (options.Blush != true || BlushProgram.Beside(program) is not { } script) yield break;
        string path = Environment.GetEnvironmentVariable(variable) ?? "";
        if (BlushProgram.On(path, "/") == script) yield break;
        yield return new(variable, $"{Path.GetDirectoryName(script)}:{path}");
    }

    /// <summary>Ends at what RELION's GUI refuses, or what would be another job.</summary>
    /// <exception cref="RelionException"><c>RelionMissingOption</c>, <c>RelionReferenceNotOfJob</c> or
    /// <c>RelionBlushNotOfJob</c>.</exception>
    public static void Check(RefineRequest request, RefineOptions options)
    {
        RefuseBlushBefore(request.Version, options, request.Installation?.Path ?? request.Executable);
        if (request.Preset.JobType is not { } job) return;
        bool isOfReference = job is RefineJobType.Class3D or RefineJobType.Refine3D;
        bool hasSet = ArgumentForms.HasSet(options.AdditionalArgument);
        bool hasInput = options.InputStar is not null || hasSet;
        if (isOfReference && hasInput && options.Reference is null && !hasSet)
        {
            throw RefineCommandErrors.MissingOption(OptionTable.Reference, nameof(RefineOptions.Reference));
        }
        if (options.Reference is { } reference && reference != "None")
        {
            if (job == RefineJobType.InitialModel)
            {
                throw RefineCommandErrors.ReferenceNotOfJob(
                    reference, job, "It makes a model from nothing; use -JobType Class3D with a reference.");
            }
            // The size of a reference's box is read from maps alone, that of a stack from none.
            bool isMap = request.Data.HasFlatReference == false;
            if (job == RefineJobType.Class2D && isMap)
            {
                throw RefineCommandErrors.ReferenceNotOfJob(
                    reference, job, "It is a map, with which RELION classifies in 3D; use -JobType Class3D.");
            }
        }
        if (options.Blush == true && !isOfReference) throw RefineCommandErrors.BlushNotOfJob(job);
    }

    /// <summary>Said before any other reason of an option that a version lacks, and for a preset too.</summary>
    private static void RefuseBlushBefore(string? version, RefineOptions options, string? program)
    {
        if (options.Blush != true || version is null || OptionTable.Find(OptionTable.Blush) is not { } row) return;
        if (row.IsIn(ToolVersion.Parse(version))) return;
        throw OptionErrors.OptionNotInVersion(
            OptionTable.Blush, version, program ?? "relion_refine", " " + row.Instead);
    }
}
