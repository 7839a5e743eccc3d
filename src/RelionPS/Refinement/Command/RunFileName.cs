using System.Globalization;

namespace RelionPS.Refinement.Command;

/// <summary>
/// The name of an optimiser file, taken apart: <c>run_it012_optimiser.star</c>, or <c>run_ct10_it012_optimiser.star</c>
/// of a run that was continued
/// after iteration 10.
/// </summary>
/// <param name="Root">The run's root name, <c>run</c>.</param>
/// <param name="Series">The root name that RELION used, <c>run_ct10</c>.</param>
/// <param name="Iteration">The iteration.</param>
internal sealed record RunFileName(string Root, string Series, int Iteration)
{
    public const string Optimiser = "_optimiser.star";

    private const string IterationMark = "_it", ContinueMark = "_ct";

    /// <summary>The iteration that its series continues, 10 for <c>run_ct10</c>; -1 for the first series.</summary>
    public int ContinuedFrom => Series.Length > Root.Length
        ? Number(Series.AsSpan(Series.LastIndexOf(ContinueMark, StringComparison.Ordinal) + ContinueMark.Length)) ?? -1
        : -1;

    /// <summary>Takes a file's name apart; null where it is no optimiser file of an iteration.</summary>
    public static RunFileName? Parse(string fileName) =>
        fileName.EndsWith(Optimiser, StringComparison.Ordinal) ? ParsePrefix(fileName[..^Optimiser.Length]) : null;

    /// <summary>
    /// The root name that any file of an iteration belongs to, <c>run</c> for <c>run_it001_class002.mrc</c>; null for
    /// other files.
    /// </summary>
    public static string? RootOf(string fileName)
    {
        for (int at = fileName.LastIndexOf(IterationMark, StringComparison.Ordinal); at > 0; at = fileName.LastIndexOf(
            IterationMark, at - 1, StringComparison.Ordinal))
        {
            int end = at + IterationMark.Length;
            while (end < fileName.Length && char.IsAsciiDigit(fileName[end])) end++;
            if (end < fileName.Length && fileName[end] == '_' && ParsePrefix(fileName[..end]) is { } name)
            {
                return name.Root;
            }
        }
        return null;
    }

    /// <summary>The root that a file of an iteration belongs to, with its folder; null for other files.</summary>
    public static string? RootPathOf(string file) => RootOf(Path.GetFileName(file)) is { } root
        ? Path.Combine(Path.GetDirectoryName(file) ?? "", root)
        : null;

    /// <summary>The root name without the marks of continuations.</summary>
    public static string WithoutContinuation(string series)
    {
        while (series.LastIndexOf(ContinueMark, StringComparison.Ordinal) is var at and > 0
            && Number(series.AsSpan(at + ContinueMark.Length)) is not null) series =
            series[..at];
        return series;
    }

    private static RunFileName? ParsePrefix(string prefix)
    {
        int at = prefix.LastIndexOf(IterationMark, StringComparison.Ordinal);
        return at > 0 && Number(prefix.AsSpan(at + IterationMark.Length)) is { } iteration
            ? new RunFileName(WithoutContinuation(prefix[..at]), prefix[..at], iteration)
            : null;
    }

    private static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
