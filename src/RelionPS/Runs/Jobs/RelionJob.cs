namespace RelionPS;

/// <summary>
/// A job that Submit-RelionJob gave to Slurm, or whose script Export-RelionScript wrote. Everything about it is in its
/// folder, so that any later session
/// finds it there.
/// </summary>
public sealed record RelionJob
{
    /// <summary>Slurm's number; 0 for a script that has not been submitted.</summary>
    public required long Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public RelionJobKind Kind { get; init; }

    /// <summary>Where it stood when it was asked for.</summary>
    public required RelionJobState State { get; init; }

    /// <summary>Slurm's own word for that, with what a pending job waits for.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Exit code of the run; null before its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Its nodes in Slurm's list format; empty before its start.</summary>
    public string NodeList { get; init; } = "";

    /// <summary>Folder with script, output and record.</summary>
    public required string Path { get; init; }

    /// <summary>The batch script.</summary>
    public required string ScriptPath { get; init; }

    /// <summary>
    /// Names of its runs, in order: <c>run</c>, or <c>w01</c> for a warm-up and <c>r01</c>, <c>r02</c> for the runs of
    /// a benchmark.
    /// </summary>
    public required IReadOnlyList<string> Runs { get; init => field = Indexable.List(value); }

    /// <summary>How many of them have ended.</summary>
    public int RunsEnded { get; init; }

    /// <summary>The record that the script writes after each run.</summary>
    public string RecordPath => System.IO.Path.Combine(Path, "record.json");

    /// <summary>Standard output of the run that is in work, or was last.</summary>
    public string StandardOutputPath => FileOf(CurrentRun, "out");

    /// <summary>Standard error of that run.</summary>
    public string StandardErrorPath => FileOf(CurrentRun, "err");

    /// <summary>Full path of <c>--o</c>; of a build, the MPI refinement program.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>Iterations asked for; null where the command does not say.</summary>
    public int? Iterations { get; init; }

    /// <summary>When it was submitted, or its script exported, UTC.</summary>
    public required DateTime SubmittedUtc { get; init; }

    /// <summary>True where nothing of it will change any more.</summary>
    public bool IsEnded => State is not (RelionJobState.Unknown or RelionJobState.Pending or RelionJobState.Running);

    /// <summary>Why Slurm did not answer when it was asked for the job; null where it did.</summary>
    internal string? Silence { get; init; }

    internal string FileOf(string run, string extension) => System.IO.Path.Combine(Path, $"{run}.{extension}");

    private string CurrentRun => Runs[Math.Min(RunsEnded, Runs.Count - 1)];

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name} {State}";
}
