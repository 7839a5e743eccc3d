using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>Refinement programs of this machine that work on a root name, whoever started them.</summary>
internal static class RunProcesses
{
    /// <summary>
    /// Their process ids, and those of launchers and scripts that were told to start one: the program may be on another
    /// machine. Without those of other users whose command can't be read, and those that this process descends from.
    /// </summary>
    public static IEnumerable<int> Of(string outputRoot)
    {
        // The kernel's number of the folder tells: the same one may be reached by several paths, links or mounts.
        if (NativeMethods.TargetIdentity(Folder(outputRoot)) is not { } folder) yield break;
        string name = RunFileName.WithoutContinuation(Path.GetFileName(outputRoot));
        List<ProcessStat> all = ProcessStat.ReadAll();
        HashSet<int> own = Ancestors(all);
        foreach (ProcessStat process in all)
        {
            if (process.IsAlive && !own.Contains(process.Id) && Root(process.Id) is { } root
                && RunFileName.WithoutContinuation(Path.GetFileName(root)) == name
                && Identity(process.Id, Folder(root)) == folder)
            {
                yield return process.Id;
            }
        }
    }

    /// <summary>The root name as the program was given it; null where it is no refinement.</summary>
    private static string? Root(int id) => Tokens(id) is { } tokens ? Root(tokens) : null;

    /// <summary>The root name among a program's tokens, as it was given; null where there is none.</summary>
    public static string? Root(IReadOnlyList<string> tokens)
    {
        if (ArgumentReader.ValueOf(tokens, OptionTable.Output) is { } root) return root;
        return ArgumentReader.ValueOf(tokens, OptionTable.Continue) is { } optimiser
            && RunFileName.RootOf(Path.GetFileName(optimiser)) is { } name
            ? Path.Combine(Path.GetDirectoryName(optimiser) ?? "", name) : null;
    }

    /// <summary>
    /// A refinement program and its options as the process was given them; null where it is no such program, launchers
    /// and scripts that start one apart.
    /// </summary>
    public static IReadOnlyList<string>? Tokens(int id)
    {
        try
        {
            string[] tokens = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            // A script's interpreter is before it, and so is a launcher.
            int program = Array.FindIndex(tokens, token => RefineProgram.IsMpi(token) is not null);
            return program < 0 ? null : tokens[program..];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
            return null;
        }
    }

    /// <summary>True where the process is a refinement program itself, no launcher or script.</summary>
    public static bool IsProgram(int id) => RefineProgram.IsMpi(ProcessStatus.Name(id)) is not null;

    /// <summary>A folder as the process sees it, which may be in a container.</summary>
    private static FileIdentity? Identity(int id, string folder) => Path.IsPathRooted(folder)
        ? NativeMethods.TargetIdentity($"/proc/{id}/root{folder}") ?? NativeMethods.TargetIdentity(folder)
        : NativeMethods.TargetIdentity($"/proc/{id}/cwd/{folder}");

    private static string Folder(string root) => Path.GetDirectoryName(root) ?? "/";

    private static HashSet<int> Ancestors(List<ProcessStat> all)
    {
        Dictionary<int, int> parents = all.ToDictionary(process => process.Id, process => process.ParentId);
        var ancestors = new HashSet<int>();
        for (int id = Environment.ProcessId; ancestors.Add(id) && parents.TryGetValue(id, out int parent);) id = parent;
        return ancestors;
    }
}
