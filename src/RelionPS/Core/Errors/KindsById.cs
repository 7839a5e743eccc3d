namespace RelionPS.Core.Errors;

/// <summary>Kinds of the errors that are thrown by their id alone. A room that makes its errors by methods needs no row.</summary>
internal static class KindsById
{
    private static readonly Dictionary<string, ErrorKind> Kinds = new(StringComparer.Ordinal)
    {
        ["RelionAllocatorNotFound"] = ErrorKind.NotInstalled,
        ["RelionBinaryLacksAltCpu"] = ErrorKind.NotInstalled,
        ["RelionBuildLacksAltCpu"] = ErrorKind.InvalidResult,
        ["RelionFileNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionFileNotOwn"] = ErrorKind.ResourceExists,
        ["RelionHostFileNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionInputNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionInstallationLacksProgram"] = ErrorKind.NotInstalled,
        ["RelionJobFolderTaken"] = ErrorKind.ResourceExists,
        ["RelionJobNotEnded"] = ErrorKind.ResourceBusy,
        ["RelionJobNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionJobStopped"] = ErrorKind.OperationStopped,
        ["RelionJobWithoutRecord"] = ErrorKind.ObjectNotFound,
        ["RelionNodeWithoutCpus"] = ErrorKind.InvalidData,
        ["RelionOutputIncomplete"] = ErrorKind.InvalidResult,
        ["RelionOutputNotWritable"] = ErrorKind.WriteError,
        ["RelionPlacementNotProbed"] = ErrorKind.InvalidResult,
        ["RelionProgramNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionProgramNotStarted"] = ErrorKind.OpenError,
        ["RelionResultsExist"] = ErrorKind.ResourceExists,
        ["RelionRunAlreadyCompleted"] = ErrorKind.InvalidOperation,
        ["RelionRunBusy"] = ErrorKind.ResourceBusy,
        ["RelionRunFailed"] = ErrorKind.InvalidResult,
        ["RelionRunNotContinuable"] = ErrorKind.InvalidData,
        ["RelionRunNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionRunStalled"] = ErrorKind.OperationTimeout,
        ["RelionRunUnfinished"] = ErrorKind.InvalidResult,
        ["RelionTuningBusy"] = ErrorKind.ResourceBusy,
        ["RelionTuningFileInvalid"] = ErrorKind.InvalidData,
        ["RelionTuningFileNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionTuningFileNotWritable"] = ErrorKind.WriteError,
        ["RelionTuningJournalDiffers"] = ErrorKind.InvalidOperation,
        ["RelionTuningJournalInvalid"] = ErrorKind.InvalidData,
        ["RelionTuningNotWritable"] = ErrorKind.WriteError,
        ["RelionTuningStartFailed"] = ErrorKind.InvalidResult,
        ["RelionWorkingDirectoryNotFound"] = ErrorKind.ObjectNotFound,
        ["RelionWrongMpiLauncher"] = ErrorKind.InvalidResult,
    };

    /// <summary>The error's kind; an id that is absent is an invalid argument.</summary>
    public static ErrorKind Of(string errorId) => Kinds.GetValueOrDefault(errorId, ErrorKind.InvalidArgument);
}
