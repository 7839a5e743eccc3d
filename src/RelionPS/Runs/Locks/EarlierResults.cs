using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Locks;

/// <summary>
/// Keeps a benchmark off results that are worth more than its own: it writes over those of another benchmark of the
/// module, and over no others.
/// </summary>
internal static class EarlierResults
{
    /// <summary>What ran on the root, and when it was over.</summary>
    private sealed record Trace(bool IsBenchmark, DateTime EndedUtc);

    /// <param name="root">Full path of the output root.</param>
    /// <param name="held">The lock of its root, taken before.</param>
    /// <param name="recordFolder">Full path of the folder for records; null is that of the root.</param>
    /// <exception cref="RelionException"><c>RelionResultsExist</c>.</exception>
    public static void RefuseForeign(string root, OutputLock held, string? recordFolder)
    {
        FileInfo? newest = RelionOutputs.Of(root).MaxBy(file => file.LastWriteTimeUtc);
        if (newest is null) return;
        string folder = Path.GetDirectoryName(root)!;
        Trace? last = new[] { FromLock(held), FromRecords(root, folder), FromRecords(root, recordFolder) }
            .Concat(Jobs(root, held.Previous).Select(FromJob))
            // Later than now: from before the clock was set back, and no one can tell any more what came after it.
            .OfType<Trace>().Where(trace => trace.EndedUtc <= held.WrittenUtc).MaxBy(trace => trace.EndedUtc);
        // A file that is newer than all that the module did there is someone else's.
        if (last is { IsBenchmark: true } && newest.LastWriteTimeUtc <= last.EndedUtc) return;
        throw RelionOutputs.Exist(root, RunReader.Read(root), newest.Name);
    }

    /// <summary>One that did not end says nothing of what is there now: what it started may have gone on.</summary>
    private static Trace? FromLock(OutputLock held) => held.Previous switch
    {
        { KindValue: LockKind.Benchmark or LockKind.Search, EndedUtc: not null } previous =>
            previous.Series == held.Series ? new Trace(true, held.PreviousWrittenUtc) : null,
        { KindValue: LockKind.Refine or LockKind.Unknown } => new Trace(false, held.PreviousWrittenUtc),
        _ => null,
    };

    private static Trace? FromRecords(string root, string? folder)
    {
        if (!Directory.Exists(folder)) return null;
        foreach (string path in RunFileNames.Records(folder, Path.GetFileName(root)))
        {
            try
            {
                RunRecord record = RunRecord.FromJson(PlainFile.ReadText(path));
                // One that was not started has touched nothing.
                if (record.Run.ExitCode is null || !IsOf(record, root)) continue;
                bool isBenchmark = Path.GetFileName(path)
                    .StartsWith($"{Path.GetFileName(root)}_{RunFileNames.Benchmark}_", StringComparison.Ordinal);
                return new Trace(isBenchmark, File.GetLastWriteTimeUtc(path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
                or JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
            {
                // A file that only looks like a record.
            }
        }
        return null;
    }

    private static bool IsOf(RunRecord record, string root)
    {
        if (ArgumentReader.ValueOf(record.Command, OptionTable.Output) is not { } output) return false;
        string recorded = KernelPath.Full(record.WorkingDirectory, output);
        return OutputLock.PathOf(recorded) == OutputLock.PathOf(root);
    }

    /// <summary>Folders of the newest job beside the root and of those that claimed it.</summary>
    private static IEnumerable<string> Jobs(string root, LockOwner? owner)
    {
        string? beside = Directory
            .EnumerateDirectories(Path.GetDirectoryName(root)!, Path.GetFileName(root) + "_job_*")
            .Max(StringComparer.Ordinal);
        return (owner?.Claims ?? []).Select(claim => claim.JobFolder).Append(beside).OfType<string>();
    }

    /// <summary>By the record that the batch script leaves after each run.</summary>
    private static Trace? FromJob(string folder)
    {
        if (JobRecord.TryRead(folder) is null) return null;
        try
        {
            return new Trace(
                JobManifest.Read(folder).Kind == RelionJobKind.Benchmark,
                File.GetLastWriteTimeUtc(Path.Combine(folder, JobRecord.FileName)));
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
