using System.Diagnostics;
using System.Globalization;
using System.Text;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

/// <summary>RELION's steps of a job, from its output and the notes of when it arrived.</summary>
public sealed class OutputClockTests : IDisposable
{
    private static readonly DateTime Started = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The pieces of one iteration, and when each arrived, in seconds after the start.</summary>
    private static readonly (double At, string Text)[] Pieces =
    [
        (0.2, "RELION version: 3.1.3 \n"),
        (1.0, " Expectation iteration 1 of 1\n000/??? sec ~~(,_,\">                          [oo]"),
        (2.0, "\r   1/   2 sec ..............................~~(,_,\">"),
        (3.0, "\r   2/   2 sec ............................................................~~(,_,\">\n"),
        (3.5, " Maximization ...\n000/??? sec ~~(,_,\">                          [oo]"),
        (4.0, "\r   1/   1 sec ............................................................~~(,_,\">\n"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Steps_begin_when_their_bars_arrived()
    {
        IReadOnlyList<StepTime> steps = Of(Notes())!.Finish(5);
        Assert.Equal(
            [
                (0, RefineStep.Preparation, 0.0, 1.0), (1, RefineStep.Expectation, 1.0, 2.0),
                (1, RefineStep.Weights, 3.0, 0.5), (1, RefineStep.Maximization, 3.5, 0.5),
                (1, RefineStep.Output, 4.0, 1.0),
            ],
            steps.Select(step => (
                step.Iteration, step.Step, Math.Round(step.StartSeconds, 3), Math.Round(step.Seconds, 3))));
    }

    [Fact]
    public void Last_words_without_a_note_came_at_the_end()
    {
        string notes = Notes();
        IReadOnlyList<StepTime> steps = Of(notes[..(notes.TrimEnd().LastIndexOf('\n') + 1)])!.Finish(5);
        Assert.Equal((RefineStep.Output, 5.0, 0.0), (steps[^1].Step, steps[^1].StartSeconds, steps[^1].Seconds));
    }

    [Theory]
    [InlineData("")]
    // Cut while the first note was written.
    [InlineData("1767323045.2 2")]
    // Not as a script writes it: words, time or bytes that go back, more bytes than there are.
    [InlineData("one 24\n")]
    [InlineData("1767323046.2 24\n1767323045.2 30\n")]
    [InlineData("1767323045.2 24\n1767323046.2 20\n")]
    [InlineData("1767323045.2 240000\n")]
    [InlineData("1767323045.2 24 3\n")]
    public void Notes_that_tell_nothing_give_no_steps(string notes) => Assert.Null(Of(notes));

    [Fact]
    public void Notes_that_end_long_before_the_output_give_no_steps()
    {
        byte[] output = [.. Output(), .. new byte[5000]];
        Assert.Null(OutputClock.Of(output, Notes(), Started, 5, 1));
    }

    /// <summary>The lines of the job's script, by a real bash, around a program that waits between its lines.</summary>
    [Fact]
    public void Script_notes_when_output_arrives()
    {
        string job = Directory.CreateDirectory(_folder.Combine("job")).FullName;
        const string Wait = "read -r -t 0.6 _ <> <(:)";
        string script = string.Join('\n', [
            "set -u", $"job='{job}'", "run=run", .. OutputClockScript.Function, .. OutputClockScript.Begin,
            // The second line comes 0.6 s after the first one was noted, on however busy a machine.
            "{ printf 'one\\n'; until [ -s \"$job/$run.clock\" ]; do read -r -t 0.05 _ <> <(:); done;",
            $"{Wait}; printf 'three\\r'; {Wait}; }} > \"$job/$run.out\"",
            .. OutputClockScript.End, ""]);
        using Process bash = Process.Start(new ProcessStartInfo("bash", [_folder.Write("script", script)])
        {
            RedirectStandardError = true,
        })!;
        string said = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal("", said);
        string[][] notes =
            [.. File.ReadLines(Path.Combine(job, "run.clock")).Select(line => line.Split(' '))];
        Assert.Equal(["4", "10"], notes.Select(note => note[1]));
        double[] times = [.. notes.Select(note => double.Parse(note[0], CultureInfo.InvariantCulture))];
        Assert.InRange(times[1] - times[0], 0.55, 20);
    }

    private static byte[] Output() => Encoding.Latin1.GetBytes(string.Concat(Pieces.Select(piece => piece.Text)));

    private static string Notes()
    {
        int bytes = 0;
        var notes = new StringBuilder();
        foreach ((double at, string text) in Pieces)
        {
            bytes += text.Length;
            double time = (Started - DateTime.UnixEpoch).TotalSeconds + at;
            notes.Append(CultureInfo.InvariantCulture, $"{time:0.000000} {bytes}\n");
        }
        return notes.ToString();
    }

    private static RelionStepClock? Of(string notes) => OutputClock.Of(Output(), notes, Started, 5, 1);
}
