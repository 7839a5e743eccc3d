using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Importing;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;

namespace RelionPS.Studies.Diagnosis;

/// <summary>Finds what is to be looked at by what a user points at.</summary>
internal static class RunSubjects
{
    /// <summary>The refinements of this user on this machine.</summary>
    public static IReadOnlyList<RunSubject> Here() => Group(
        ProcessStat.ReadAll().Where(process => process.IsAlive && RunProcesses.IsProgram(process.Id)
            && Owner(process.Id) is { } owner && owner == Owner(Environment.ProcessId)).Select(process => process.Id));

    /// <summary>
    /// The refinement that a process belongs to, with all its ranks of this machine: a program, or a launcher or script
    /// above it.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionProcessNotRefinement</c>.</exception>
    public static IReadOnlyList<RunSubject> OfProcess(int id)
    {
        List<ProcessStat> all = ProcessStat.ReadAll();
        var members = new HashSet<int> { id };
        bool grew = true;
        while (grew)
        {
            grew = false;
            foreach (ProcessStat process in all.Where(process => members.Contains(process.ParentId)))
            {
                grew |= members.Add(process.Id);
            }
        }
        RunSubject[] found = [.. Group(all
            .Where(process => process.IsAlive && members.Contains(process.Id) && RunProcesses.IsProgram(process.Id))
            .Select(process => process.Id))];
        found = [.. found.Select(run => run.OutputRoot is { } root && Programs(root) is { Length: > 0 } ranks
            ? run with { ProcessIds = ranks }
            : run)];
        return found.Length > 0 ? found : throw DiagnosisErrors.ProcessNotRefinement(id, ProcessStatus.Name(id));
    }

    /// <summary>A run that Get-RelionRun has read.</summary>
    public static RunSubject Of(RefineRun run) => WithRecord(new RunSubject(run.Name)
    {
        OutputRoot = run.OutputRoot,
        Run = run,
        ProcessIds = Programs(run.OutputRoot),
    }, run.RecordPath);

    /// <summary>The last run of a benchmark.</summary>
    public static RunSubject Of(BenchmarkResult result) => new RunSubject(result.Name)
    {
        OutputRoot = result.OutputRoot,
        Run = RunReader.Read(result.OutputRoot),
        Recorded = result.Runs.Count > 0 ? result.Runs[^1] : null,
        Command = result.Command,
    };

    /// <summary>A job, whose processes may be on another node.</summary>
    /// <exception cref="RelionException"><c>RelionRunNotFound</c> where it has left nothing yet.</exception>
    public static RunSubject Of(RelionJob job)
    {
        int[] here = Programs(job.OutputRoot);
        RefineRun? run = job.Kind == RelionJobKind.Build ? null : RunReader.Read(job.OutputRoot);
        if (run is null && here.Length == 0) throw RunErrors.RunNotFound(job.OutputRoot);
        bool isElsewhere = here.Length == 0 && !job.IsEnded;
        return WithRecord(new RunSubject(job.Name)
        {
            OutputRoot = job.OutputRoot,
            Run = run,
            ProcessIds = here,
            Command = JobManifest.TryRead(job.Path)?.Refinement?.Record.ToCommand(),
            Elsewhere = isElsewhere
                ? FormattableString.Invariant($"its processes are not here: srun --jobid {job.Id} --overlap ")
                    + "pwsh -c Test-RelionRun looks at them where they are"
                : null,
        }, run?.RecordPath);
    }

    /// <summary>A record of a run, JSON.</summary>
    /// <exception cref="RelionException"><c>RelionRecordInvalid</c> or <c>RelionRecordSchemaUnknown</c>.</exception>
    public static RunSubject OfRecord(string path)
    {
        try
        {
            RunRecord record = RunRecord.FromJson(PlainFile.ReadText(path));
            return Filled(new RunSubject(record.Name), record);
        }
        catch (NewerRecordException newer)
        {
            throw RunErrors.RecordSchemaUnknown(path, path, newer.Found, newer.Known, newer);
        }
        catch (Exception exception) when (IsOfRecord(exception))
        {
            throw RunErrors.RecordInvalid(path, exception);
        }
    }

