using RelionPS.Core.Processes;

namespace RelionPS.IntegrationTests;

/// <summary>How to start pwsh so that a signal reaches it: where it is a .NET tool, the program on PATH only starts another process, which is the real one.</summary>
internal static class Pwsh
{
    /// <summary>The program, and the arguments that come before pwsh's own.</summary>
    public static (string Program, string[] Arguments) Command
    {
        get
        {
            string program = ProgramFinder.Require("pwsh");
            string store = Path.Combine(Path.GetDirectoryName(NativeMethods.RealPath(program) ?? program)!, ".store", "powershell");
            return Directory.Exists(store) ? ("dotnet", [Directory.GetFiles(store, "pwsh.dll", SearchOption.AllDirectories).Single(path => path.Contains("/unix/", StringComparison.Ordinal))]) : (program, []);
        }
    }
}
