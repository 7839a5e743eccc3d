using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Runs.Results;
using RelionPS.Runs.Slurm;

namespace RelionPS.Runs.Jobs;

/// <summary>Submits jobs, and finds them again from their folders.</summary>
internal static class JobFolder
{
    private const string NoAnswer = "squeue could not ask it.";

    /// <summary>Writes script and manifest, and submits.</summary>
    /// <exception cref="RelionException"><c>RelionProgramNotFound</c>, <c>RelionSlurmFailed</c>,
    /// <c>RelionSlurmAnswerUnread</c> or <c>RelionSlurmAnswerLost</c>, which leave the folder to a job that may be
    /// there, or what <see cref="JobDraft.Write"/> or <see cref="JobClaims.TakeAsync"/> throws.</exception>
    public static async Task<RelionJob> SubmitAsync(
        JobDraft draft, IReporter reporter, CancellationToken cancellationToken)
    {
        ProgramFinder.Require("sbatch");
        using JobClaims? claim = draft.Manifest.Refinement is { } refinement
            ? await JobClaims.TakeAsync(refinement.OutputRoot, draft, reporter, cancellationToken).ConfigureAwait(false)
            : null;
        bool isNew = !Path.Exists(draft.Folder);
        JobManifest manifest = draft.Write().Manifest;
        long id;
        try
        {
            id = await SlurmClient.SubmitAsync(manifest.ScriptPath, reporter, cancellationToken).ConfigureAwait(false);
        }
        catch (RelionException exception) when (!SlurmClient.MayBeThere(exception))
        {
            draft.TakeBack(isNew);
            throw;
        }
        try
        {
            (manifest with { Id = id }).Write(draft.Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk: the job is Slurm's all the same, and is found by its script.
        }
        claim?.Leave(id);
        return await ReadAsync(draft.Folder, reporter, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The job of a folder, with what Slurm says of it now; its own record where Slurm has forgotten it.
    /// </summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="reporter">Told what Slurm is asked.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <param name="view">What Slurm says of all jobs, for one of many; null asks for this one alone.</param>
    public static async Task<RelionJob> ReadAsync(
        string folder, IReporter reporter, CancellationToken cancellationToken, SlurmView? view = null)
    {
        JobManifest manifest = JobManifest.Read(folder);
        (long id, bool isAnswered) = await IdAsync(
            folder, manifest, reporter, cancellationToken).ConfigureAwait(false);
        JobRecord? record = JobRecord.Read(folder, manifest);
        if (record?.JobId != id) record = null;
        SlurmClient.Reply reply = id == 0 ? new SlurmClient.Reply(null, isAnswered ? null : NoAnswer)
            : view is null ? await SlurmClient.QueryAsync(id, reporter, cancellationToken).ConfigureAwait(false)
            : await view.QueryAsync(id, record is not null, reporter, cancellationToken).ConfigureAwait(false);
        SlurmClient.Answer? answer = reply.Answer;
        return new RelionJob
        {
            Id = id,
            Name = manifest.Name,
            Kind = manifest.Kind,
            State = answer?.State ?? record?.State(manifest) ?? RelionJobState.Unknown,
            Silence = reply.Silence,
            Reason = answer?.Reason
                ?? (record is not null ? $"{record.Runs[^1].Status}, from its record"
                : reply.Silence is { } silence ? $"Slurm does not answer: {silence}"
                : id == 0 ? $"not submitted yet: sbatch {BashQuoting.Quote(manifest.ScriptPath)}"
                : "Slurm does not know it, and it wrote no record"),
            ExitCode = record?.Runs[^1].ExitCode ?? answer?.ExitCode,
            NodeList = answer?.NodeList is { Length: > 0 } nodes ? nodes : record?.Nodes ?? "",
            Path = folder,
            ScriptPath = manifest.ScriptPath,
            Runs = manifest.Runs,
            RunsEnded = record?.Runs.Count ?? 0,
            OutputRoot = manifest.Build is { } build
                ? System.IO.Path.Combine(build.InstallPath, RefineProgram.Mpi + build.Suffix)
                : manifest.Refinement!.OutputRoot,
            Iterations = manifest.Refinement?.Iterations,
            SubmittedUtc = manifest.SubmittedUtc,
        };
    }

    /// <summary>
    /// Of a script that the user submitted himself, Slurm knows the number while it waits; as soon as it runs, it says
    /// so in its folder.
    /// </summary>
    private static async Task<(long Id, bool IsAnswered)> IdAsync(
        string folder, JobManifest manifest, IReporter reporter, CancellationToken cancellationToken)
    {
        if (manifest.Id > 0) return (manifest.Id, true);
        if (ProgramFinder.Find("squeue") is null) return (JobNumber.OfScript(folder), true);
        (bool isAnswered, long? queued) = await SlurmClient.AskAsync(
            manifest.ScriptPath, reporter, cancellationToken).ConfigureAwait(false);
        return (queued ?? JobNumber.OfScript(folder), isAnswered);
    }
}
