using System.Diagnostics;
using RelionPS.Core.Processes;

namespace RelionPS.IntegrationTests;

/// <summary>The real PowerShell, started so that signals reach it.</summary>
internal static class Pwsh
{
    private static readonly string[] Plain = ["-NoLogo", "-NoProfile", "-NonInteractive"];

    /// <summary>
    /// The program, and the arguments that come before pwsh's own. Where pwsh is a .NET tool, the program on PATH only
    /// starts another process, which is the real one.
    /// </summary>
    public static (string Program, string[] Arguments) Command => CommandIn(Folder);

    /// <summary>Where the real pwsh lies, with all that it needs.</summary>
    public static string Folder
    {
        get
        {
            string program = ProgramFinder.Require("pwsh");
            string folder = Path.GetDirectoryName(NativeMethods.RealPath(program) ?? program)!;
            string store = Path.Combine(folder, ".store", "powershell");
            if (!Directory.Exists(store)) return folder;
            return Path.GetDirectoryName(Directory.GetFiles(store, "pwsh.dll", SearchOption.AllDirectories)
                .Single(path => path.Contains("/unix/", StringComparison.Ordinal)))!;
        }
    }

    /// <summary>The same for a copy of that folder. Only the pwsh of a .NET tool has no program of its own.</summary>
    public static (string Program, string[] Arguments) CommandIn(string folder)
    {
        string program = Path.Combine(folder, "pwsh");
        return File.Exists(program) ? (program, []) : ("dotnet", [Path.Combine(folder, "pwsh.dll")]);
    }

    /// <summary>How a script text or file is run: no profile, no questions, its streams read by the test.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        (string program, string[] first) = Command;
        return new ProcessStartInfo(program, [.. first, .. Plain, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
