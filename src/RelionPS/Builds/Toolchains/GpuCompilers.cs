using System.Text.RegularExpressions;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Toolchains;

/// <summary>
/// Where compilers for GPUs lie, which are often not on PATH: by the variables of their makers, on PATH, and in the
/// folders that their packages go to. Nothing is started.
/// </summary>
internal static partial class GpuCompilers
{
    public const string Nvcc = "nvcc";
    public const string Hipcc = "hipcc";

    private static readonly (string Name, string[] Variables, string[] Folders)[] Kinds =
    [
        (Nvcc, ["CUDA_HOME", "CUDA_PATH", "CUDA_ROOT"], ["/usr/local/cuda", "/opt/cuda", "/usr/lib/cuda"]),
        (Hipcc, ["ROCM_PATH", "ROCM_HOME", "HIP_PATH"], ["/opt/rocm"]),
    ];

    /// <summary>Programs that are there, the one to take first; the same one may come twice by two names.</summary>
    public static IEnumerable<(string Name, string Path, string FoundBy)> Find(ToolEnvironment environment)
    {
        foreach ((string name, string[] variables, string[] folders) in Kinds)
        {
            foreach (string variable in variables)
            {
                if (environment[variable] is { } root && InFolder(root, name) is { } path)
                {
                    yield return (name, path, variable);
                }
            }
            if (environment.Program(name) is { } onPath) yield return (name, onPath, "PATH");
            foreach (string folder in folders.SelectMany(WithVersions))
            {
                if (InFolder(folder, name) is { } path) yield return (name, path, "system folders");
            }
        }
    }

    /// <summary>
    /// The version in the compiler's answer to <c>--version</c>: <c>release 11.8, V11.8.89</c> of nvcc, and
    /// <c>HIP version: 5.4.22801-aaa1e3d8</c> of hipcc, which counts with ROCm's.
    /// </summary>
    public static string? Version(string answer) =>
        VersionPattern().Match(answer) is { Success: true } match ? match.Groups["version"].Value : null;

    /// <summary>The folder that holds the compiler's <c>bin</c>.</summary>
    public static string RootOf(string path) =>
        Path.GetDirectoryName(Path.GetDirectoryName(path)) is { Length: > 0 } root ? root : "/";

    private static string? InFolder(string root, string name) => ProgramFinder.Find(Path.Combine(root, "bin", name));

    /// <summary>The folder, and its neighbours with a version, <c>cuda-12.4</c>, the newest first.</summary>
    private static IEnumerable<string> WithVersions(string folder)
    {
        string parent = Path.GetDirectoryName(folder)!, name = Path.GetFileName(folder);
        IEnumerable<string> others = Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, name + "-*")
                .OrderByDescending(path => ToolVersion.Parse(Path.GetFileName(path)))
            : [];
        return [folder, .. others];
    }

    [GeneratedRegex(@"(\bV|HIP version: )(?<version>[0-9]+(\.[0-9]+)+)")]
    private static partial Regex VersionPattern();
}
