using RelionPS.Core.Processes;

namespace RelionPS.Builds.Installations;

/// <summary>Refinement programs in one folder that belong together.</summary>
internal sealed record InstallationFiles(
    string? MpiProgram, string? ThreadsProgram, IReadOnlyList<string> Programs, string FoundBy);

/// <summary>
/// Looks for refinement programs in folders. Names that go on after RELION's own, as the guide's copies do, are builds
/// of their own.
/// </summary>
internal static class InstallationFinder
{
    /// <summary>Variables that environment modules of RELION set to its prefix.</summary>
    private static readonly string[] PrefixVariables = ["RELION_HOME", "RELION_ROOT", "RELION_DIR", "EBROOTRELION"];

    /// <summary>
    /// All on PATH in its order, in prefixes that environment modules name, and in the folders of earlier builds.
    /// </summary>
    public static IEnumerable<InstallationFiles> FindAll()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string folder, string foundBy) in Folders())
        {
            foreach (InstallationFiles files in InFolder(folder, foundBy))
            {
                if (seen.Add(RealPath(files.MpiProgram ?? files.ThreadsProgram!))) yield return files;
            }
        }
    }

    /// <summary>Those in the folder, or in its <c>bin</c>; RELION's plain names first.</summary>
    public static IEnumerable<InstallationFiles> InFolder(string folder, string foundBy)
    {
        foreach (string candidate in new[] { folder, Path.Combine(folder, "bin") })
        {
            if (!Directory.Exists(candidate)) continue;
            string[] names = Names(candidate);
            foreach (string suffix in names.Select(Suffix).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            {
                string? mpi = Executable(candidate, RefineProgram.Mpi + suffix);
                string? threads = Executable(candidate, RefineProgram.ThreadsOnly + suffix);
                if (mpi is null && threads is null) continue;
                yield return new InstallationFiles(
                    mpi,
                    threads,
                    suffix.Length == 0 ? names : [.. names.Where(name => Suffix(name) == suffix)],
                    foundBy);
            }
        }
    }

    /// <summary>The program with its sibling of the same build.</summary>
    public static InstallationFiles OfProgram(string program, string foundBy)
    {
        string folder = Path.GetDirectoryName(program)!;
        string name = Path.GetFileName(program);
        if (Suffix(name) is not { } suffix) return new InstallationFiles(null, program, [name], foundBy);
        return InFolder(folder, foundBy).First(files => files.MpiProgram == program || files.ThreadsProgram == program);
    }

    /// <summary>True for a program whose name begins as RELION's refinement programs do.</summary>
    public static bool IsRefinement(string path) =>
        Suffix(Path.GetFileName(path)) is not null && ProgramFinder.Find(path) is not null;

    private static IEnumerable<(string Folder, string FoundBy)> Folders()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            ':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return (folder, "PATH");
        }
        foreach (string variable in PrefixVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } prefix) yield return (prefix, variable);
        }
        foreach (string folder in BuiltInstallations.Folders()) yield return (folder, "build");
    }

    private static string[] Names(string folder)
    {
        try
        {
            return [
                .. Directory.EnumerateFiles(folder, "relion*")
                    .Select(path => Path.GetFileName(path)!)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What follows RELION's own name: nothing, or <c>_3.1.1_AVX512</c>; null for other programs.</summary>
    private static string? Suffix(string name)
    {
        foreach (string program in new[] { RefineProgram.Mpi, RefineProgram.ThreadsOnly })
        {
            if (name == program) return "";
            if (name.StartsWith(program + "_", StringComparison.Ordinal)) return name[program.Length..];
        }
        return null;
    }

    private static string? Executable(string folder, string name) =>
        ProgramFinder.Find(Path.Combine(Path.GetFullPath(folder), name));

    /// <summary>PATH often names one folder twice, as /bin and /usr/bin.</summary>
    private static string RealPath(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string real = Path.Combine(
            new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder,
            Path.GetFileName(path));
        return new FileInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
    }
}
