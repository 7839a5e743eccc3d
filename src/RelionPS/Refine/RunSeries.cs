namespace RelionPS.Refine;

/// <summary>One optimiser file of a run.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">Its name, taken apart.</param>
/// <param name="WrittenUtc">Modification time.</param>
internal sealed record RunFile(string Path, RunFileName Name, DateTime WrittenUtc);

/// <summary>The optimiser files of a run, one an iteration, without those that an earlier or a given-up run has left under the same name.</summary>
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

    /// <summary>The run's iterations, in order.</summary>
    public static List<RunFile> Of(string outputRoot)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        if (!Directory.Exists(folder)) return [];
        return InFolder(folder).FirstOrDefault(group => group.Key == Path.GetFileName(outputRoot)) is { } files ? Current([.. files]) : [];
    }

    /// <summary>
    /// A run that begins anew writes its iteration 0 over the old one: what is older than that is not the run's. A run that was continued writes
    /// under another name, and what the name before it has of later iterations was given up.
    /// </summary>
    private static List<RunFile> Current(List<RunFile> files)
    {
        DateTime begin = files.Where(file => file.Name.Iteration == 0).Select(file => file.WrittenUtc - Tolerance).DefaultIfEmpty().Max();
        files = [.. files.Where(file => file.WrittenUtc >= begin)];
        string latest = files.MaxBy(file => file.WrittenUtc)!.Name.Series;
        int from = files.Where(file => file.Name.Series == latest).Min(file => file.Name.Iteration);
        return [.. files.Where(file => file.Name.Series == latest || file.Name.Iteration < from)
            .GroupBy(file => file.Name.Iteration)
            .Select(group => group.MaxBy(file => file.WrittenUtc)!)
            .OrderBy(file => file.Name.Iteration)];
    }
}
