using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Results;

/// <summary>
/// Names of the files that one run leaves: <c>cpu3d_benchmark_20260102T030405678Z_r01.json</c>, <c>.out</c> and
/// <c>.err</c>; warm-ups have
/// <c>w01</c>. No file is ever written over.
/// </summary>
internal sealed record RunFileNames(string RecordPath, string StandardOutputPath, string StandardErrorPath)
{
    /// <summary>Label of runs for the clock.</summary>
    public const string Benchmark = "benchmark";

    /// <summary>Label of runs for the science.</summary>
    public const string Refine = "refine";

    /// <summary>Records of a root name, the newest first.</summary>
    public static IEnumerable<string> Records(string folder, string rootName) => new DirectoryInfo(folder)
        .EnumerateFiles(rootName + "_*.json")
        .Where(
            file => file.Name.StartsWith($"{rootName}_{Benchmark}_", StringComparison.Ordinal)
                || file.Name.StartsWith($"{rootName}_{Refine}_", StringComparison.Ordinal))
        .OrderByDescending(file => Stamp(file.Name), StringComparer.Ordinal)
        .ThenByDescending(file => file.LastWriteTimeUtc)
        .Select(file => file.FullName);

    /// <summary>Start and number, behind the label: a copy keeps them, and no times.</summary>
    private static string Stamp(string name)
    {
        string[] parts = Path.GetFileNameWithoutExtension(name).Split('_');
        return parts.Length > 2 ? $"{parts[^2]}_{parts[^1][1..]}" : name;
    }

    /// <summary>Takes names that no other run has, by making the output files.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="rootName">File name of <c>--o</c>.</param>
    /// <param name="startedUtc">The benchmark's start, the same for all its runs.</param>
    /// <param name="number">The run's number.</param>
    /// <param name="isWarmup">Whether it is a warm-up.</param>
    /// <param name="label">What the run is for, <see cref="Benchmark"/> or <see cref="Refine"/>.</param>
    public static RunFileNames Reserve(
        string folder, string rootName, DateTime startedUtc, int number, bool isWarmup, string label = Benchmark)
    {
        for (DateTime stamp = startedUtc; ; stamp = stamp.AddMilliseconds(1))
        {
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"{rootName}_{label}_{stamp:yyyyMMdd'T'HHmmssfff'Z'}_{(isWarmup ? 'w' : 'r')}{number:00}");
            string path = Path.Combine(folder, name);
            if (File.Exists(path + ".json") || !TryMake(path + ".out")) continue;
            if (TryMake(path + ".err")) return new RunFileNames(path + ".json", path + ".out", path + ".err");
            File.Delete(path + ".out");
        }
    }

    /// <summary>Makes an empty file; false where anything is there already, a link that leads nowhere too.</summary>
    private static bool TryMake(string path)
    {
        try
        {
            using var made = new FileStream(path, FileMode.CreateNew);
            return true;
        }
        catch (IOException exception) when (exception.HResult == NativeMethods.FileExists)
        {
            return false;
        }
    }
}
