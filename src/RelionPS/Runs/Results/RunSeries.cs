using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>One optimiser file of a run.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="WrittenUtc">Modification time.</param>
internal sealed record RunFile(string Path, RunFileName Name, DateTime WrittenUtc);

/// <summary>A run's optimiser files.</summary>
/// <param name="Current">One an iteration, in order.</param>
/// <param name="LeftBehind">Those of an earlier run, or of a branch that was given up, under the same name.</param>
/// <param name="AreTimesTrue">False where the files' times are not those at which RELION wrote them.</param>
internal sealed record RunFiles(
    IReadOnlyList<RunFile> Current, IReadOnlyList<RunFile> LeftBehind, bool AreTimesTrue = true);

/// <summary>
/// The optimiser files of a run, one an iteration, without those that an earlier or a given-up run has left under the
/// same name. Names and numbers say the order; times only what they can, since a copy keeps none and the clocks of two
/// nodes differ.
/// </summary>
internal static class RunSeries
{
    /// <summary>All runs of a folder: root name and files.</summary>
    public static IEnumerable<IGrouping<string, RunFile>> InFolder(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*" + RunFileName.Optimiser)
        .Select(file => (file, name: RunFileName.Parse(file.Name)))
        .Where(pair => pair.name is not null)
        .Select(pair => new RunFile(pair.file.FullName, pair.name!, pair.file.LastWriteTimeUtc))
        .GroupBy(file => file.Name.Root, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal);

    /// <summary>The run's iterations, and what does not belong to it.</summary>
    public static RunFiles Of(string outputRoot)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        if (!Directory.Exists(folder)
            || InFolder(folder).FirstOrDefault(group => group.Key == Path.GetFileName(outputRoot)) is not { } group)
        {
            return new RunFiles([], []);
        }
        RunFile[] files = [.. group];
        (List<RunFile> current, bool areTimesTrue) = Current(files, new RunTimes(outputRoot));
        return new RunFiles(
            current,
            [.. files.Where(file => !current.Exists(kept => kept.Name.Iteration == file.Name.Iteration))],
            areTimesTrue);
    }

    /// <summary>
    /// A run that begins anew, or is continued, writes its files again: later iterations that are older than an earlier
    /// one may be those of the run before. One that was continued under another name gave up what the name before it
    /// has of later iterations.
    /// </summary>
    private static (List<RunFile> Current, bool AreTimesTrue) Current(RunFile[] files, RunTimes times)
    {
        bool areTrue = !RunTimes.AreOfCopy(files);
        string latest = Latest(files, times, ref areTrue);
        int from = files.Where(file => file.Name.Series == latest).Min(file => file.Name.Iteration);
        bool byTime = areTrue;
        List<RunFile> ordered =
        [
            .. files
                .Where(file => file.Name.Series == latest || file.Name.Iteration < from)
                .GroupBy(file => file.Name.Iteration)
                .OrderBy(group => group.Key)
                .Select(group => byTime
                    ? group.MaxBy(file => file.WrittenUtc)!
                    : group.MaxBy(file => file.Name.ContinuedFrom)!),
        ];
        var kept = new List<RunFile>();
        var older = new List<RunFile>();
        foreach (RunFile file in ordered)
        {
            bool isOlder = kept.Count > 0 && file.WrittenUtc + RunTimes.Tolerance < kept[^1].WrittenUtc;
            (isOlder ? older : kept).Add(file);
        }
        if (older.Count == 0) return (kept, areTrue);
        return times.AreOfEarlierRun(kept, older) ? (kept, areTrue) : (ordered, false);
    }

    /// <summary>
    /// The name that the run goes by last: the one that was written last, unless what continues it is there too, for
    /// that can't have been written before it.
    /// </summary>
    private static string Latest(RunFile[] files, RunTimes times, ref bool areTrue)
    {
        ILookup<string, RunFile> series = files.ToLookup(file => file.Name.Series, StringComparer.Ordinal);
        if (series.Count == 1) return files[0].Name.Series;
        if (!areTrue) return files.MaxBy(file => file.Name.ContinuedFrom)!.Name.Series;
        DateTime end = files.Max(file => file.WrittenUtc);
        RunFile last = files.Where(file => file.WrittenUtc + RunTimes.Tolerance >= end)
            .MaxBy(file => file.Name.ContinuedFrom)!;
        foreach (IGrouping<string, RunFile> other in series
            .Where(group => group.First().Name.ContinuedFrom > last.Name.ContinuedFrom)
            .OrderBy(group => group.First().Name.ContinuedFrom))
        {
            RunFile? parent = series[last.Name.Series].FirstOrDefault(
                file => file.Name.Iteration == other.First().Name.ContinuedFrom);
            RunFile newest = other.MaxBy(file => file.WrittenUtc)!;
            if (parent is null || newest.WrittenUtc + RunTimes.Tolerance >= parent.WrittenUtc) continue;
            if (times.AreOfEarlierRun([.. series[last.Name.Series]], [.. other])) continue;
            (last, areTrue) = (newest, false);
        }
        return last.Name.Series;
    }
}
