using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Slurm;

/// <summary>Slurm's number of the job of a folder.</summary>
internal static class JobNumber
{
    /// <summary>
    /// The number of a folder's job; 0 where it was never submitted, and null where only Slurm could tell and can't be
    /// asked.
    /// </summary>
    public static async Task<long?> FindIdAsync(string folder, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            JobManifest manifest = JobManifest.Read(folder);
            if (manifest.Id > 0) return manifest.Id;
            (bool isAnswered, long? queued) = await SlurmClient
                .AskAsync(manifest.ScriptPath, reporter, cancellationToken).ConfigureAwait(false);
            long id = queued ?? OfScript(folder);
            return id > 0 || isAnswered ? id : null;
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>The number that the running script has left; 0 where it has not.</summary>
    public static long OfScript(string folder)
    {
        string file = Path.Combine(folder, "job.id");
        return File.Exists(file)
            && long.TryParse(
                PlainFile.ReadText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? id
            : 0;
    }
}
