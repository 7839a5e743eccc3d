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
