using RelionPS.Errors;
using RelionPS.Toolchains;

namespace RelionPS.Refine;

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

    public static IReadOnlyList<OptionVersion> All { get; } =
    [
        new(CorrectedReference, null, "4.0", "From 4.0 on that is the default."),
        new(UncorrectedReference, "4.0", null, "Before 4.0 that is the default."),
        new("--sgd*", null, "4.0", "From 4.0 on these options begin with --grad."),
        new("--grad*", "4.0", null, "Before 4.0 these options begin with --sgd."),
        new("--dont_skip_gridding", "4.0", null, "Before 4.0 gridding is done unless --skip_gridding is given."),
        new("--sigma_off", null, "5.0", "5.0 estimates it."),
        new("--blush", "5.0", null, "It came with 5.0."),
        new("--sycl*", "5.0", null, "It came with 5.0, and is in binaries built with SYCL."),
    ];

    /// <summary>
    /// Options for the installation's version. From 4.0 on references count as CTF-corrected: the flag for that goes, and where it was switched off
    /// explicitly its inverse comes.
    /// </summary>
    public static (RefineOptions Options, Decision? Decision) Adapt(RefineOptions options, bool? isCorrectedGiven, RelionInstallation installation)
    {
        if (installation.Version is not { } text || ToolVersion.Parse(text) < ToolVersion.Parse("4.0")) return (options, null);
        if (isCorrectedGiven == false)
        {
            return (
                options with { CtfCorrectedReference = null, AdditionalArgument = [.. options.AdditionalArgument ?? [], UncorrectedReference] },
                Decide(false, text, $"{UncorrectedReference} takes the place of leaving {CorrectedReference} out"));
        }
        return options.CtfCorrectedReference == true
            ? (options with { CtfCorrectedReference = null }, Decide(true, text, $"{CorrectedReference} is the default and no option any more"))
            : (options, null);
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

    private static Decision Decide(bool value, string version, string reason) =>
        new(nameof(RefineOptions.CtfCorrectedReference), value, "OptionOfVersion", $"RELION {version}: {reason}", "RELION 4.0, src/ml_optimiser.cpp");
}
