using System.Globalization;
using System.Text;

namespace RelionPS.Runs.Output;

/// <summary>
/// The steps of a run that was not watched, from its output and from notes of when the output arrived: a line each, in
/// seconds since 1970 and in bytes that were there by then. The same readers as of a live run read the pieces.
/// </summary>
internal static class OutputClock
{
    /// <summary>
    /// Most bytes without a note, at the end: RELION's last words come as it ends. More are the sign of notes that end
    /// early.
    /// </summary>
    private const int MostUnnoted = 4096;

    /// <summary>RELION's steps on the clock of the run; null where the notes do not tell.</summary>
    /// <param name="output">The output.</param>
    /// <param name="notes">The notes.</param>
    /// <param name="startedUtc">When the run began, by the clock of the notes.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="iterations">Its iterations, where they are known.</param>
    public static RelionStepClock? Of(
        ReadOnlySpan<byte> output, string notes, DateTime startedUtc, double seconds, int? iterations)
    {
        if (Parse(notes, startedUtc) is not { Count: > 0 } marks) return null;
        if (marks[^1].Bytes > output.Length || output.Length - marks[^1].Bytes > MostUnnoted) return null;
        var parser = new RelionProgressParser(iterations);
        var clock = new RelionStepClock();
        int read = 0;
        foreach ((double at, int bytes) in marks.Append((seconds, output.Length)))
        {
            // RELION's headings and bars are ASCII; a byte is a character, whatever else stands there.
            parser.Read(
                Encoding.Latin1.GetString(output[read..bytes]), state => clock.Read(state, Math.Clamp(at, 0, seconds)));
            read = bytes;
        }
        return clock;
    }

    /// <summary>
    /// The notes in order; none where one is not as a script writes it, but for a last one that was cut.
    /// </summary>
    private static List<(double Seconds, int Bytes)> Parse(string notes, DateTime startedUtc)
    {
        double start = (startedUtc.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        var marks = new List<(double Seconds, int Bytes)>();
        string whole = notes[..(notes.LastIndexOf('\n') + 1)];
        foreach (string line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            (double, int) last = marks.Count > 0 ? marks[^1] : (double.MinValue, 0);
            if (line.Split(' ') is not [var time, var count]
                || !double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double at)
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes)
                || at - start < last.Item1 || bytes < last.Item2)
            {
                return [];
            }
            marks.Add((at - start, bytes));
        }
        return marks;
    }
}
