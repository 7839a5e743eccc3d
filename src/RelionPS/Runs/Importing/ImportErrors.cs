using RelionPS.Core.Errors;

namespace RelionPS.Runs.Importing;

/// <summary>Errors of reading commands that the module did not make, and what is said of their parts.</summary>
internal static class ImportErrors
{
    public static RelionException ImportNotFound(string path, string near) =>
        new("RelionImportNotFound", ErrorKind.ObjectNotFound, path, [path, near]);

    public static RelionException JobNotRefine(string job, string type) =>
        new("RelionJobNotRefine", ErrorKind.InvalidArgument, job, [job, type]);

    public static RelionException CommandNotFound(string source, string programs) =>
        new("RelionCommandNotFound", ErrorKind.ObjectNotFound, source, [source, programs]);

    public static RelionException RunWithoutCommand(RefineRun run) =>
        new("RelionRunWithoutCommand", ErrorKind.InvalidData, run.OutputRoot, [run.OutputRoot]);

    public static RelionException CommandUnreadable(string source, int line, string reason) =>
        new("RelionCommandUnreadable", ErrorKind.InvalidData, source, [source, line, reason]);

    public static RelionException ImportNotText(string path) =>
        new("RelionImportNotText", ErrorKind.InvalidData, path, [path]);

    public static RelionException ImportTooLarge(string path, long most) =>
        new("RelionImportTooLarge", ErrorKind.InvalidData, path, [path, most]);

    public static string PromptLeftOut(int line, string prompt) =>
        Messages.Format("RelionImportPromptLeftOut", line, prompt);

    public static string WrapperLeftOut(int line, string words) =>
        Messages.Format("RelionImportWrapperLeftOut", line, words);

    public static string BatchLeftOut(int line, string words) =>
        Messages.Format("RelionImportBatchLeftOut", line, words);

    public static string UnknownBeforeProgram(int line, string words) =>
        Messages.Format("RelionImportUnknownBeforeProgram", line, words);

    public static string LauncherValueUnknown(int line, string launcher, string words) =>
        Messages.Format("RelionImportLauncherValueUnknown", line, launcher, words);

    public static string EnvOptionLeftOut(int line, string word) =>
        Messages.Format("RelionImportEnvOptionLeftOut", line, word);

    public static string RedirectionLeftOut(int line, string words) =>
        Messages.Format("RelionImportRedirectionLeftOut", line, words);

    public static string OtherCommand(int line, string words) =>
        Messages.Format("RelionImportOtherCommand", line, words);

    public static string OtherCommandsMore(int count) => Messages.Format("RelionImportOtherCommandsMore", count);

    public static string Conditional(int line) => Messages.Format("RelionImportConditional", line);

    public static string ProgramUnknown(int line, string program) =>
        Messages.Format("RelionImportProgramUnknown", line, program);

    public static string ProgramMissing(string program) => Messages.Format("RelionImportProgramMissing", program);

    public static string LineJoined(int line) => Messages.Format("RelionImportLineJoined", line);

    public static string ReadingEnded(int line, string reason) =>
        Messages.Format("RelionImportReadingEnded", line, reason);

    public static string SecondProgram(int line, string words) =>
        Messages.Format("RelionImportSecondProgram", line, words);

    public static string NoMpiProgram(int line, string program, int ranks) =>
        Messages.Format("RelionImportNoMpiProgram", line, program, ranks);

    public static string RanksUnknown(string where) => Messages.Format("RelionImportRanksUnknown", where);

    public static string NumberUnknown(string flag, string value, string instead) =>
        Messages.Format("RelionImportNumberUnknown", flag, value, instead);

    public static string Placeholder(int line, string word) =>
        Messages.Format("RelionImportPlaceholder", line, word);

    public static string DashUnusual(int line, string word) => Messages.Format("RelionImportDashUnusual", line, word);

    public static string OptionUnknown(int line, string option) =>
        Messages.Format("RelionImportOptionUnknown", line, option);

    public static string StrayWord(int line, string word) => Messages.Format("RelionImportStrayWord", line, word);

    public static string GivenTwice(int line, string flag, string value) =>
        Messages.Format("RelionImportGivenTwice", line, flag, value);

    public static string ProjectUnknown(string folder) => Messages.Format("RelionImportProjectUnknown", folder);

    public static string JobOptionMissing(string path, string option) =>
        Messages.Format("RelionImportJobOptionMissing", path, option);

    public static string JobOptionOpen(string path, string option, string value) =>
        Messages.Format("RelionImportJobOptionOpen", path, option, value);

    public static string JobOptionsLeftOut(string path, string options) =>
        Messages.Format("RelionImportJobOptionsLeftOut", path, options);

    public static string MadeAsGui(string path) => Messages.Format("RelionImportMadeAsGui", path);

    public static string NoteSaysMore(string path) => Messages.Format("RelionImportNoteSaysMore", path);

    public static string RanksOfLastStart(string path) => Messages.Format("RelionImportRanksOfLastStart", path);

    public static string QueueUnknown(string path) => Messages.Format("RelionImportQueueUnknown", path);

    public static RelionException JobCommandUnknown(string path, string type) =>
        new("RelionJobCommandUnknown", ErrorKind.InvalidOperation, path, [path, type]);

    public static RelionException JobFileInvalid(string path, string reason) =>
        new("RelionJobFileInvalid", ErrorKind.InvalidData, path, [path, reason]);

    public static string SourceDamaged(string path, string reason) =>
        Messages.Format("RelionImportSourceDamaged", path, reason);
}
