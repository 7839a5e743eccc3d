using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>
/// Copies of what RELION 3.1.3 left of 40 particles of 32 px, with the times of the files as they were. The maps are
/// stand-ins of two pixels a side.
/// </summary>
internal static class CapturedRun
{
    /// <summary>Copies a captured folder below the test's folder; returns the root name's full path.</summary>
    public static string Copy(TemporaryFolder folder, string name)
    {
        string source = RepositoryPaths.Data("runs", name), target = Directory.CreateDirectory(
            folder.Combine(name)).FullName;
        foreach (string file in Directory.EnumerateFiles(source, "*.star"))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
        if (name == "Refine3D") File.WriteAllBytes(Path.Combine(target, "run_class001.mrc"), Map());
        foreach (string line in File.ReadLines(RepositoryPaths.Data("runs", "times.txt")).Where(
            line => line.StartsWith(name + "/", StringComparison.Ordinal)))
        {
            string[] words = line.Split(' ');
            File.SetLastWriteTimeUtc(
                folder.Combine(words[0]),
                DateTime.Parse(words[1], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
        }
        return Path.Combine(target, "run");
    }

    /// <summary>
    /// A run of so many steps in a folder of that name, each a copy of the captured run's last iteration; one that was
    /// asked for another number of iterations than it got to says that number.
    /// </summary>
    public static string Numbered(TemporaryFolder folder, string name, int step, int steps, int? asked = null)
    {
        string target = Directory.CreateDirectory(folder.Combine(name)).FullName;
        for (int index = 0; index <= steps; index++)
        {
            string files = $"run_it{index * step:000}";
            foreach (string table in (string[])["model", "optimiser", "data", "sampling"])
            {
                string text = File.ReadAllText(RepositoryPaths.Data("runs", "Class3D", $"run_it003_{table}.star"))
                    .Replace("run_it003", files, StringComparison.Ordinal);
                text = Regex.Replace(text, @"(_rlnCurrentIteration\s+)\d+", $"${{1}}{index * step}");
                text = Regex.Replace(
                    text, @"(_rlnNumberOfIterations\s+)\d+", $"${{1}}{asked ?? (steps * step)}");
                File.WriteAllText(Path.Combine(target, $"{files}_{table}.star"), text);
            }
        }
        return Path.Combine(target, "run");
    }

    /// <summary>Leaves only the beginning of a file, as a full disk does, and keeps its time.</summary>
    public static void Cut(string path, int length)
    {
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        File.SetLastWriteTimeUtc(path, time);
    }

    /// <summary>A whole MRC file of 2 × 2 × 2 zeros, mode 2.</summary>
    public static byte[] Map()
    {
        var file = new byte[1024 + 32];
        foreach (int place in (int[])[0, 4, 8, 12]) file[place] = 2;
        return file;
    }
}
