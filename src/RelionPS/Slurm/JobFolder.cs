using System.Globalization;
using System.Text.Json;
using RelionPS.Benchmarking;
using RelionPS.Errors;
using RelionPS.Processes;
using RelionPS.Refine;
using RelionPS.Rendering;

namespace RelionPS.Slurm;

/// <summary>Makes jobs, and finds them again from their folders.</summary>
internal static class JobFolder
{
    /// <summary>The folder that a job of the command gets: beside its results.</summary>
    public static string For(RefineCommand command, DateTime utc) =>
        string.Create(CultureInfo.InvariantCulture, $"{BenchmarkPreflight.OutputRoot(command)}_job_{utc:yyyyMMdd'T'HHmmssfff'Z'}");

    /// <summary>Writes script and manifest, and submits.</summary>
    public static async Task<RelionJob> SubmitAsync(RefineCommand command, JobOptions options, string folder, IReporter reporter, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(command.WorkingDirectory)) throw new RelionException("RelionWorkingDirectoryNotFound", command.WorkingDirectory, command.WorkingDirectory);
        ProgramFinder.Require("sbatch");
        BenchmarkPreflight.EnsureWritable(folder);
        RefineCommand allocated = RefineCommandBuilder.ForAllocation(command);
        string script = Path.Combine(folder, "job.sh");
        File.WriteAllText(script, SbatchScript.Render(allocated, folder, options));
        int? iterations = int.TryParse(ArgumentReader.ValueOf(command.Arguments, "--iter"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        BenchmarkRecord record = BenchmarkRecord.Of(allocated, new BenchmarkRun { Number = 1, IsWarmup = false, Status = BenchmarkStatus.Failed, StartedUtc = DateTime.UtcNow });
        var manifest = new JobManifest(1, 0, command.Name, DateTime.UtcNow, BenchmarkPreflight.OutputRoot(command), iterations, allocated.LauncherArguments.Count,
            JsonDocument.Parse(record.ToJson()).RootElement);
        manifest.Write(folder);
        long id = await SlurmClient.SubmitAsync(script, reporter, cancellationToken).ConfigureAwait(false);
        (manifest with { Id = id }).Write(folder);
        return await ReadAsync(folder, reporter, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The job of a folder, with what Slurm says of it now; its own record where Slurm has forgotten it.</summary>
    public static async Task<RelionJob> ReadAsync(string folder, IReporter reporter, CancellationToken cancellationToken)
    {
        JobManifest manifest = JobManifest.Read(folder);
        SlurmClient.Answer? answer = manifest.Id > 0 ? await SlurmClient.QueryAsync(manifest.Id, reporter, cancellationToken).ConfigureAwait(false) : null;
        JobRecord? record = JobRecord.Read(folder);
        RelionJobState state = answer?.State ?? record?.Status switch
        {
            "Completed" => RelionJobState.Completed,
            "Cancelled" => RelionJobState.Cancelled,
            null => RelionJobState.Unknown,
            _ => RelionJobState.Failed,
        };
        return new RelionJob
        {
            Id = manifest.Id,
            Name = manifest.Name,
            State = state,
            Reason = answer?.Reason ?? (record is null ? "Slurm does not know it, and it wrote no record" : $"{record.Status}, from its record"),
            ExitCode = record?.ExitCode ?? answer?.ExitCode,
            NodeList = answer?.NodeList is { Length: > 0 } nodes ? nodes : record?.Nodes ?? "",
            Path = folder,
            OutputRoot = manifest.OutputRoot,
            Iterations = manifest.Iterations,
            SubmittedUtc = manifest.SubmittedUtc,
        };
    }
}
