namespace RelionPS;

/// <summary>Where a job stands.</summary>
public enum RelionJobState
{
    /// <summary>Neither Slurm nor the job's folder tells.</summary>
    Unknown,

    /// <summary>It waits; <see cref="RelionJob.Reason"/> says for what.</summary>
    Pending,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It came to its end with exit code 0.</summary>
    Completed,

    /// <summary>It ended with another exit code.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,

    /// <summary>It reached its time limit.</summary>
    TimedOut,

    /// <summary>A node of it went down.</summary>
    NodeFailed,
}

/// <summary>A job that Submit-RelionJob gave to Slurm. Everything about it is in its folder, so that any later session finds it there.</summary>
public sealed record RelionJob
{
    /// <summary>Slurm's number.</summary>
    public required long Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

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

    /// <summary>The batch script that was submitted.</summary>
    public string ScriptPath => System.IO.Path.Combine(Path, "job.sh");

    /// <summary>The record that the script writes at its end.</summary>
    public string RecordPath => System.IO.Path.Combine(Path, "record.json");

    /// <summary>RELION's standard output.</summary>
    public string StandardOutputPath => System.IO.Path.Combine(Path, "run.out");

    /// <summary>RELION's standard error.</summary>
    public string StandardErrorPath => System.IO.Path.Combine(Path, "run.err");

    /// <summary>Full path of <c>--o</c>.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>Iterations asked for; null where the command does not say.</summary>
    public int? Iterations { get; init; }

    /// <summary>When it was submitted, UTC.</summary>
    public required DateTime SubmittedUtc { get; init; }

    /// <summary>True where nothing of it will change any more.</summary>
    public bool IsEnded => State is not (RelionJobState.Unknown or RelionJobState.Pending or RelionJobState.Running);

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Name} {State}";
}
