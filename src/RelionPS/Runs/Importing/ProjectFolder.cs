using RelionPS.Core.Files;

namespace RelionPS.Runs.Importing;

/// <summary>The folder that RELION runs a project's jobs in; relative paths of their options are below it.</summary>
internal static class ProjectFolder
{
    private static readonly string[] Marks = [PipelineFile.FileName, ".gui_projectdir"];

    /// <summary>Files of a job's folder, into which RELION copies the pipeline too.</summary>
    private static readonly string[] JobMarks = [JobFolder.JobStar, JobFolder.RunJob, JobFolder.Note];

    /// <summary>The first folder with a mark of RELION's GUI, from a folder upwards; null for none.</summary>
    public static string? Above(string folder)
    {
        for (string? at = folder.TrimEnd('/') is { Length: > 0 } full ? full : "/"; at is not null;
            at = Path.GetDirectoryName(at))
        {
            if (Is(at)) return at;
        }
        return null;
    }

    /// <summary>True for a project's folder.</summary>
    public static bool Is(string folder) => Marks.Any(mark => File.Exists(Path.Combine(folder, mark)))
        && !JobMarks.Any(mark => File.Exists(Path.Combine(folder, mark)));

    /// <summary>
    /// The folder below which a relative root name of results lies in a folder that is known; null where its end is
    /// another one.
    /// </summary>
    /// <param name="folder">Full path of the folder with the results.</param>
    /// <param name="outputRoot"><c>--o</c> as the command has it.</param>
    public static string? Below(string folder, string? outputRoot)
    {
        if (outputRoot is null || Path.IsPathRooted(outputRoot)) return null;
        string results = Path.GetDirectoryName(KernelPath.Full("/", outputRoot)) ?? "/";
        if (results == "/") return folder;
        if (!folder.EndsWith(results, StringComparison.Ordinal)) return null;
        return folder.Length > results.Length ? folder[..^results.Length] : "/";
    }
}
