namespace RelionPS;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>It came to its end and its results are whole.</summary>
    Completed,

    /// <summary>
    /// It was not started, ended with an error, or its output proves that it did not do what was asked.
    /// </summary>
    Failed,

    /// <summary>The user stopped it.</summary>
    Cancelled,
}
