using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>Finds runs by what a user points at.</summary>
internal static class RunFinder
{
    /// <summary>
    /// Root names, as full paths: all of a folder, or the one that a file of an iteration, or the root name itself,
    /// belongs to. Empty where there is no run.
    /// A root name on which a process works counts, before its first file.
    /// </summary>
    /// <param name="path">A full path.</param>
    /// <param name="recurse">Whether folders below count.</param>
    public static IReadOnlyList<string> Find(string path, bool recurse)
    {
        if (Directory.Exists(path))
        {
            return [
                .. Folders(path, recurse).SelectMany(
                    folder => RunSeries.InFolder(folder).Select(run => Path.Combine(folder, run.Key))),
            ];
        }
        string parent = Path.GetDirectoryName(path) ?? "/", name = Path.GetFileName(path);
        if (!Directory.Exists(parent)) return [];
        string root = Path.Combine(parent, RunFileName.RootOf(name) ?? RunFileName.WithoutContinuation(name));
        return RunSeries.Of(root).Current.Count > 0 || (!File.Exists(path) && RunProcesses.Of(root).Any())
            ? [root]
            : [];
    }

    private static IEnumerable<string> Folders(string path, bool recurse)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        IEnumerable<string> below = recurse
            ? Directory.EnumerateDirectories(path, "*", options).Order(StringComparer.Ordinal)
            : [];
        return below.Prepend(Path.TrimEndingDirectorySeparator(path));
    }
}
