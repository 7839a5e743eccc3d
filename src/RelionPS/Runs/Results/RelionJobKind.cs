namespace RelionPS;

/// <summary>What a job does.</summary>
public enum RelionJobKind
{
    /// <summary>A refinement.</summary>
    Refinement,

    /// <summary>A refinement several times in turn, to be timed.</summary>
    Benchmark,

    /// <summary>A build of RELION.</summary>
    Build,
}
