namespace RelionPS.Builds.Toolchains;

/// <summary>One of Intel's environment scripts, and the argument that it is sourced with.</summary>
internal sealed record IntelScript(string Path, string Argument);

/// <summary>Finds Intel's environment scripts below a root: those of the guide (guide 3.3), or oneAPI's one.</summary>
internal static class IntelScripts
{
    private const string Architecture = "intel64";

    /// <summary>
    /// Kinds of script: a folder pattern below the root, the file below it, its argument. In the guide's order.
    /// </summary>
    private static readonly (string Folder, string File)[] Classic =
    [
        ("impi/*", "intel64/bin/mpivars.sh"),
        ("compilers_and_libraries_*", "linux/bin/compilervars.sh"),
        ("compilers_and_libraries_*", "linux/mkl/bin/mklvars.sh"),
    ];

    /// <summary>
    /// The newest of each kind; Parallel Studio's where there are any, else oneAPI's <c>setvars.sh</c>. Empty where
    /// there is neither.
    /// </summary>
    public static IReadOnlyList<IntelScript> Find(string root)
    {
        IntelScript[] classic =
        [
            .. Classic.Select(kind => Newest(root, kind.Folder, kind.File))
                .OfType<string>()
                .Select(path => new IntelScript(path, Architecture)),
        ];
        if (classic.Length > 0) return classic;
        string[] oneApi = [Path.Combine(root, "setvars.sh"), Path.Combine(root, "oneapi", "setvars.sh")];
        return [.. oneApi.Where(File.Exists).Take(1).Select(path => new IntelScript(path, ""))];
    }

    private static string? Newest(string root, string folderPattern, string file)
    {
        string parent = Path.Combine(root, Path.GetDirectoryName(folderPattern) ?? "");
        if (!Directory.Exists(parent)) return null;
        return Directory.EnumerateDirectories(parent, Path.GetFileName(folderPattern))
            .Select(folder => Path.Combine(folder, file))
            .Where(File.Exists)
            .OrderByDescending(path => ToolVersion.Parse(path[parent.Length..]))
            .FirstOrDefault();
    }
}
