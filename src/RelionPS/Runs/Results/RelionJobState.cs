namespace RelionPS;

/// <summary>Where a job stands.</summary>
public enum RelionJobState
{
    /// <summary>Neither Slurm nor the job's folder tells.</summary>
    Unknown,

    /// <summary>It waits; the job's <c>Reason</c> says for what.</summary>
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
