namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// A test that builds: it needs CMake, GNU's compilers, Open MPI's and libtiff; said to be skipped, and why, where one
/// is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public class BuildFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["cmake", "make", "g++", "mpicxx"];

    public BuildFactAttribute(params string[] files)
    {
        string? missing = Programs.FirstOrDefault(
            program => !(Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(':')
                .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program))))
            ?? files.Append("/usr/include/x86_64-linux-gnu/tiffio.h").FirstOrDefault(file => !File.Exists(file));
        if (missing is not null) Skip = $"needs {missing}, which is not here";
    }
}

/// <summary>A test that builds on a small disk of its own, which needs the right to mount.</summary>
public sealed class SmallDiskFactAttribute : BuildFactAttribute
{
    public SmallDiskFactAttribute()
        : base("/usr/bin/mount", "/usr/bin/unshare")
    {
        if (Skip is null && !MayMount()) Skip = "needs the right to mount";
    }

    private static bool MayMount()
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("unshare", ["-m", "true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that builds RELION's own source, from Debian's source package; it takes minutes.</summary>
public class RelionBuildFactAttribute : BuildFactAttribute
{
    public RelionBuildFactAttribute(params string[] files)
        : base([.. files, "/usr/include/fftw3.h", "/usr/include/oneapi/tbb/version.h"])
    {
        if (Skip is null && !HasSourceLine()) Skip = "needs a deb-src line, for RELION's source";
    }

    private static bool HasSourceLine()
    {
        IEnumerable<string> lists = Directory.Exists("/etc/apt/sources.list.d")
            ? Directory.GetFiles("/etc/apt/sources.list.d")
            : [];
        return lists.Append("/etc/apt/sources.list").Where(File.Exists).SelectMany(File.ReadLines)
            .Any(line => !line.StartsWith('#') && line.Contains("deb-src", StringComparison.Ordinal));
    }
}
