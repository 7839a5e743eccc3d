using System.Globalization;
using RelionPS.Core.Files;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Search;

/// <summary>
/// Where the runs of a search put their results, a folder each. The results of earlier runs are of no use, and those of
/// many fill a disk, so they go;
/// whatever else lies there stays.
/// </summary>
/// <param name="parent">Full path of the folder that holds them.</param>
internal sealed class TrialFolders(string parent)
{
    /// <summary>Root name of the results.</summary>
    public const string RootName = "run";

    private const string Purpose = "search-trial";

    private readonly object _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private int _runs;

    /// <summary>
    /// A new folder, which stays until it is released and the next one is made. What a killed search left may still be
    /// written to for a while: a folder that can't be taken away now is left to the next run.
    /// </summary>
    public string MakeNext()
    {
        lock (_gate)
        {
            Directory.CreateDirectory(parent);
            foreach (string old in Directory.GetDirectories(parent).Where(old => !_used.Contains(old)))
            {
                OwnFolder.Remove(old, Purpose, IsOfARun);
            }
            string path = Make();
            _used.Add(path);
            return path;
        }
    }

    /// <summary>Says that a folder's run is over: its results are of no use any more.</summary>
    public void Release(string folder)
    {
        lock (_gate) _used.Remove(folder);
    }

    private string Make()
    {
        while (true)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{++_runs}");
            string path = Path.Combine(parent, name);
            // A process number comes again; a folder of an earlier process, or of the user, keeps its name.
            if (DirectoryEntry.At(path).Kind != EntryKind.None) continue;
            OwnFolder.Make(path, Purpose);
            return path;
        }
    }

    /// <summary>What a run of RELION, its launcher and its lock leave under the root name.</summary>
    private static bool IsOfARun(string name) =>
        RelionOutputs.IsKnown(RootName, name) || WholeFile.IsNameBeside(name)
        || name == Path.GetFileName(OutputLock.PathOf("/" + RootName))
        || name is RootName + ".hosts" or RootName + ".ranks" or MadeFiles.ListName;
}
