[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace RelionPS.Testing;

/// <summary>Small programs with a fixed text, for tests of what starts programs.</summary>
internal static class TestProgram
{
    /// <summary>Writes an executable file.</summary>
    public static string Write(TemporaryFolder folder, string relativePath, string text)
    {
        string path = folder.Write(relativePath, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
