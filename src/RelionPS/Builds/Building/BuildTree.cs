using RelionPS.Core.Files;

namespace RelionPS.Builds.Building;

/// <summary>
/// The folder that CMake and make work in. What they made is known by its name and place, so that it can be taken away
/// to begin anew; whatever else lies there
/// is not theirs, and stays. Links are not followed.
/// </summary>
internal static class BuildTree
{
    /// <summary>CMake's own folder, in each folder of the project: objects, answers, rules.</summary>
    private const string CMakeFolder = "CMakeFiles";

    /// <summary>Files that CMake and its generators write into the folders of a project (CMake 3.0 to 4.x).</summary>
    private static readonly HashSet<string> CMakeNames = new(StringComparer.Ordinal)
    {
        "CMakeCache.txt", "cmake_install.cmake", "Makefile", "CTestTestfile.cmake", "DartConfiguration.tcl",
        "install_manifest.txt", "compile_commands.json",
        "build.ninja", "rules.ninja", ".ninja_log", ".ninja_deps", "cmake_uninstall.cmake", "CPackConfig.cmake",
        "CPackSourceConfig.cmake",
    };

    private static readonly EnumerationOptions HereOnly = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Takes away all that CMake, make and the module made.</summary>
    /// <param name="folder">Full path of the folder, which stays.</param>
    /// <returns>Files that stay, since they are another's; relative to the folder.</returns>
    public static IReadOnlyList<string> Clear(string folder)
    {
        var kept = new List<string>();
        Clear(new DirectoryInfo(folder), "", isCMakes: false, kept);
        return kept;
    }

    /// <summary>Libraries, programs and objects of the build, wherever they are below the folder.</summary>
    public static IEnumerable<string> Products(string folder) => Files(new DirectoryInfo(folder), "", isCMakes: false)
        .Where(file => file.IsProduct)
        .Select(file => file.Path);

    /// <returns>True where something was taken away.</returns>
    private static bool Clear(DirectoryInfo folder, string below, bool isCMakes, List<string> kept)
    {
        bool isCleared = false;
        // In each folder of a project CMake has its own folder, and files beside it.
        bool isOfProject = below.Length == 0
            || isCMakes
            || Directory.Exists(Path.Combine(folder.FullName, CMakeFolder));
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", HereOnly))
        {
            string name = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                bool isInnerCMakes = isCMakes || entry.Name == CMakeFolder;
                if (!isInnerCMakes && IsAnotherProject(inner))
                {
                    kept.Add(name + "/");
                    continue;
                }
                // A folder that was empty before is the user's, unless it is CMake's.
                if (!Clear(inner, name, isInnerCMakes, kept) && !isInnerCMakes) continue;
                isCleared = true;
                if (!inner.EnumerateFileSystemInfos("*", HereOnly).Any()) inner.Delete();
            }
            else if (!isCMakes && IsScript(entry, below))
            {
                // RELION copies its scripts there each time, and a user may have put one of his own.
                continue;
            }
            else if (isCMakes || (isOfProject && CMakeNames.Contains(entry.Name)) || IsOfBuild(entry.Name, below))
            {
                // Of a link this takes the link.
                entry.Delete();
                isCleared = true;
            }
            else
            {
                kept.Add(name);
            }
        }
        return isCleared;
    }

    private static IEnumerable<(string Path, bool IsProduct)> Files(DirectoryInfo folder, string below, bool isCMakes)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", HereOnly))
        {
            if (entry.LinkTarget is not null) continue;
            if (entry is DirectoryInfo inner)
            {
                if (!isCMakes && entry.Name != CMakeFolder && IsAnotherProject(inner)) continue;
                foreach ((string, bool) file in Files(
                    inner,
                    below.Length == 0 ? entry.Name : $"{below}/{entry.Name}",
                    isCMakes || entry.Name == CMakeFolder))
                {
                    yield return file;
                }
            }
            else
            {
                yield return (
                    entry.FullName,
                    (IsProduct(entry.Name, below) && !IsScript(entry, below)) || (isCMakes && entry.Extension == ".o"));
            }
        }
    }

    private static bool IsOfBuild(string name, string below) =>
        IsProduct(name, below)
            || (below.Length == 0 && name.StartsWith(BuildState.MarkPrefix, StringComparison.Ordinal));

    /// <summary>A folder below with a cache of its own is the work folder of another build.</summary>
    private static bool IsAnotherProject(DirectoryInfo folder) =>
        Path.Exists(Path.Combine(folder.FullName, "CMakeCache.txt"));

    private static bool IsScript(FileSystemInfo entry, string below)
    {
        if (!IsProduct(entry.Name, below) || DirectoryEntry.At(entry.FullName).Kind != EntryKind.File) return false;
        using FileStream file = File.OpenRead(entry.FullName);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    /// <summary>
    /// RELION's programs are in <c>bin</c>, its libraries in <c>lib</c> or beside their sources (3.1 to 5.0).
    /// </summary>
    private static bool IsProduct(string name, string below) =>
        (below == "bin" && name.StartsWith("relion_", StringComparison.Ordinal))
        || (name.StartsWith("librelion", StringComparison.Ordinal)
            && (name.EndsWith(".a", StringComparison.Ordinal) || name.Contains(".so", StringComparison.Ordinal)));
}
