using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

/// <summary>Expected values are read off RELION 3.1.3's own output in tests/data/relion-3.1.3.</summary>
public sealed class RelionProgressParserTests
{
    private static readonly string Threads = File.ReadAllText(RepositoryPaths.Data("relion-3.1.3", "refine.stdout"));
    private static readonly string Mpi = File.ReadAllText(RepositoryPaths.Data("relion-3.1.3", "refine_mpi.stdout"));

    [Fact]
    public void Steps_of_a_threads_only_run_are_told_with_their_iterations()
    {
        List<RelionProgress> all = Parse(Threads);
        Assert.Equal(
            [
                (null, "Estimating initial noise spectra"),
                (1, "Estimating accuracies in the orientational assignment"),
                (1, "Expectation"),
                (1, "Maximization"),
                (2, "Estimating accuracies in the orientational assignment"),
                (2, "Expectation"),
                (2, "Maximization"),
            ],
            all.Select(progress => (progress.Iteration, progress.Step)).Distinct());
        Assert.Equal(2, all[^1].Iterations);
    }

    [Fact]
    public void Steps_of_an_mpi_run_follow_its_banner()
    {
        List<RelionProgress> all = Parse(Mpi);
        Assert.Equal("Estimating initial noise spectra", all[0].Step);
        Assert.Equal(
            (2, 2, "Maximization", 1.0), (all[^1].Iteration, all[^1].Iterations, all[^1].Step, all[^1].StepFraction));
    }

    [Fact]
    public void Time_left_and_fraction_are_those_of_the_bar()
    {
        // The first two bars below "Expectation iteration 1 of 2": "1/ 15 sec ..." of sixty dots, then "1/ 7 sec
        // .......".
        List<RelionProgress> expectation =
        [
            .. Parse(Threads).Where(progress => progress is { Iteration: 1, Step: "Expectation" }),
        ];
        Assert.Equal((0.0, (TimeSpan?)null), (expectation[0].StepFraction, expectation[0].StepRemaining));
        Assert.Equal((3 / 60.0, TimeSpan.FromSeconds(14)), (expectation[1].StepFraction, expectation[1].StepRemaining));
        Assert.Equal((7 / 60.0, TimeSpan.FromSeconds(6)), (expectation[2].StepFraction, expectation[2].StepRemaining));
        Assert.Equal((1.0, TimeSpan.Zero), (expectation[^1].StepFraction, expectation[^1].StepRemaining));
        Assert.Equal(16, expectation.Count);
    }

    [Theory]
    [InlineData("\r1.23/4.50 min ................~~(,_,\">", 16, 3.27 * 60)]
    [InlineData("\r0.50/2.25 hrs .............~~(,_,\">", 13, 1.75 * 3600)]
    [InlineData("\r  59/  60 sec ...........................................................~~(,_,\">", 59, 1)]
    public void Bars_of_long_runs_count_minutes_and_hours_with_two_decimals(string bar, int dots, double seconds)
    {
        // time.cpp, 3.1: "%3.2f/%3.2f %s " with min or hrs once the whole takes more than sixty of the smaller unit.
        RelionProgress progress = Parse(" Expectation iteration 3 of 25\n000/??? sec ~~(,_,\">      [oo]" + bar)[^1];
        Assert.Equal(dots / 60.0, progress.StepFraction, 6);
        Assert.Equal(seconds, progress.StepRemaining!.Value.TotalSeconds, 6);
        Assert.Equal(3, progress.Iteration);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Percentage_never_falls_and_ends_at_a_hundred(bool isMpi)
    {
        double[] percents =
        [
            .. Parse(isMpi ? Mpi : Threads, iterations: 2).Select(progress => progress.Percent!.Value),
        ];
        Assert.Equal(0, percents[0]);
        Assert.Equal(100, percents[^1]);
        Assert.All(percents.Zip(percents.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
    }

    [Fact]
    public void Auto_refinement_tells_its_iteration_and_no_end()
    {
        RelionProgress progress = Parse(
            " Auto-refine: Iteration= 7\n Expectation iteration 7\n000/??? sec ~~(,_,\">   [oo]\r   2/   4 sec "
            + "..............................~~(,_,\">")[^1];
        Assert.Equal(
            (7, (int?)null, "Expectation", (double?)null),
            (progress.Iteration, progress.Iterations, progress.Step, progress.Percent));
    }

    [Fact]
    public void Progress_is_the_same_at_every_place_the_text_is_cut()
    {
        // All kinds of lines are in the part from the second iteration's heading on.
        string part = Threads[Threads.IndexOf(" Oversampling= 1", Threads.Length / 2, StringComparison.Ordinal)..];
        List<RelionProgress> whole = Parse(part);
        Assert.NotEmpty(whole);
        for (int cut = 1; cut < part.Length; cut++) Assert.Equal(whole, Parse(part[..cut], part[cut..]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16384)]
    public void Progress_is_the_same_in_pieces_of_any_size(int size)
    {
        Assert.Equal(Parse(Mpi), Parse([.. Mpi.Chunk(size).Select(piece => new string(piece))]));
    }

    [Fact]
    public void Text_that_is_no_progress_is_passed_over() =>
        Assert.Empty(Parse("~~(,_,\"\n" + new string('x', 100000) + "\r\n no bar / here\n"));

    private static List<RelionProgress> Parse(params string[] pieces) => Parse(pieces, null);

    private static List<RelionProgress> Parse(string text, int? iterations) => Parse([text], iterations);

    private static List<RelionProgress> Parse(string[] pieces, int? iterations)
    {
        var all = new List<RelionProgress>();
        var parser = new RelionProgressParser(iterations);
        foreach (string piece in pieces) parser.Read(piece, all.Add);
        return all;
    }
}
