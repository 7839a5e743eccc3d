using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>An option, or all that begin alike, that not every version of RELION has.</summary>
/// <param name="Flag">The option; a star at the end stands for any rest.</param>
/// <param name="From">First version that has it; null for all early ones.</param>
/// <param name="Before">First version that has it no more; null for none.</param>
/// <param name="Instead">What to do in the versions without it.</param>
internal sealed record OptionVersion(string Flag, string? From, string? Before, string Instead)
{
    public bool Matches(string flag) => Flag.EndsWith('*') ? flag.StartsWith(Flag[..^1], StringComparison.Ordinal) : flag == Flag;

    public bool IsIn(ToolVersion version) =>
        (From is null || version >= ToolVersion.Parse(From)) && (Before is null || version < ToolVersion.Parse(Before));
}

/// <summary>Differences of the refinement program's options between RELION 3.1, 4.0 and 5.0 (their sources, src/ml_optimiser.cpp).</summary>
internal static class OptionVersions
{
    public const string CorrectedReference = "--ctf_corrected_ref";
    public const string UncorrectedReference = "--ctf_uncorrected_ref";
    public const string SkipGridding = "--skip_gridding";
    public const string DoGridding = "--dont_skip_gridding";

    public static IReadOnlyList<OptionVersion> All { get; } =
    [
        new(CorrectedReference, null, "4.0", "From 4.0 on that is the default."),
        new(UncorrectedReference, "4.0", null, "Before 4.0 that is the default."),
        new("--sgd*", null, "4.0", "From 4.0 on these options begin with --grad."),
        new("--grad*", "4.0", null, "Before 4.0 these options begin with --sgd."),
        new(SkipGridding, null, "4.0", "From 4.0 on that is the default."),
        new(DoGridding, "4.0", null, "Before 4.0 gridding is done unless --skip_gridding is given."),
        new("--sigma_off", null, "5.0", "5.0 estimates it."),
        new("--blush", "5.0", null, "It came with 5.0."),
        new("--sycl*", "5.0", null, "It came with 5.0, and is in binaries built with SYCL."),
    ];

    /// <summary>
    /// Options for the installation's version. What became the default with 4.0 loses its flag there, and where it was switched off explicitly its inverse comes.
    /// </summary>
    public static (RefineOptions Options, IReadOnlyList<Decision> Decisions) Adapt(RefineOptions options, RefineOptions given, RelionInstallation installation)
    {
        if (installation.Version is not { } text) return (options, []);
        if (ToolVersion.Parse(text) < ToolVersion.Parse("4.0")) return (options, given.SkipGridding is null ? [GriddingIsDone(text)] : []);
        var further = new List<string>();
        var decisions = new List<Decision>();
        Default(nameof(RefineOptions.CtfCorrectedReference), options.CtfCorrectedReference, given.CtfCorrectedReference, CorrectedReference, UncorrectedReference);
        Default(nameof(RefineOptions.SkipGridding), options.SkipGridding, given.SkipGridding, SkipGridding, DoGridding);
        RefineOptions adapted = options with { CtfCorrectedReference = null, SkipGridding = null };
        return (further.Count > 0 ? adapted with { AdditionalArgument = [.. options.AdditionalArgument ?? [], .. further] } : adapted, decisions);

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

    /// <summary>Holds every flag against what the binary's <c>--help</c> lists, or, where it could not be asked, against its version.</summary>
    /// <exception cref="RelionException"><c>RelionOptionNotInVersion</c>. RELION itself would ignore the option, and end with exit code 0.</exception>
    public static void RefuseUnknown(IEnumerable<string> arguments, RelionInstallation installation)
    {
        var known = installation.Options.ToHashSet(StringComparer.Ordinal);
        ToolVersion? version = installation.Version is { } text ? ToolVersion.Parse(text) : null;
        foreach (string flag in arguments.Where(IsFlag))
        {
            OptionVersion? row = All.FirstOrDefault(row => row.Matches(flag));
            bool isThere = known.Count > 0 ? known.Contains(flag) : row is null || version is null || row.IsIn(version.Value);
            // Acceleration has its own rule, with its own error. Help leaves --continue and a few others out of a fresh run's list.
            if (isThere || flag is "--cpu" or "--gpu" or "--continue") continue;
            string instead = row is not null && version is not null && !row.IsIn(version.Value) ? " " + row.Instead : "";
            throw new RelionException("RelionOptionNotInVersion", flag, flag, installation.Version ?? "Unknown", installation.Path, instead);
        }
    }

    private static bool IsFlag(string token) => token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(token[2]);

    /// <summary>The guide's command grids; who lets the GUI write the command has not done so since 3.1.</summary>
    private static Decision GriddingIsDone(string version) =>
        new(nameof(RefineOptions.SkipGridding), false, "OptionOfVersion", $"RELION {version}: gridding is done, as in the guide; the GUI leaves it out, which shortens every maximisation, and so does -SkipGridding", "RELION 3.1, src/pipeline_jobs.cpp");

    private static Decision Decide(string name, bool value, string version, string reason) =>
        new(name, value, "OptionOfVersion", $"RELION {version}: {reason}", "RELION 4.0, src/ml_optimiser.cpp");
}
