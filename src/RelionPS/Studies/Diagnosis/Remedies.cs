using RelionPS.Builds.Toolchains;

namespace RelionPS.Studies.Diagnosis;

/// <summary>What several causes advise, as commands.</summary>
internal static class Remedies
{
    /// <summary>Plans the run again, from its last iteration on.</summary>
    /// <param name="seen">The run.</param>
    /// <param name="changes">Parameters of New-RelionRefineCommand that differ; empty leaves all to the plan.</param>
    public static string PlanAgain(RunObservation seen, string changes = "") =>
        $"Get-RelionRun {Word(seen.OutputRoot ?? "<folder>")} | New-RelionRefineCommand"
        + (changes.Length > 0 ? " " + changes : "") + " | Invoke-RelionRefine -Continue";

    /// <summary>
    /// Builds a program of the run's version, with which it can go on; of the newest where none is known.
    /// </summary>
    public static string Build(RunObservation seen) => "Get-RelionBuildRecipe"
        + (ToolVersion.Text(seen.RelionVersion) is { } version ? $" -RelionVersion {version}" : "")
        + " | Invoke-RelionBuild";

    /// <summary>A path as a word of PowerShell.</summary>
    public static string Word(string path) =>
        path.All(character => char.IsAsciiLetterOrDigit(character) || "/._-+=<>".Contains(character))
            ? path
            : "'" + path.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>Process numbers, separated by blanks, the first of many.</summary>
    public static string Ids(IEnumerable<RankWork> ranks)
    {
        string[] ids = [.. ranks.Select(rank => FormattableString.Invariant($"{rank.ProcessId}"))];
        return string.Join(' ', ids.Take(8)) + (ids.Length > 8 ? " …" : "");
    }
}
