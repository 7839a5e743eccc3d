using RelionPS.Processes;

namespace RelionPS.Refine;

/// <summary>Refinement programs of this machine that work on a root name, whoever started them.</summary>
internal static class RunProcesses
{
    /// <summary>Their process ids; without those of other users whose command can't be read.</summary>
    public static IEnumerable<int> Of(string outputRoot)
    {
        string wanted = Canonical(outputRoot);
        foreach (ProcessStat process in ProcessStat.ReadAll())
        {
            if (process.IsAlive && Root(process.Id) is { } root && Canonical(root) == wanted) yield return process.Id;
        }
    }

    private static string? Root(int id)
    {
        try
        {
            string[] tokens = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            if (RefineProgram.IsMpi(tokens[0]) is null) return null;
            string? root = ArgumentReader.ValueOf(tokens, OptionTable.Output);
            if (root is null && ArgumentReader.ValueOf(tokens, ContinuedCommand.Flag) is { } optimiser && RunFileName.RootOf(Path.GetFileName(optimiser)) is { } name)
            {
                root = Path.Combine(Path.GetDirectoryName(optimiser) ?? "", name);
            }
            if (root is null) return null;
            string folder = new FileInfo($"/proc/{id}/cwd").LinkTarget ?? "/";
            string full = Path.GetFullPath(Path.Combine(folder, root));
            return Path.Combine(Path.GetDirectoryName(full) ?? "/", RunFileName.WithoutContinuation(Path.GetFileName(full)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is another user's.
            return null;
        }
    }

    /// <summary>The same file may be reached by several paths; the kernel's own name of the folder tells.</summary>
    private static string Canonical(string root) =>
        Path.Combine(NativeMethods.RealPath(Path.GetDirectoryName(root) ?? "/") ?? Path.GetDirectoryName(root)!, Path.GetFileName(root));
}
