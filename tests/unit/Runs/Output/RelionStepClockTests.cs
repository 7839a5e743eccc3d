using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

/// <summary>Steps on the clock, from RELION's own output.</summary>
public sealed class RelionStepClockTests
{
    [Fact]
    public void Steps_of_RELIONs_output_follow_each_other_without_a_gap()
    {
        // Each character is taken to come a millisecond after the one before.
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests/data/relion-3.1.3/refine.stdout"));
        IReadOnlyList<StepTime> steps = Read(text, out double end);
        Assert.Equal(
            [
                (0, RefineStep.Preparation), (1, RefineStep.Accuracy), (1, RefineStep.Expectation),
                (1, RefineStep.Weights), (1, RefineStep.Maximization), (1, RefineStep.Output),
                (2, RefineStep.Accuracy), (2, RefineStep.Expectation), (2, RefineStep.Weights),
                (2, RefineStep.Maximization), (2, RefineStep.Output),
            ],
            steps.Select(step => (step.Iteration, step.Step)));
        Assert.Equal(0, steps[0].StartSeconds);
        for (int index = 1; index < steps.Count; index++) Assert.Equal(
            steps[index - 1].EndSeconds, steps[index].StartSeconds, 9);
        Assert.Equal(end, steps[^1].EndSeconds, 9);
        Assert.Equal(
            text.IndexOf(
                "~~(,_,\">",
                text.IndexOf("Expectation iteration 1", StringComparison.Ordinal),
                StringComparison.Ordinal) + 7,
            steps[2].StartSeconds * 1000,
            6);
    }

    [Fact]
    public void Output_of_the_MPI_program_gives_the_same_steps()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests/data/relion-3.1.3/refine_mpi.stdout"));
        IReadOnlyList<StepTime> steps = Read(text, out _);
        Assert.Equal(
            [RefineStep.Expectation, RefineStep.Weights, RefineStep.Maximization, RefineStep.Output],
            steps
                .Where(step => step.Iteration == 1)
                .Select(step => step.Step)
                .Where(step => step != RefineStep.Accuracy));
    }

    /// <summary>An auto-refinement of RELION 5.0.1 whose ranks printed at the same time.</summary>
    [Fact]
    public void Lines_of_another_rank_between_a_heading_and_its_bar_take_no_step_away()
    {
        string text = File.ReadAllText(RepositoryPaths.Data("relion-5.0.1", "refine_mpi_mixed.stdout"));
        IReadOnlyList<StepTime> steps = Read(text, out _);
        Assert.Equal(
            [
                (0, RefineStep.Preparation), (8, RefineStep.Accuracy), (8, RefineStep.Expectation),
                (8, RefineStep.Weights), (8, RefineStep.Maximization), (8, RefineStep.Output),
            ],
            steps.Select(step => (step.Iteration, step.Step)));
        Assert.Equal(
            text.IndexOf(
                "~~(,_,\">",
                text.IndexOf("Expectation iteration 8", StringComparison.Ordinal),
                StringComparison.Ordinal) + 7,
            steps[2].StartSeconds * 1000,
            6);
    }

    [Fact]
    public void Line_of_another_rank_anywhere_in_a_step_takes_none_away()
    {
        const string Line = "\n OrientationalSampling= 3.75 NrOrientations= 1200\n";
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests/data/relion-3.1.3/refine_mpi.stdout"));
        (int, RefineStep)[] whole = [.. Read(text, out _).Select(step => (step.Iteration, step.Step))];
        int heading = text.IndexOf("Expectation iteration 1", StringComparison.Ordinal);
        int end = text.IndexOf("Maximization", heading, StringComparison.Ordinal);
        int places = 0;
        for (int at = text.IndexOf('\n', heading); at >= 0 && at < end; at = text.IndexOfAny(['\r', '\n'], at + 1))
        {
            string mixed = text.Insert(at, Line);
            Assert.Equal(whole, Read(mixed, out _).Select(step => (step.Iteration, step.Step)));
            places++;
        }
        Assert.True(places > 5, $"{places} places");
    }

    [Fact]
    public void Last_full_bar_ends_the_expectation_since_the_leader_draws_one_when_all_is_handed_out()
    {
        var clock = new RelionStepClock();
        clock.Read(new RelionProgress(1, 1, "Expectation", 0, null, null), 10);
        clock.Read(new RelionProgress(1, 1, "Expectation", 1, null, null), 50);
        clock.Read(new RelionProgress(1, 1, "Expectation", 1, null, null), 60);
        clock.Read(new RelionProgress(1, 1, "Maximization", 0, null, null), 61);
        Assert.Equal(
            [
                new(0, RefineStep.Preparation, 0, 10),
                new(1, RefineStep.Expectation, 10, 50),
                new(1, RefineStep.Weights, 60, 1),
                new(1, RefineStep.Maximization, 61, 4),
            ],
            clock.Finish(65));
        Assert.Empty(new RelionStepClock().Finish(3));
    }

    private static IReadOnlyList<StepTime> Read(string text, out double seconds)
    {
        var parser = new RelionProgressParser();
        var clock = new RelionStepClock();
        for (int index = 0; index < text.Length; index++) parser.Read(
            text.AsSpan(index, 1), state => clock.Read(state, index / 1000.0));
        seconds = text.Length / 1000.0;
        return clock.Finish(seconds);
    }
}
