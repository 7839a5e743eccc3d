using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Recipes;

/// <summary>RELION's releases that recipes are for, by the tags of its repository.</summary>
internal static class RelionReleases
{
    /// <summary>The guide's own version (guide 3.3).</summary>
    public const string OfGuide = "3.1.1";

    private static readonly string[] LastOfSeries = ["3.1.4", "4.0.2", "5.0.1"];

    /// <summary>The guide's, and the last of each series.</summary>
    public static IReadOnlyList<string> All { get; } = [OfGuide, .. LastOfSeries];

    /// <summary>The newest of all.</summary>
    public static string Newest => LastOfSeries[^1];

    /// <summary>
    /// The release that is meant: of a series, <c>5.0</c>, its newest; what names one, or a series that is not known,
    /// is kept.
    /// </summary>
    public static string Named(string version) =>
        LastOfSeries.FirstOrDefault(release => IsSeries(version) && IsOf(version, release)) ?? version;

    /// <summary>True where a source of that version is what was asked for: the release itself, or one of the
    /// series.</summary>
    public static bool IsMeant(string asked, string source) =>
        asked == source || (IsSeries(asked) && IsOf(asked, source));

    /// <summary>
    /// True where both are of one series, 3.1 or 4.0: only then does one go on from the files of the other without a
    /// thought.
    /// </summary>
    public static bool AreOfOneSeries(string? one, string? other) =>
        ToolVersion.Parse(one).Numbers.Take(2).SequenceEqual(ToolVersion.Parse(other).Numbers.Take(2));

    private static bool IsSeries(string version) => ToolVersion.Parse(version).Numbers.Count == 2;

    private static bool IsOf(string series, string release) =>
        ToolVersion.Parse(release).Numbers.Take(2).SequenceEqual(ToolVersion.Parse(series).Numbers);
}
