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

    private int _runs;

    /// <summary>
    /// A new folder. What a killed search left may still be written to for a while: a folder that can't be taken away
    /// now is left to the next run.
    /// </summary>
    public string MakeNext()
    {
        Directory.CreateDirectory(parent);
        foreach (string old in Directory.GetDirectories(parent)) OwnFolder.Remove(old, Purpose, IsOfARun);
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
