using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>A RELION source tree.</summary>
internal sealed record SourceTree(string Path, string Version)
{
    /// <summary>The constant of <c>src/macros.h</c> that holds it.</summary>
    public const string VersionName = "RELION_SHORT_VERSION";

    /// <summary>Reads the version that the source gives itself (<c>src/macros.h</c>, RELION 3.1 to 5.0).</summary>
    /// <exception cref="RelionException"><c>RelionSourceNotFound</c>.</exception>
    public static SourceTree Open(string path)
    {
        string header = System.IO.Path.Combine(path, "src", "macros.h");
        if (!File.Exists(System.IO.Path.Combine(path, "CMakeLists.txt")) || !File.Exists(header))
        {
            throw BuildErrors.SourceNotFound(path);
        }
        string version = ToolVersion.Text(HeaderText.Define(header, VersionName))
            ?? throw BuildErrors.SourceNotFound(path);
        return new SourceTree(path, version);
    }
}
