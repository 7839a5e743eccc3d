using RelionPS.Core.Errors;
using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>The search against surfaces whose best is known.</summary>
public sealed class SuccessiveHalvingTests
{
    private static readonly SearchOptions Options = new();

    /// <summary>A valley in two parameters, 6 × 6, with its bottom off the edges: costs from 1 to 3.5.</summary>
    private static double Valley(int number)
    {
        double x = number % 6, y = number / 6;
        return 1 + 0.08 * ((x - 3) * (x - 3) + (y - 4) * (y - 4));
    }

    /// <summary>A few binaries, each with settings that hardly matter, as on a small machine.</summary>
    private static double Plateaus(int number) => new[] { 4.0, 1.0, 1.9 }[number % 3] * (1 + 0.01 * (number / 3));

    [Fact]
    public async Task Without_noise_the_best_of_the_grid_is_found()
    {
        foreach (Func<int, double> surface in new[] { Valley, (Func<int, double>)Plateaus })
        {
            (int best, _) = await SearchAsync(36, new FakeTrials(surface));
            Assert.Equal(Enumerable.Range(0, 36).MinBy(surface), best);
        }
    }

    [Fact]
    public async Task With_noise_most_searches_lose_at_most_three_per_cent_and_all_cost_under_a_quarter_of_the_grid()
    {
        int good = 0, searches = 0;
        foreach (Func<int, double> surface in new[] { Valley, (Func<int, double>)Plateaus })
        {
            double best = Enumerable.Range(0, 36).Min(surface);
            // The grid runs each setting as long and as often as the search's last runs.
            double grid = Options.Repeat * Options.Iterations * Enumerable.Range(0, 36).Sum(surface);
            for (ulong seed = 0; seed < 50; seed++, searches++)
            {
                var runner = new FakeTrials(surface, noise: 0.03, seed * 7919);
                (int found, double cost) = await SearchAsync(36, runner);
                if (surface(found) <= 1.03 * best) good++;
                Assert.InRange(cost / grid, 0, 0.25);
            }
        }
        Assert.InRange((double)good / searches, 0.9, 1);
    }

    [Fact]
    public async Task Losers_are_ended_at_the_margin_and_do_not_come_to_longer_runs()
    {
        var runner = new FakeTrials(Valley);
        var journal = new MemoryJournal();
        await new SuccessiveHalving(
            FakeTrials.Candidates(36), Options, runner, journal, new SilentReporter()).RunAsync(default);
        Trial[] ended = [.. journal.Known.Values.Where(trial => trial.Status == SearchStatus.StoppedEarly)];
        Assert.NotEmpty(ended);
        foreach (Trial loser in ended)
        {
            Assert.Equal(loser.LimitSeconds, loser.Seconds);
            if (loser.Candidate != 0)
            {
                Assert.DoesNotContain(
                    journal.Known.Keys, key => key.Candidate == loser.Candidate && key.Rung > loser.Rung);
            }
        }
    }

    [Fact]
    public async Task Pruned_settings_never_run_and_a_failing_one_is_out()
    {
        var runner = new FakeTrials(Valley) { Failing = [27] };
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(36, pruned: [26, 28]);
        var journal = new MemoryJournal();
        SearchOutcome outcome = await new SuccessiveHalving(
            candidates, Options, runner, journal, new SilentReporter()).RunAsync(default);
        Assert.DoesNotContain(runner.Ran, key => key.Candidate is 26 or 28);
        Assert.Single(runner.Ran, key => key.Candidate == 27);
        IReadOnlyList<SearchTrial> rows = SearchSummary.Trials(candidates, outcome.Trials);
        Assert.Equal(
            (SearchStatus.Failed, "made to fail"),
            rows.Where(row => row.Candidate == 27).Select(row => (row.Status, row.Reason)).Single());
        Assert.Equal([26, 28], rows.Where(row => row.Status == SearchStatus.Pruned).Select(row => row.Candidate));
        Assert.All(rows.TakeLast(2), row => Assert.Equal((null, "does not fit"), (row.Rank, row.Reason)));
    }

    [Fact]
    public async Task The_plan_comes_to_every_last_round_and_the_ratio_to_it_is_by_rounds()
    {
        var journal = new MemoryJournal();
        SearchOutcome outcome = await new SuccessiveHalving(
            FakeTrials.Candidates(36),
            Options,
            new FakeTrials(Plateaus),
            journal,
            new SilentReporter()).RunAsync(default);
        int last = outcome.Trials.Max(trial => trial.Rung);
        Assert.Equal(
            [1, 2, 3],
            outcome.Trials
                .Where(trial => trial.Rung == last && trial.Candidate == 0)
                .Select(trial => trial.Round)
                .Order());
        PairedRatio ratio = SearchSummary.Ratio(outcome.Trials, 1, 0)!;
        Assert.Equal(3, ratio.Ratios.Count);
        Assert.Equal(0.25, ratio.Ratio, 6);
    }

