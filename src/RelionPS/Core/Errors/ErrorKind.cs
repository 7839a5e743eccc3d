namespace RelionPS.Core.Errors;

/// <summary>
/// What sort of fault an error tells of. Named after the categories of the engine, which are all it may show.
/// </summary>
internal enum ErrorKind
{
    /// <summary>None of the others.</summary>
    NotSpecified,

    /// <summary>A value that makes no sense, or not here.</summary>
    InvalidArgument,

    /// <summary>A file, an object or a message that is not as it should be.</summary>
    InvalidData,

    /// <summary>Not possible as things stand.</summary>
    InvalidOperation,

    /// <summary>Something else came out than was to.</summary>
    InvalidResult,

    /// <summary>What was named is not there.</summary>
    ObjectNotFound,

    /// <summary>A program, or a part of one, is not on this machine.</summary>
    NotInstalled,

    /// <summary>It could not be opened or started.</summary>
    OpenError,

    /// <summary>It could not be read.</summary>
    ReadError,

    /// <summary>It could not be written.</summary>
    WriteError,

    /// <summary>A machine that could not be reached.</summary>
    ConnectionError,

    /// <summary>Something is there already.</summary>
    ResourceExists,

    /// <summary>Something else is using it.</summary>
    ResourceBusy,

    /// <summary>There is too little of it.</summary>
    ResourceUnavailable,

    /// <summary>It was stopped from outside.</summary>
    OperationStopped,

    /// <summary>It took too long.</summary>
    OperationTimeout,
}
