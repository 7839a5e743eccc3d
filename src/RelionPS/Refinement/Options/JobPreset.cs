using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>A job of RELION's GUI as a preset: the defaults that its version writes, in its order.</summary>
internal static class JobPreset
{
    /// <summary>What the GUI of a version writes for a job, below what was given.</summary>
    /// <param name="type">The job.</param>
    /// <param name="algorithm">The algorithm; null takes the version's default.</param>
    /// <param name="relionVersion">The version, as <c>--version</c> or the user says it.</param>
    /// <param name="given">What the user gave: some of it makes the GUI leave out other options.</param>
    /// <exception cref="RelionException"><c>RelionVersionWithoutJobs</c> or <c>RelionAlgorithmNotOfJob</c>.</exception>
    public static Preset Of(
        RefineJobType type, RefineAlgorithm? algorithm, string relionVersion, RefineOptions given)
    {
        ToolVersion version = ToolVersion.Parse(relionVersion);
        if (version < ToolVersion.Parse(GuiJobs.Oldest))
        {
            throw OptionErrors.VersionWithoutJobs(relionVersion, GuiJobs.Oldest, GuiJobs.Newest);
        }
        RefineAlgorithm chosen = Algorithm(type, algorithm, version, relionVersion);
        string gui = Gui(version);
        GuiOption[] places = [.. GuiJobs.Of(type).Where(option => option.IsOf(version, chosen))];
        var options = new RefineOptions();
        var further = new List<string>();
        foreach (GuiOption option in places.Where(option => IsWritten(option, version, given)))
        {
            if (OptionTable.Find(option.Flag) is not RefineOption row) further.AddRange(option.Tokens);
            else options = row.IsSwitch ? row.With(options, true) : row.Read(options, option.Tokens[1])!;
        }
        return new Preset(type.ToString(), type.ToString(), options, Acceleration.None, Source(gui))
        {
            Data = new DataSize(null) { HasFlatReference = type == RefineJobType.Class2D ? true : null },
            JobType = type,
            Algorithm = chosen,
            Gui = gui,
            Further = further,
            Order = [.. places.Select(option => option.Flag)],
        };
    }

    /// <summary>The version whose GUI is taken for that of another one.</summary>
    private static string Gui(ToolVersion version) =>
        version < ToolVersion.Parse("4.0") ? GuiJobs.Oldest : version < ToolVersion.Parse(GuiJobs.Newest) ? "4.0"
            : GuiJobs.Newest;

    public static string Source(string gui) => $"RELION {gui} GUI, src/pipeline_jobs.cpp";

    /// <summary>
    /// 2D classification is by gradients from 4.0 on unless asked otherwise; the others leave no choice.
    /// </summary>
    private static RefineAlgorithm Algorithm(
        RefineJobType type, RefineAlgorithm? asked, ToolVersion version, string relionVersion)
    {
        bool hasVdam = version >= ToolVersion.Parse("4.0");
        RefineAlgorithm usual = type switch
        {
            RefineJobType.InitialModel => RefineAlgorithm.Vdam,
            RefineJobType.Class2D when hasVdam => RefineAlgorithm.Vdam,
            _ => RefineAlgorithm.Em,
        };
        if (asked is not { } algorithm || algorithm == usual) return usual;
        if (type == RefineJobType.Class2D && hasVdam) return algorithm;
        string reason = type switch
        {
            RefineJobType.Class2D => "VDAM came with 4.0.",
            RefineJobType.InitialModel => "A model from nothing is made by gradients alone.",
            _ => "It is made by expectation-maximisation; for gradients give -AdditionalArgument --grad.",
        };
        throw OptionErrors.AlgorithmNotOfJob(algorithm, type, relionVersion, reason);
    }

    private static bool IsWritten(GuiOption option, ToolVersion version, RefineOptions given)
    {
        if (option.Tokens.Count == 0) return false;
        if (option.IsOfAlignment && given.SkipAlign == true) return false;
        // From 5.0 on the GUI writes --ref None with all that belongs to it.
        return !option.IsOfReference || given.Reference != "None" || version >= ToolVersion.Parse("5.0");
    }
}
