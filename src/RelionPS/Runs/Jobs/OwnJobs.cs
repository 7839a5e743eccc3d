using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Runs.Slurm;

namespace RelionPS.Runs.Jobs;

/// <summary>A user's jobs where none was named: those that Slurm has, and those below a folder.</summary>
internal static class OwnJobs
{
    /// <summary>How deep jobs lie below a project's folder: <c>Class3D/job012/run_job</c>.</summary>
    private const int Depth = 3;

    /// <summary>Folders of jobs, each once.</summary>
    /// <param name="folder">The folder to look below.</param>
    /// <param name="reporter">Told what Slurm is asked.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<IReadOnlyList<string>> FoldersAsync(
        string folder, IReporter reporter, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> scripts = ProgramFinder.Find("squeue") is null
            ? []
            : await SlurmClient.ScriptsAsync(reporter, cancellationToken).ConfigureAwait(false);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Depth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        var below = new List<string>();
        foreach (string file in Directory.EnumerateFiles(folder, JobManifest.FileName, options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            below.Add(Path.GetDirectoryName(file)!);
        }
        return
        [
            .. below.Order(StringComparer.Ordinal)
                .Concat(scripts.Select(script => Path.GetDirectoryName(script) ?? ""))
                .Where(JobManifest.MayBeIn)
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
