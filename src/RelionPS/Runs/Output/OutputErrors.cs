using RelionPS.Core.Errors;

namespace RelionPS.Runs.Output;

/// <summary>Errors that RELION's output proves.</summary>
internal static class OutputErrors
{
    public static RelionException InvalidArgument(string option, int exitCode, string logPath) =>
        new("RelionInvalidArgument", ErrorKind.InvalidArgument, option, [option, exitCode, logPath]);

    public static RelionException WrongMpiLauncher(string processes, int exitCode, string logPath) =>
        new("RelionWrongMpiLauncher", ErrorKind.InvalidResult, processes, [processes, exitCode, logPath]);

    public static RelionException GpuNotUsed(string line, int exitCode, string logPath) =>
        new("RelionGpuNotUsed", ErrorKind.NotInstalled, line, [line, exitCode, logPath]);

    public static RelionException GpuOutOfMemory(string line, int exitCode, string logPath) =>
        new("RelionGpuOutOfMemory", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuIdsInvalid(string line, int exitCode, string logPath) =>
        new("RelionGpuIdsInvalid", ErrorKind.InvalidArgument, line, [line, exitCode, logPath]);

    public static RelionException GpuDriverTooOld(string line, int exitCode, string logPath) =>
        new("RelionGpuDriverTooOld", ErrorKind.NotInstalled, line, [line, exitCode, logPath]);

    public static RelionException GpuCodeMissing(string line, int exitCode, string logPath) =>
        new("RelionGpuCodeMissing", ErrorKind.NotInstalled, line, [line, exitCode, logPath]);

    public static RelionException GpuNotFound(string line, int exitCode, string logPath) =>
        new("RelionGpuNotFound", ErrorKind.NotInstalled, line, [line, exitCode, logPath]);

    public static RelionException GpuBusy(string line, int exitCode, string logPath) =>
        new("RelionGpuBusy", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuMemoryDamaged(string line, int exitCode, string logPath) =>
        new("RelionGpuMemoryDamaged", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuLost(string line, int exitCode, string logPath) =>
        new("RelionGpuLost", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuFftFailed(string line, int exitCode, string logPath) =>
        new("RelionGpuFftFailed", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuCodeFailed(string line, int exitCode, string logPath) =>
        new("RelionGpuCodeFailed", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static RelionException GpuWeightsZero(string line, int exitCode, string logPath) =>
        new("RelionGpuWeightsZero", ErrorKind.InvalidData, line, [line, exitCode, logPath]);

    public static RelionException GpuFunctionFailed(string line, int exitCode, string logPath) =>
        new("RelionGpuFunctionFailed", ErrorKind.InvalidResult, line, [line, exitCode, logPath]);

    public static string NoteGpuNotUsed() => Messages.Format("RelionNoteGpuNotUsed");

    public static string NoteGpuShared(string device, string followers) =>
        Messages.Format("RelionNoteGpuShared", device, followers);

    public static string NoteImageSizeLimited(string pixels) =>
        Messages.Format("RelionNoteImageSizeLimited", pixels);

    public static string NoteFreeMemoryIgnored(string megabytes) =>
        Messages.Format("RelionNoteFreeMemoryIgnored", megabytes);

    public static string NoteGpuSpaceShort(string megabytes) =>
        Messages.Format("RelionNoteGpuSpaceShort", megabytes);

    public static string NoteGpuIncompatible() => Messages.Format("RelionNoteGpuIncompatible");

    public static string NoteGpuMapDiffers(int different, int all, string first) =>
        Messages.Format("RelionNoteGpuMapDiffers", different, all, first);
}
