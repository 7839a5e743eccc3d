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
internal sealed record RunFiles(IReadOnlyList<RunFile> Current, IReadOnlyList<RunFile> LeftBehind);

/// <summary>
/// The optimiser files of a run, one an iteration, without those that an earlier or a given-up run has left under the
/// same name.
/// </summary>
internal static class RunSeries
{
    /// <summary>Copies and file servers may put the times of files that were written together out of order.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

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
        List<RunFile> current = Current(files);
        return new RunFiles(
            current, [.. files.Where(file => !current.Exists(kept => kept.Name.Iteration == file.Name.Iteration))]);
    }

    /// <summary>
    /// A run that begins anew, or is continued, writes its files again: later iterations that are older than an earlier
    /// one are not the run's. One that was
    /// continued under another name gave up what the name before it has of later iterations.
    /// </summary>
    private static List<RunFile> Current(RunFile[] files)
    {
        DateTime begin = files
            .Where(file => file.Name.Iteration == 0)
            .Select(file => file.WrittenUtc - Tolerance)
            .DefaultIfEmpty()
            .Max();
        string latest = files.MaxBy(file => file.WrittenUtc)!.Name.Series;
        int from = files
            .Where(file => file.Name.Series == latest && file.WrittenUtc >= begin)
            .Min(file => file.Name.Iteration);
        var kept = new List<RunFile>();
        foreach (IGrouping<int, RunFile> iteration in files
            .Where(file => file.WrittenUtc >= begin && (file.Name.Series == latest || file.Name.Iteration < from))
            .GroupBy(file => file.Name.Iteration)
            .OrderBy(group => group.Key))
        {
            RunFile newest = iteration.MaxBy(file => file.WrittenUtc)!;
            if (kept.Count > 0 && newest.WrittenUtc + Tolerance < kept[^1].WrittenUtc) break;
            kept.Add(newest);
        }
        return kept;
    }
}
