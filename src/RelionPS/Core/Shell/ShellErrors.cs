using RelionPS.Core.Errors;

namespace RelionPS.Core.Shell;

/// <summary>What is said of scripts that can't be read as a whole without running them.</summary>
internal static class ShellErrors
{
    public static string BlankBehindBackslash(int line) => Messages.Format("RelionShellBlankBehindBackslash", line);

    public static string QuoteOpen(string quote) => Messages.Format("RelionShellQuoteOpen", quote);

    public static string VariableUnknown(int line, string variable) =>
        Messages.Format("RelionShellVariableUnknown", line, variable);

    public static string DefaultTaken(int line, string variable, string value) =>
        Messages.Format("RelionShellDefaultTaken", line, variable, value);

    public static string OutputUnknown(int line, string command) =>
        Messages.Format("RelionShellOutputUnknown", line, command);

    public static string PatternKept(int line, string pattern) =>
        Messages.Format("RelionShellPatternKept", line, pattern);
}
