using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Building;

/// <summary>
/// Reads the percentages of make's and ninja's output: <c>[ 42%] Building CXX …</c> and <c>[42/200] Building CXX …</c>.
/// </summary>
internal sealed class BuildProgress
{
    private readonly string _activity;
    private readonly IReporter _reporter;
    private readonly LineSplitter _lines;
    private readonly long _started = Stopwatch.GetTimestamp();
    private double? _first;

    public BuildProgress(string activity, IReporter reporter)
    {
        (_activity, _reporter) = (activity, reporter);
        _lines = new LineSplitter(Line);
    }

    public void Append(ReadOnlyMemory<char> text) => _lines.Append(text.Span);

    public void Complete() => _reporter.Progress(new ProgressReport(_activity, "done", IsCompleted: true));

    /// <summary>Per cent done; null for any other line.</summary>
    internal static double? Percent(string line)
    {
        if (!line.StartsWith('[')) return null;
        int end = line.IndexOf(']');
        if (end < 0) return null;
        string text = line[1..end].Trim();
        if (text.EndsWith('%'))
        {
            return double.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out double percent)
                ? percent
                : null;
        }
        return text.Split('/') is [var done, var all]
            && double.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out double count)
            && double.TryParse(all, NumberStyles.None, CultureInfo.InvariantCulture, out double total) && total > 0
            ? 100 * count / total
            : null;
    }

    private void Line(string line)
    {
        if (Percent(line) is not { } percent) return;
        // A build that goes on begins above zero: only what this run did tells its speed.
        _first ??= percent;
        double done = percent - _first.Value;
        TimeSpan? remaining = done > 0 ? Stopwatch.GetElapsedTime(_started) * ((100 - percent) / done) : null;
        string file = Path.GetFileName(line[(line.IndexOf(']') + 1)..].Trim());
        string status = string.Create(CultureInfo.InvariantCulture, $"{percent:0} % {file}").TrimEnd();
        _reporter.Progress(new ProgressReport(_activity, status, percent, remaining));
    }
}
