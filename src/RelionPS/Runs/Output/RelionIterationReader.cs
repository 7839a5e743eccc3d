using System.Globalization;

namespace RelionPS.Runs.Output;

/// <summary>
/// Times of iterations, from the modification times of <c>run_itNNN_optimiser.star</c>, which RELION writes first at
/// the end of each iteration
/// (and once, as 000, before the first). Made before the run: files that were there and did not change are not the
/// run's. Comparing a file
/// with itself, not with this machine's clock, is safe on a file server whose clock differs. Precision is the file
/// system's, some milliseconds.
/// </summary>
internal sealed class RelionIterationReader
{
    private const string Ending = "_optimiser.star";

    private readonly string _folder;
    private readonly string _name;
    private readonly Dictionary<string, DateTime> _before;

    /// <param name="outputRoot">Full path of <c>--o</c>.</param>
    public RelionIterationReader(string outputRoot)
    {
        _folder = Path.GetDirectoryName(outputRoot) ?? "/";
        _name = Path.GetFileName(outputRoot);
        _before = Files().ToDictionary(file => file.Path, file => file.Written);
    }

    /// <summary>
    /// The files of a run that was not watched, from what its script noted at its end, a line each: seconds since 1970
    /// and the path. Some seconds are
    /// allowed for clocks that differ between node and file server.
    /// </summary>
    /// <param name="outputRoot">Full path of <c>--o</c>.</param>
    /// <param name="text">The lines.</param>
    /// <param name="startedUtc">When the run began.</param>
    public static IReadOnlyList<WrittenIteration> ParseTimes(string outputRoot, string text, DateTime startedUtc)
    {
        string name = Path.GetFileName(outputRoot);
        var files = new List<WrittenIteration>();
        foreach (string line in text.Split('\n'))
        {
            if (line.Split(' ', 2) is not [var time, var path]
                || IterationOf(name, Path.GetFileName(path)) is not { } iteration)
            {
                continue;
            }
            if (!double.TryParse(
                time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
            {
                continue;
            }
            DateTime written = DateTime.UnixEpoch.AddSeconds(seconds);
            if (written >= startedUtc.ToUniversalTime().AddSeconds(-5))
            {
                files.Add(new WrittenIteration(path, iteration, written));
            }
        }
        return [.. files.OrderBy(file => file.Iteration)];
    }

    /// <summary>Time of each iteration whose begin and end this run wrote.</summary>
    public IReadOnlyList<IterationTime> Read() => Times(Written());

    /// <summary>
    /// Time of each iteration whose begin and end are among the files, which are in order; of several together where
    /// the files between were not written, as in a gradient run.
    /// </summary>
    public static IReadOnlyList<IterationTime> Times(IReadOnlyList<WrittenIteration> written)
    {
        var times = new List<IterationTime>();
        for (int index = 1; index < written.Count; index++)
        {
            int span = written[index].Iteration - written[index - 1].Iteration;
            if (span < 1) continue;
            times.Add(
                new IterationTime(
                    written[index].Iteration, (written[index].Written - written[index - 1].Written).TotalSeconds)
                {
                    Span = span,
                });
        }
        return times;
    }

    /// <summary>The last optimiser file that this run wrote; null where it wrote none.</summary>
    public WrittenIteration? Last() => Written().LastOrDefault();

    private List<WrittenIteration> Written() =>
        [
            .. Files()
                .Where(file => !_before.TryGetValue(file.Path, out DateTime old) || old != file.Written)
                .OrderBy(file => file.Iteration),
        ];

    private IEnumerable<WrittenIteration> Files()
    {
        if (!Directory.Exists(_folder)) yield break;
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            if (IterationOf(_name, Path.GetFileName(path)) is { } iteration)
            {
                yield return new WrittenIteration(path, iteration, File.GetLastWriteTimeUtc(path));
            }
        }
    }

    /// <summary>
    /// <c>run_it012_optimiser.star</c>, or <c>run_ct10_it012_optimiser.star</c> of a run that was continued.
    /// </summary>
    private static int? IterationOf(string name, string fileName)
    {
        if (!fileName.StartsWith(name + "_", StringComparison.Ordinal)
            || !fileName.EndsWith(Ending, StringComparison.Ordinal))
        {
            return null;
        }
        if (fileName.Length <= name.Length + Ending.Length) return null;
        string middle = fileName[name.Length..^Ending.Length];
        int at = middle.LastIndexOf("_it", StringComparison.Ordinal);
        if (at < 0 || (at > 0 && !middle.StartsWith("_ct", StringComparison.Ordinal))) return null;
        return int.TryParse(middle.AsSpan(at + 3), NumberStyles.None, CultureInfo.InvariantCulture, out int iteration)
            ? iteration
            : null;
    }
}

/// <summary>A file that RELION writes at the end of an iteration.</summary>
internal sealed record WrittenIteration(string Path, int Iteration, DateTime Written);
