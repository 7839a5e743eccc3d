using RelionPS.Core.Processes;
using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>How many runs a search has at most.</summary>
public sealed class RunCountTests
{
    [Theory]
    // A warm-up, two rounds of all, three that tell what disturbs runs and the three best once more, three rounds of
    // those and the plan.
    [InlineData(1, 1 + 36 + 36 + 3 + 3 + 4 + 4 + 4, 1 + 36 + 36 + 3 + 3 + 4 + 4 + 4)]
    // The warm-up is twice on each of four; of 36 runs nine come after each other. The 42 second ones come in four
    // parts: of 5, 5, 5 and 27, say, which take two turns, two, two and seven.
    [InlineData(4, 4 + 4 + 36 + 36 + 3 + 3 + 4 + 4 + 4, 1 + 1 + 9 + 13 + 1 + 1 + 1)]
    // Five on each of seven and one more; then of 8, 8, 8 and 18, say, two turns, two, two and three.
    [InlineData(7, 7 + 7 + 36 + 36 + 3 + 3 + 4 + 4 + 4, 1 + 1 + 6 + 9 + 1 + 1 + 1)]
    public void Plan_counts_runs_and_those_of_them_that_come_after_each_other(int places, int runs, int turns) =>
        Assert.Equal((runs, turns), RunCount.Most(36, 2, new SearchOptions(), places));

    /// <summary>All are alike, and the plan is neither the fastest nor the slowest: three run at full length.</summary>
    [Fact]
    public async Task A_search_where_all_are_alike_has_no_more_runs_than_its_plan_says()
    {
        var options = new SearchOptions { Finalists = 1, Repeat = 2 };
        SearchOutcome outcome = await new SettingRace(
            FakeTrials.Candidates(8), SearchLevel.OfIterations(1, 3), options,
            new ScriptedTrials(ScriptedTrials.Seesaw), new MemoryJournal(), new SilentReporter()).RunAsync(default);
        Assert.True(outcome.IsAllAlike);
        // A warm-up, two rounds of all, two of three.
        Assert.Equal(1 + 16 + 6, outcome.Trials.Count);
        Assert.InRange(outcome.Trials.Count, 1, RunCount.Most(8, 2, options).Runs);
    }

    /// <summary>Five near the best, five farther off, and 22 far away; of those near one is disturbed.</summary>
    [Fact]
    public async Task A_search_whose_second_runs_come_in_parts_has_no_more_turns_than_its_plan_says()
    {
        const int places = 4;
        var options = new SearchOptions { Repeat = 2 };
        var trials = new ScriptedTrials(key => key switch
        {
            { Rung: 1, Round: 2, Candidate: 2 } => 200,
            { Candidate: < 5 } => 100,
            { Candidate: < 10 } => 115,
            _ => 180,
        })
        {
            Places = places,
        };
        var reporter = new Turns();
        SearchOutcome outcome = await new SettingRace(
            FakeTrials.Candidates(32), FakeTrials.Sets(500, 4000), options, trials, new MemoryJournal(), reporter)
            .RunAsync(default);
        Assert.Contains(outcome.Trials, trial => trial is { Rung: 1, Round: 3 });
        Assert.InRange(reporter.Count, 1, RunCount.Most(32, 2, options, places).Turns);
    }

    /// <summary>Three near the best; the third time one of them is disturbed, and all others run again.</summary>
    [Fact]
    public async Task A_search_whose_three_best_run_a_third_time_has_no_more_runs_than_its_plan_says()
    {
        var options = new SearchOptions { Repeat = 1 };
        var trials = new ScriptedTrials(key => key switch
        {
            { Rung: 1, Round: 3, Candidate: 2 } => 200,
            { Candidate: < 3 } => 100,
            _ => 180,
        });
        SearchOutcome outcome = await new SettingRace(
            FakeTrials.Candidates(20), FakeTrials.Sets(500, 4000), options, trials, new MemoryJournal(),
            new SilentReporter()).RunAsync(default);
        // A warm-up, all, twice three, those three and all others again, three at full length.
        Assert.Equal(1 + 20 + 6 + 20 + 3, outcome.Trials.Count);
        Assert.InRange(outcome.Trials.Count, 1, RunCount.Most(20, 2, options).Runs);
    }

    /// <summary>Counts the waves that a search says it begins.</summary>
    private sealed class Turns : IReporter
    {
        public int Count { get; private set; }

        public void Progress(ProgressReport report) => Count += report.IsCompleted ? 0 : 1;

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }
    }
}
