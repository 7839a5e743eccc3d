using RelionPS.Core.Errors;

namespace RelionPS.Studies.Search;

/// <summary>Errors of searches, of their journals and of the files that their settings are kept in.</summary>
internal static class SearchErrors
{
    public static RelionException SweepInvalid(string text) =>
        new("RelionSweepInvalid", ErrorKind.InvalidArgument, text, [text]);

    public static RelionException TuningAutoRefine(RefineCommand start) =>
        new("RelionTuningAutoRefine", ErrorKind.InvalidArgument, start, [start.CommandLine]);

    public static RelionException TuningOneCommand(RefineCommand second) =>
        new("RelionTuningOneCommand", ErrorKind.InvalidArgument, second, [second.CommandLine]);

    public static RelionException TuningContinued(RefineCommand command) =>
        new("RelionTuningContinued", ErrorKind.InvalidArgument, command, [command.CommandLine]);

    public static RelionException TuningSetsDiffer(string one, string other, string difference) =>
        new("RelionTuningSetsDiffer", ErrorKind.InvalidArgument, other, [one, other, difference]);

    public static RelionException TuningStartFailed(string setting, string? reason) =>
        new("RelionTuningStartFailed", ErrorKind.InvalidResult, setting, [setting, reason]);

    public static RelionException TuningNotWritable(string folder, string reason, Exception cause) =>
        new("RelionTuningNotWritable", ErrorKind.WriteError, folder, [folder, reason], cause);

    public static RelionException TuningBusy(string path, Exception cause) =>
        new("RelionTuningBusy", ErrorKind.ResourceBusy, path, [path], cause);

    public static RelionException TuningJournalInvalid(
        string path, int line, string reason, Exception? cause = null) =>
        new("RelionTuningJournalInvalid", ErrorKind.InvalidData, path, [path, line, reason], cause);

    public static RelionException TuningJournalDiffers(string path, IEnumerable<string> differences) =>
        new(
            "RelionTuningJournalDiffers", ErrorKind.InvalidOperation, path,
            [path, string.Join("; ", differences)]);

    public static RelionException TuningFileNotFound(string path) =>
        new("RelionTuningFileNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException TuningFileInvalid(
        string path, string field, string reason, Exception? cause = null) =>
        new("RelionTuningFileInvalid", ErrorKind.InvalidData, path, [path, field, reason], cause);

    public static RelionException TuningFileNotWritable(string path, string reason, Exception? cause = null) =>
        new("RelionTuningFileNotWritable", ErrorKind.WriteError, path, [path, reason], cause);

    public static string TuningPlaceFailed(string place, string setting, string elsewhere) =>
        Messages.Format("RelionTuningPlaceFailed", place, setting, elsewhere);

    public static string TuningPlaceLeftOut(string place, string setting, string elsewhere) =>
        Messages.Format("RelionTuningPlaceLeftOut", place, setting, elsewhere);

    public static string TuningNothingTimed(string path) => Messages.Format("RelionTuningNothingTimed", path);

    public static string TuningNotSaved(string path) => Messages.Format("RelionTuningNotSaved", path);
}
