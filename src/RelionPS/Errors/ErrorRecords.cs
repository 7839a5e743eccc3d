using System.Management.Automation;

namespace RelionPS.Errors;

/// <summary>Turns exceptions into error records: the id stays, the category comes from the table below.</summary>
internal static class ErrorRecords
{
    /// <summary>Category by error id. An id that is absent is an invalid argument.</summary>
    private static readonly Dictionary<string, ErrorCategory> Categories = new(StringComparer.Ordinal)
    {
        ["RelionUnexpected"] = ErrorCategory.NotSpecified,
        ["RelionProgramNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionProgramNotStarted"] = ErrorCategory.OpenError,
        ["RelionRootNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionNodeUnreadable"] = ErrorCategory.ReadError,
        ["RelionRuleFileNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionRuleFileInvalid"] = ErrorCategory.InvalidData,
        ["RelionProfileFileNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionProfileFileInvalid"] = ErrorCategory.InvalidData,
        ["RelionProfileSchemaUnknown"] = ErrorCategory.InvalidData,
        ["RelionProfileFileExists"] = ErrorCategory.ResourceExists,
        ["RelionProfileNotWritable"] = ErrorCategory.WriteError,
        ["RelionProfileNoReference"] = ErrorCategory.ObjectNotFound,
        ["RelionHostFileNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionBinaryLacksAltCpu"] = ErrorCategory.NotInstalled,
        ["RelionInputNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionWorkingDirectoryNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionOutputNotWritable"] = ErrorCategory.WriteError,
        ["RelionRunFailed"] = ErrorCategory.InvalidResult,
        ["RelionWrongMpiLauncher"] = ErrorCategory.InvalidResult,
        ["RelionPlacementNotProbed"] = ErrorCategory.InvalidResult,
        ["RelionNodeUnreachable"] = ErrorCategory.ConnectionError,
        ["RelionPartitionUnknown"] = ErrorCategory.ObjectNotFound,
        ["RelionSlurmFailed"] = ErrorCategory.InvalidResult,
        ["RelionJobNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionJobNotEnded"] = ErrorCategory.ResourceBusy,
        ["RelionJobStopped"] = ErrorCategory.OperationStopped,
        ["RelionJobWithoutRecord"] = ErrorCategory.ObjectNotFound,
        ["RelionScriptExists"] = ErrorCategory.ResourceExists,
        ["RelionOutputIncomplete"] = ErrorCategory.InvalidResult,
        ["RelionMrcInvalid"] = ErrorCategory.InvalidData,
        ["RelionFileNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionFileUnreadable"] = ErrorCategory.ReadError,
        ["RelionFileChanged"] = ErrorCategory.ResourceBusy,
        ["RelionStarInvalid"] = ErrorCategory.InvalidData,
        ["RelionStarBlockMissing"] = ErrorCategory.ObjectNotFound,
        ["RelionStarLabelMissing"] = ErrorCategory.ObjectNotFound,
        ["RelionStarWithoutParticles"] = ErrorCategory.InvalidData,
        ["RelionStarStrayValue"] = ErrorCategory.InvalidData,
        ["RelionStarNotMendable"] = ErrorCategory.InvalidData,
        ["RelionConversionFailed"] = ErrorCategory.InvalidResult,
        ["RelionFileExists"] = ErrorCategory.ResourceExists,
        ["RelionInputRefused"] = ErrorCategory.InvalidData,
        ["RelionDatasetExists"] = ErrorCategory.ResourceExists,
        ["RelionDatasetNotWritable"] = ErrorCategory.WriteError,
        ["RelionDatasetBusy"] = ErrorCategory.ResourceBusy,
        ["RelionDiskSpaceShort"] = ErrorCategory.ResourceUnavailable,
        ["RelionProjectFailed"] = ErrorCategory.InvalidResult,
        ["RelionInstallationNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionInstallationNotThere"] = ErrorCategory.ObjectNotFound,
        ["RelionEnvironmentScriptFailed"] = ErrorCategory.InvalidResult,
        ["RelionRecipeNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionSiteRecipeNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionSiteRecipeInvalid"] = ErrorCategory.InvalidData,
        ["RelionCompilerMissing"] = ErrorCategory.NotInstalled,
        ["RelionLibraryMissing"] = ErrorCategory.NotInstalled,
        ["RelionInstructionSetMissing"] = ErrorCategory.ResourceUnavailable,
        ["RelionSourceNotFound"] = ErrorCategory.ObjectNotFound,
        ["RelionSourceNotFetched"] = ErrorCategory.ConnectionError,
        ["RelionBuildDiskSpaceShort"] = ErrorCategory.ResourceUnavailable,
        ["RelionBuildDiskFull"] = ErrorCategory.ResourceUnavailable,
        ["RelionBuildKilled"] = ErrorCategory.OperationStopped,
        ["RelionConfigureFailed"] = ErrorCategory.InvalidResult,
        ["RelionCompileFailed"] = ErrorCategory.InvalidResult,
        ["RelionBuildLibraryMissing"] = ErrorCategory.NotInstalled,
        ["RelionBuiltProgramMissing"] = ErrorCategory.InvalidResult,
        ["RelionBuildLacksAltCpu"] = ErrorCategory.InvalidResult,
        ["RelionInstallationLacksProgram"] = ErrorCategory.NotInstalled,
    };

    public static ErrorRecord From(RelionException exception) => new(
        exception,
        exception.ErrorId,
        Categories.GetValueOrDefault(exception.ErrorId, ErrorCategory.InvalidArgument),
        exception.Target);

    /// <summary>For an exception that no one foresaw: never a stack trace, always an id.</summary>
    public static ErrorRecord FromUnexpected(Exception exception, object? target) =>
        From(new RelionException("RelionUnexpected", target, exception, [exception.Message]));
}
