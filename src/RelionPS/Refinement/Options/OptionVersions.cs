using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>Fits options to the version of RELION that is to take them.</summary>
internal static class OptionVersions
{
    /// <summary>
    /// Options for the version; as they are where it is not known. What became the default with 4.0 loses its flag
    /// there, and where it was switched off explicitly its inverse comes.
    /// </summary>
    public static (RefineOptions Options, IReadOnlyList<Decision> Decisions) Adapt(
        RefineOptions options, RefineOptions given, string? version)
    {
        if (version is not { } text) return (options, []);
        if (ToolVersion.Parse(text) < ToolVersion.Parse("4.0"))
        {
            return (options, options.SkipGridding is null ? [GriddingIsDone(text)] : []);
        }
        var further = new List<string>();
        var decisions = new List<Decision>();
        Default(
            nameof(RefineOptions.CtfCorrectedReference),
            options.CtfCorrectedReference,
            given.CtfCorrectedReference,
            OptionTable.CorrectedReference,
            OptionTable.UncorrectedReference);
        Default(
            nameof(RefineOptions.SkipGridding),
            options.SkipGridding,
            given.SkipGridding,
            OptionTable.SkipGridding,
            OptionTable.DoGridding);
        RefineOptions adapted = options with { CtfCorrectedReference = null, SkipGridding = null };
        return (
            further.Count > 0
                ? adapted with { AdditionalArgument = [.. options.AdditionalArgument ?? [], .. further] }
                : adapted,
            decisions);

        void Default(string name, bool? value, bool? explicitly, string flag, string inverse)
        {
            if (explicitly == false)
            {
                further.Add(inverse);
                decisions.Add(Decide(name, false, text, $"{inverse} takes the place of leaving {flag} out"));
            }
            else if (value == true)
            {
                decisions.Add(Decide(name, true, text, $"{flag} is the default and no option any more"));
            }
        }
    }

    /// <summary>
    /// Holds every flag against what the binary's <c>--help</c> lists, or, where it could not be asked, against its
    /// version; what <c>--help</c> leaves out is held against the version alone.
    /// </summary>
    /// <param name="arguments">The program's tokens.</param>
    /// <param name="program">Its path, or its name.</param>
    /// <param name="capability">What it says of itself.</param>
    /// <exception cref="RelionException"><c>RelionOptionNotInVersion</c>. RELION itself would ignore the option, and
    /// end with exit code 0.</exception>
    public static void RefuseUnknown(IEnumerable<string> arguments, string program, RelionCapability capability)
    {
        IReadOnlySet<string> known = capability.Options;
        ToolVersion? version = capability.Version is { } text ? ToolVersion.Parse(text) : null;
        string[] flags = [.. arguments.Where(OptionTokens.IsFlag)];
        bool isContinued = flags.Contains(OptionTable.Continue);
        foreach (string flag in flags)
        {
            RelionOption? row = OptionTable.Find(flag);
            bool isInVersion = row is null || version is null || row.IsIn(version.Value);
            bool isThere = row?.Form switch
            {
                OptionForm.Hidden or OptionForm.Undeclared => isInVersion,
                OptionForm.OfContinuation => isContinued && isInVersion,
                _ => known.Count > 0 ? known.Contains(flag) : isInVersion,
            };
            // Acceleration has its own rule, with its own error. A fresh run's list has no --continue.
            if (isThere || flag is OptionTable.Cpu or OptionTable.Gpu or OptionTable.Continue) continue;
            string instead = row is { Form: OptionForm.OfContinuation } && isInVersion
                ? $" It is an option of a run that is continued ({OptionTable.Continue})."
                : isInVersion || row!.Instead.Length == 0 ? "" : " " + row.Instead;
            throw OptionErrors.OptionNotInVersion(flag, capability.Version ?? "Unknown", program, instead);
        }
    }

    /// <summary>Holds every flag against the version that is planned for, where that is known.</summary>
    /// <exception cref="RelionException"><c>RelionOptionNotInVersion</c>.</exception>
    public static void RefuseUnknown(IEnumerable<string> arguments, string? version, string program)
    {
        if (version is null) return;
        ToolVersion of = ToolVersion.Parse(version);
        foreach (string flag in arguments.Where(OptionTokens.IsFlag))
        {
            if (OptionTable.Find(flag) is not { } row || row.IsIn(of)) continue;
            throw OptionErrors.OptionNotInVersion(flag, version, program, " " + row.Instead);
        }
    }

    /// <summary>The guide's command grids; who lets the GUI write the command has not done so since 3.1.</summary>
    private static Decision GriddingIsDone(string version) =>
        new(
            nameof(RefineOptions.SkipGridding),
            false,
            "OptionOfVersion",
            $"RELION {version}: gridding is done, as in the guide; the GUI leaves it out, which shortens every "
            + $"maximisation, and so does -SkipGridding",
            "RELION 3.1.4, src/pipeline_jobs.cpp");

    private static Decision Decide(string name, bool value, string version, string reason) =>
        new(name, value, "OptionOfVersion", $"RELION {version}: {reason}", "RELION 4.0.2, src/ml_optimiser.cpp");
}
