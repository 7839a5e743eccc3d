using System.Globalization;
using System.Text;

namespace RelionPS.Runs.Output;

/// <summary>
/// Reads progress from RELION's standard output (time.cpp and ml_optimiser.cpp, 3.1 to 5.0), in pieces of any size. A
/// heading names the
/// step; then a bar is drawn again and again: <c> 4/ 15 sec ....~~(,_,"&gt;</c>, time gone, time expected, and sixty
/// dots for the whole step.
/// </summary>
/// <param name="iterations">Iterations of the run where they are known beforehand; the output's own number follows
/// late.</param>
internal sealed class RelionProgressParser(int? iterations = null)
{
    private const int DotsOfWholeStep = 60;
    private const int MaximumSegment = 1024;
    private const string StepSizeMark = "(Step size ";

    /// <summary>The mouse at the end of every bar.</summary>
    private const string BarEnd = "~~(,_,\">";

    /// <summary>
    /// Steps of an iteration: how their headings begin, and the part of the iteration they begin and end at.
    /// Expectation is nearly all of it
    /// wherever RELION is worth timing. Other steps count as the iteration's begin.
    /// </summary>
    private static readonly (string Heading, bool IsOfNextIteration, double From, double To)[] Steps =
    [
        ("Estimating accuracies", true, 0, 0.05),
        ("Expectation iteration", false, 0.05, 0.90),
        ("Gradient optimisation iteration", false, 0.05, 0.90),
        ("Stochastic Gradient Descent iteration", false, 0.05, 0.90),
        ("Stochastic Expectation Maximisation iteration", false, 0.05, 0.90),
        ("Maximization", false, 0.90, 1),
    ];

    private readonly StringBuilder _segment = new();
    private string _heading = "";
    private int? _finished;
    private int? _iteration;
    private int? _iterations = iterations;
    private double _from;
    private double _to;
    private bool _isStepOpen;
    private int? _particles;
    private double? _stepSize;

    /// <summary>Takes the next piece and calls back for every state of a bar that it completes.</summary>
    public void Read(ReadOnlySpan<char> text, Action<RelionProgress> onProgress)
    {
        foreach (char character in text)
        {
            if (character is '\r' or '\n')
            {
                if (_segment.Length > 0) ReadHeading(_segment.ToString().Trim());
                _segment.Clear();
                continue;
            }
            if (_segment.Length < MaximumSegment) _segment.Append(character);
            if (character == '>' && EndsWithBar())
            {
                if (ReadBar(_segment.ToString()) is { } progress) onProgress(progress);
                _segment.Clear();
            }
        }
    }

    private bool EndsWithBar()
    {
        if (_segment.Length < BarEnd.Length) return false;
        for (int index = 0, start = _segment.Length - BarEnd.Length; index < BarEnd.Length; index++)
        {
            if (_segment[start + index] != BarEnd[index]) return false;
        }
        return true;
    }

    private void ReadHeading(string line)
    {
        if (line.Length == 0 || line == "[oo]" || line.StartsWith("WARNING", StringComparison.Ordinal)) return;
        if (line.StartsWith("Auto-refine: Iteration=", StringComparison.Ordinal))
        {
            // Auto-refinement says its iteration on a line of its own.
            if (FirstNumber(line) is { } current) _finished = current - 1;
            return;
        }
        (string Heading, bool IsOfNextIteration, double From, double To) step = Array.Find(
            Steps, candidate => line.StartsWith(candidate.Heading, StringComparison.Ordinal));
        // Ranks print at the same time: lines of others come between a step's heading and its bar, and into the bar
        // (observed, RELION 5.0.1: "Oversampling= 1 …" after "Expectation iteration 8").
        if (step.Heading is null && _isStepOpen) return;
        _heading = line.TrimEnd('.', ' ');
        _isStepOpen = step.Heading is not null;
        if (step.Heading is null)
        {
            (_from, _to) = (0, 0);
            return;
        }
        (_from, _to) = (step.From, step.To);
        if (step.IsOfNextIteration) _iteration = (_finished ?? 0) + 1;
        else if (FirstNumber(line) is { } number) ReadCount(line, number);
        if (step.To >= 1) _finished = _iteration;
    }

    /// <summary>
    /// <c>Expectation iteration 2 of 25</c>; without <c>of</c> in auto-refinement. What follows is a mini-batch's:
    /// <c>with 200 particles (Step size 0.9)</c>, or <c>(with 200 particles)</c> (ml_optimiser.cpp, 3.1.4 to 5.0.1).
    /// </summary>
    private void ReadCount(string line, int number)
    {
        _iteration = number;
        _finished = number - 1;
        int with = line.IndexOf("with ", StringComparison.Ordinal);
        _particles = with >= 0 ? FirstNumber(line[with..]) : null;
        int size = line.IndexOf(StepSizeMark, StringComparison.Ordinal);
        _stepSize = size >= 0 ? Number(line.AsSpan(size + StepSizeMark.Length).TrimEnd(')')) : null;
        int of = line.IndexOf(" of ", StringComparison.Ordinal);
        if (of >= 0) _iterations = FirstNumber(line[of..]);
        _heading = line[..line.IndexOf(" iteration", StringComparison.Ordinal)];
    }

    private RelionProgress? ReadBar(string bar)
    {
        ReadOnlySpan<char> text = bar.AsSpan(0, bar.Length - BarEnd.Length);
        int slash = text.IndexOf('/');
        if (slash < 0) return null;
        int dots = text.Length - 1 - text.LastIndexOf(' ');
        double fraction = Math.Min(1, dots / (double)DotsOfWholeStep);
        if (fraction >= 1) _isStepOpen = false;
        TimeSpan? left = null;
        ReadOnlySpan<char> expected = text[(slash + 1)..].TrimStart();
        int end = expected.IndexOf(' ');
        if (end > 0 && Number(text[..slash]) is { } gone && Number(expected[..end]) is { } whole)
        {
            left = TimeSpan.FromSeconds(Math.Max(0, whole - gone) * Unit(text));
        }
        return new RelionProgress(_iteration, _iterations, _heading, fraction, left, Percent(fraction))
        {
            ParticleCount = _particles,
            StepSize = _stepSize,
        };
    }

    private double? Percent(double fraction)
    {
        if (_iterations is not > 0) return null;
        double done = Math.Max(0, (_iteration ?? 1) - 1) + _from + (fraction * (_to - _from));
        return Math.Clamp(100 * done / _iterations.Value, 0, 100);
    }

    /// <summary>Seconds of the bar's unit.</summary>
    private static int Unit(ReadOnlySpan<char> bar) =>
        bar.Contains(" min ", StringComparison.Ordinal) ? 60
            : bar.Contains(" hrs ", StringComparison.Ordinal) ? 3600
            : 1;

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    private static int? FirstNumber(string line)
    {
        int start = line.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0) return null;
        int end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end])) end++;
        return int.TryParse(
            line.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }
}
