namespace RelionPS;

/// <summary>What a refinement does, as its output tells.</summary>
public enum RefineKind
{
    /// <summary>Two-dimensional classification.</summary>
    Class2D,

    /// <summary>Three-dimensional classification.</summary>
    Class3D,

    /// <summary>Auto-refinement, with two half-sets.</summary>
    Refine3D,

    /// <summary>A model without a reference, by stochastic gradient descent or its successors.</summary>
    InitialModel,

    /// <summary>Refinement of several bodies.</summary>
    MultiBody,
}

/// <summary>How a refinement stands.</summary>
public enum RefineRunStatus
{
    /// <summary>All that was asked is there, and the results are whole.</summary>
    Completed,

    /// <summary>A process on this machine works on it.</summary>
    Running,

    /// <summary>It did not come to its end, and nothing tells why; it may still run on another machine.</summary>
    Unfinished,

    /// <summary>A record, RELION's own mark or its output says that it went wrong.</summary>
    Failed,

    /// <summary>A record or RELION's own mark says that it was stopped.</summary>
    Cancelled,
}
