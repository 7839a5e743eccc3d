using System.Globalization;

namespace RelionPS.Benchmarking;

/// <summary>
/// Names of the files that one run leaves: <c>cpu3d_benchmark_20260102T030405678Z_r01.json</c>, <c>.out</c> and <c>.err</c>; warm-ups have
/// <c>w01</c>. No file is ever written over.
/// </summary>
internal sealed record BenchmarkFiles(string RecordPath, string StandardOutputPath, string StandardErrorPath)
{
    /// <summary>Takes names that no other run has, by making the output file.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="rootName">File name of <c>--o</c>.</param>
    /// <param name="startedUtc">The benchmark's start, the same for all its runs.</param>
    /// <param name="number">The run's number.</param>
    /// <param name="isWarmup">Whether it is a warm-up.</param>
    public static BenchmarkFiles Reserve(string folder, string rootName, DateTime startedUtc, int number, bool isWarmup)
    {
        for (DateTime stamp = startedUtc; ; stamp = stamp.AddMilliseconds(1))
        {
            string label = string.Create(CultureInfo.InvariantCulture, $"{rootName}_benchmark_{stamp:yyyyMMdd'T'HHmmssfff'Z'}_{(isWarmup ? 'w' : 'r')}{number:00}");
            string path = Path.Combine(folder, label);
            if (File.Exists(path + ".json") || File.Exists(path + ".err")) continue;
            try
            {
                using var reserved = new FileStream(path + ".out", FileMode.CreateNew);
                return new BenchmarkFiles(path + ".json", path + ".out", path + ".err");
            }
            catch (IOException) when (File.Exists(path + ".out"))
            {
                // Another benchmark of the same root began in this millisecond.
            }
        }
    }
}