    /// <summary>The runs of a path: a record, a root name, a file of an iteration, or a folder.</summary>
    /// <exception cref="RelionException"><c>RelionRunNotFound</c>, or one of <see cref="OfRecord"/>.</exception>
    public static IReadOnlyList<RunSubject> OfPath(string path)
    {
        if (Path.GetExtension(path) == ".json" && File.Exists(path)) return [OfRecord(path)];
        RunSubject[] found = [.. RunFinder.Find(path, recurse: false).Select(OfRoot).OfType<RunSubject>()];
        found = [.. found.Select(run => run.OutputRoot is { } root && Programs(root) is { Length: > 0 } ranks
            ? run with { ProcessIds = ranks }
            : run)];
        return found.Length > 0 ? found : throw RunErrors.RunNotFound(path);
    }

    private static RunSubject? OfRoot(string root)
    {
        if (RunReader.Read(root) is { } run) return Of(run);
        int[] here = Programs(root);
        return here.Length == 0 ? null : new RunSubject(ShortName(root)) { OutputRoot = root, ProcessIds = here };
    }

    private static int[] Programs(string root) => [.. RunProcesses.Of(root).Where(RunProcesses.IsProgram)];

    private static IReadOnlyList<RunSubject> Group(IEnumerable<int> programs) =>
    [
        .. programs
            .GroupBy(id => FullRoot(id) ?? FormattableString.Invariant($"process {id}"))
            .Select(group => new RunSubject(ShortName(group.Key))
            {
                OutputRoot = Path.IsPathRooted(group.Key) ? group.Key : null,
                ProcessIds = [.. group],
                Run = Path.IsPathRooted(group.Key) ? RunReader.Read(group.Key) : null,
            }),
    ];

    /// <summary>The full root name, by the process's own folder.</summary>
    private static string? FullRoot(int id)
    {
        if (RunProcesses.Tokens(id) is not { } tokens || RunProcesses.Root(tokens) is not { } root) return null;
        return NativeMethods.RealPath(FormattableString.Invariant($"/proc/{id}/cwd")) is { } folder
            ? Path.GetFullPath(Path.Combine(folder, root))
            : Path.IsPathRooted(root) ? root : null;
    }

    private static string ShortName(string root) =>
        Path.GetFileName(Path.GetDirectoryName(root)) is { Length: > 0 } folder
            ? $"{folder}/{Path.GetFileName(root)}"
            : root;

    /// <summary>The user that a process runs as; null where it has ended.</summary>
    private static string? Owner(int id)
    {
        const string name = "Uid:";
        try
        {
            return File.ReadLines(FormattableString.Invariant($"/proc/{id}/status"))
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?
                .Split('\t').ElementAtOrDefault(2);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// With what the record says, where there is one that can be read; the rest is there all the same.
    /// </summary>
    private static RunSubject WithRecord(RunSubject subject, string? path)
    {
        if (path is null || Path.GetFileName(path) == JobRecord.FileName) return subject;
        try
        {
            return Filled(subject, RunRecord.FromJson(PlainFile.ReadText(path)));
        }
        catch (Exception exception) when (exception is NewerRecordException || IsOfRecord(exception))
        {
            return subject;
        }
    }

    private static RunSubject Filled(RunSubject subject, RunRecord record)
    {
        var command = record.ToCommand();
        return subject with
        {
            OutputRoot = subject.OutputRoot ?? command.OutputRoot,
            Recorded = record.Run,
            Command = command,
            Program = record.Executable,
        };
    }

    private static bool IsOfRecord(Exception exception) => exception is IOException or UnauthorizedAccessException
        or JsonException or NotSupportedException or ArgumentException or InvalidOperationException;
}