    [Fact]
    public void Setting_that_went_no_further_is_compared_with_the_best_of_the_round_that_it_lost()
    {
        Trial[] trials =
        [
            Run(1, 1, 0, 10), Run(1, 1, 1, 17.8), Run(1, 1, 2, 12), Run(1, 1, 3, 20),
            Run(2, 1, 0, 30), Run(2, 2, 0, 60), Run(2, 1, 2, 33), Run(2, 2, 2, 66),
        ];
        IReadOnlyList<SearchTrial> rows = SearchSummary.Trials(FakeTrials.Candidates(4), trials);
        Assert.Equal([0, 2, 1, 3], rows.Select(row => row.Candidate));
        Assert.Equal([1, 1.1, 1.78, 2], rows.Select(row => Math.Round(row.Ratio!.Value, 6)));
        Assert.Equal([true, true, false, false], rows.Select(row => row.Reason is null));
        Assert.Contains("1.78 ×", rows[2].Reason, StringComparison.Ordinal);
        Assert.Contains("2 fastest went on", rows[2].Reason, StringComparison.Ordinal);

        static Trial Run(int rung, int round, int candidate, double seconds) => new()
        {
            Rung = rung,
            Round = round,
            Candidate = candidate,
            Id = $"{candidate}",
            Iterations = 1,
            Status = SearchStatus.Completed,
            Seconds = seconds,
        };
    }

    [Fact]
    public async Task A_plan_that_fails_is_an_error_and_nothing_to_remember()
    {
        var journal = new MemoryJournal();
        var search = new SuccessiveHalving(
            FakeTrials.Candidates(4),
            Options,
            new FakeTrials(Valley) { Failing = [0] },
            journal,
            new SilentReporter());
        RelionException error = await Assert.ThrowsAsync<RelionException>(() => search.RunAsync(default));
        Assert.Equal("RelionTuningStartFailed", error.ErrorId);
        Assert.Empty(journal.Known);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_runs_and_another_seed_another_order()
    {
        async Task<IReadOnlyList<TrialKey>> Run(int seed)
        {
            var runner = new FakeTrials(Valley);
            await new SuccessiveHalving(
                FakeTrials.Candidates(36),
                Options with { Seed = seed },
                runner,
                new MemoryJournal(),
                new SilentReporter()).RunAsync(default);
            return runner.Ran;
        }
        Assert.Equal(await Run(1), await Run(1));
        Assert.NotEqual(await Run(1), await Run(2));
    }

    [Fact]
    public async Task When_the_time_is_up_it_ends_with_what_it_knows()
    {
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(36);
        var runner = new FakeTrials(Valley) { HangsAfter = 20 };
        SearchOutcome outcome = await new SuccessiveHalving(
            candidates,
            Options with { MaxTime = TimeSpan.FromSeconds(0.3) },
            runner,
            new MemoryJournal(),
            new SilentReporter()).RunAsync(default);
        Assert.Equal((false, 20, 0), (outcome.IsComplete, outcome.New, outcome.Resumed));
        SearchTrial best = SearchSummary.Trials(candidates, outcome.Trials)[0];
        Assert.Equal(runner.Ran.Skip(1).MinBy(key => Valley(key.Candidate)).Candidate, best.Candidate);
    }

    [Theory]
    [InlineData(36, "36>12@1 12>4@1 4>3@2")]
    [InlineData(2, "2>3@1")]
    [InlineData(100, "100>34@1 34>12@1 12>4@2 4>3@2")]
    public void Rungs_keep_a_third_and_grow_longer(int candidates, string expected) => Assert.Equal(expected,
        string.Join(
            ' ',
            SuccessiveHalving.Rungs(candidates, Options).Select(rung => $"{rung.Size}>{rung.Keep}@{rung.Iterations}")));

    private static async Task<(int Best, double Cost)> SearchAsync(int count, FakeTrials runner)
    {
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(count);
        SearchOutcome outcome = await new SuccessiveHalving(
            candidates, Options, runner, new MemoryJournal(), new SilentReporter()).RunAsync(default);
        Assert.True(outcome.IsComplete);
        return (
            SearchSummary.Trials(candidates, outcome.Trials)[0].Candidate, outcome.Trials.Sum(trial => trial.Seconds));
    }
}
