using RelionPS.Core.Errors;
using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>The race: which runs it asks for, and who drops out of it.</summary>
public sealed class SettingRaceTests
{
    private static readonly SearchOptions Options = new();

    private static readonly IReadOnlyList<SearchLevel> Levels = SearchLevel.OfIterations(1, 3);

    [Fact]
    public async Task Without_noise_the_best_of_the_grid_is_found()
    {
        foreach (Func<int, double> surface in new[] { Surfaces.Valley, (Func<int, double>)Surfaces.Plateaus })
        {
            SearchOutcome outcome = await RunAsync(36, new FakeTrials(surface));
            Assert.Equal(Enumerable.Range(0, 36).MinBy(surface), outcome.Best);
        }
    }

    [Fact]
    public async Task Losers_are_ended_at_the_margin_and_do_not_come_to_longer_runs()
    {
        Trial[] trials = [.. (await RunAsync(36, new FakeTrials(Surfaces.Valley))).Trials];
        Trial[] ended = [.. trials.Where(trial => trial.Status == SearchStatus.StoppedEarly)];
        Assert.NotEmpty(ended);
        foreach (Trial loser in ended)
        {
            Assert.Equal(loser.LimitSeconds, loser.Seconds);
            if (loser.Candidate != 0)
            {
                Assert.DoesNotContain(
                    trials, trial => trial.Candidate == loser.Candidate && trial.Rung > loser.Rung);
            }
        }
    }

    [Fact]
    public async Task Pruned_settings_never_run_and_a_failing_one_is_out()
    {
        var runner = new FakeTrials(Surfaces.Valley) { Failing = [27] };
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(36, pruned: [26, 28]);
        SearchOutcome outcome = await RunAsync(candidates, runner);
        Assert.DoesNotContain(runner.Ran, key => key.Candidate is 26 or 28);
        Assert.Single(runner.Ran, key => key.Candidate == 27);
        IReadOnlyList<SearchTrial> rows = SearchSummary.Trials(candidates, outcome.Trials, outcome);
        Assert.Equal(
            (SearchStatus.Failed, "made to fail"),
            rows.Where(row => row.Candidate == 27).Select(row => (row.Status, row.Reason)).Single());
        Assert.Equal([26, 28], rows.Where(row => row.Status == SearchStatus.Pruned).Select(row => row.Candidate));
        Assert.All(rows.TakeLast(2), row => Assert.Equal((null, "does not fit"), (row.Rank, row.Reason)));
    }

    [Fact]
    public async Task A_beaten_plan_runs_once_at_full_length_and_the_ratio_to_it_has_an_interval()
    {
        SearchOutcome outcome = await RunAsync(36, new FakeTrials(Surfaces.Plateaus, 0.01));
        Trial start = Assert.Single(outcome.Trials, trial => trial is { Rung: 2, Candidate: 0 });
        // Without a limit: how much slower it is, a user wants to know.
        Assert.Equal((SearchStatus.Completed, (double?)null), (start.Status, start.LimitSeconds));
        PairedRatio ratio = SearchSummary.Ratio(outcome, outcome.Best!.Value, 0)!;
        Assert.InRange(ratio.Ratio, 0.24, 0.27);
        Assert.InRange(0.25, ratio.Interval!.Lower, ratio.Interval.Upper);
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
    }

    [Fact]
    public void One_run_that_was_ended_beside_others_that_were_not_is_no_loss()
    {
        Trial[] trials =
        [
            Run(1, 1, 0, 10), Run(1, 1, 1, 9), Run(1, 2, 0, 10), Run(1, 2, 1, 13, SearchStatus.StoppedEarly),
            Run(1, 1, 2, 13, SearchStatus.StoppedEarly), Run(1, 2, 2, 13, SearchStatus.StoppedEarly),
        ];
        IReadOnlyList<SearchTrial> rows = SearchSummary.Trials(FakeTrials.Candidates(3), trials);
        Assert.Equal(
            [(1, SearchStatus.Completed), (0, SearchStatus.Completed), (2, SearchStatus.StoppedEarly)],
            rows.Select(row => (row.Candidate, row.Status)));
        Assert.Equal(9, rows[0].Seconds);
    }

    [Fact]
    public async Task A_plan_that_fails_is_an_error_and_nothing_to_remember()
    {
        var journal = new MemoryJournal();
        SettingRace search = Race(FakeTrials.Candidates(4), new FakeTrials(Surfaces.Valley) { Failing = [0] }, journal);
        RelionException error = await Assert.ThrowsAsync<RelionException>(() => search.RunAsync(default));
        Assert.Equal("RelionTuningStartFailed", error.ErrorId);
        Assert.Empty(journal.Known);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_runs_and_another_seed_another_order()
    {
        async Task<IReadOnlyList<TrialKey>> Run(int seed)
        {
            var runner = new FakeTrials(Surfaces.Valley);
            await Race(FakeTrials.Candidates(36), runner, options: Options with { Seed = seed }).RunAsync(default);
            return runner.Ran;
        }
        Assert.Equal(await Run(1), await Run(1));
        Assert.NotEqual(await Run(1), await Run(2));
    }

    [Fact]
    public async Task When_the_time_is_up_it_ends_with_what_it_knows()
    {
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(36);
        var runner = new FakeTrials(Surfaces.Valley) { HangsAfter = 20 };
        SearchOutcome outcome = await Race(
            candidates, runner, options: Options with { MaxTime = TimeSpan.FromSeconds(0.3) }).RunAsync(default);
        Assert.Equal((false, 20, 0), (outcome.IsComplete, outcome.New, outcome.Resumed));
        Assert.False(outcome.IsAllAlike);
        SearchTrial best = SearchSummary.Trials(candidates, outcome.Trials, outcome)[0];
        Assert.Equal(runner.Ran.Skip(1).MinBy(key => Surfaces.Valley(key.Candidate)).Candidate, best.Candidate);
    }

    [Fact]
    public async Task A_time_that_no_timer_takes_is_no_limit()
    {
        SettingRace search = Race(
            FakeTrials.Candidates(4), new FakeTrials(Surfaces.Valley),
            options: Options with { MaxTime = TimeSpan.FromDays(60) });
        Assert.True((await search.RunAsync(default)).IsComplete);
    }

    [Fact]
    public async Task All_run_once_before_any_runs_twice_and_the_second_time_on_the_way_back()
    {
        var runner = new FakeTrials(_ => 1, 0.001);
        await RunAsync(9, runner);
        int[] first = Round(1), second = Round(2);
        Assert.Equal(Enumerable.Range(0, 9), first.Order());
        Assert.Equal(Enumerable.Reverse(first), second);
        Assert.True(runner.Ran.FindIndex(key => key.Round == 2)
            > runner.Ran.FindLastIndex(key => key is { Rung: 1, Round: 1 }));

        int[] Round(int round) =>
            [.. runner.Ran.Where(key => key.Rung == 1 && key.Round == round).Select(key => key.Candidate)];
    }

    [Fact]
    public async Task Settings_that_a_source_or_an_earlier_search_names_run_first_after_the_plan()
    {
        IReadOnlyList<Candidate> candidates =
            [.. FakeTrials.Candidates(12).Select(one => one with { IsKnown = one.Number is 5 or 9 })];
        var runner = new FakeTrials(Surfaces.Valley);
        await RunAsync(candidates, runner);
        Assert.Equal([0, 5, 9], runner.Ran.Where(key => key.Rung == 1).Take(3).Select(key => key.Candidate));
    }

    /// <summary>The best is disturbed in its first run, so that this is ended; others near it are twice undisturbed.
    /// </summary>
    [Fact]
    public async Task A_setting_that_was_ended_once_has_a_second_chance_where_few_were_ended()
    {
        var runner = new DisturbedTrials(new FakeTrials(number => number == 4 ? 0.8 : 1, 0.002), new TrialKey(1, 1, 4));
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(10), runner);
        Assert.Equal(4, outcome.Best);
    }

    [Fact]
    public async Task Where_most_were_ended_and_another_run_is_seen_disturbed_they_have_their_second_chance_too()
    {
        // Eight near the best, sixteen far away, and the best itself, whose first run is ended.
        static double Cost(int number) => number == 20 ? 0.8 : number % 3 == 0 ? 1 + 0.002 * number : 1.8;
        var disturbed = new DisturbedTrials(new FakeTrials(Cost, 0.002), new TrialKey(1, 1, 20), new TrialKey(1, 2, 6));
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(25), disturbed);
        Assert.Equal((20, 0.0), (outcome.Best, outcome.DisturbedRisk));

        // Unseen, it is lost; the risk of that is told. (8/9)^8 / 9 at nine near the best, less where some are off.
        SearchOutcome unseen = await RunAsync(
            FakeTrials.Candidates(25), new DisturbedTrials(new FakeTrials(Cost, 0.002), new TrialKey(1, 1, 20)));
        Assert.NotEqual(20, unseen.Best);
        Assert.Equal(Math.Pow(9 / 10.0, 9) / 10, unseen.DisturbedRisk, 6);
        Assert.Contains("3.9 %", SearchSummary.Confidence(
            unseen, SearchSummary.Ratio(unseen, unseen.Best!.Value, 20) ?? Wide, null, 0.05), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_plan_is_the_best_the_risk_that_a_better_one_was_disturbed_is_told_too()
    {
        // Nine near the best, the plan first of them, and twenty far away, which run once: (9/10)^9 / 10.
        var runner = new ScriptedTrials(key => key.Candidate == 0 ? 99 : key.Candidate < 9 ? 104 : 180);
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(29), runner);
        Assert.Equal(0, outcome.Best);
        Assert.Equal(
            "the plan that the search started from is the best; that one which was ended in its only run is the best, "
            + "and was disturbed, has a chance below 3.9 %",
            SearchSummary.Confidence(outcome, null, null, 0.05));
    }

    [Fact]
    public async Task A_plan_that_is_beaten_in_short_runs_and_the_best_in_long_ones_has_no_reason_against_it()
    {
        var runner = new ScriptedTrials(key => key.Candidate > 0 ? 100 : key.Rung == 1 ? 109 : 90);
        IReadOnlyList<Candidate> candidates = FakeTrials.Candidates(8);
        SearchOutcome outcome = await RunAsync(candidates, runner);
        Assert.Contains("beaten in 2 rounds", outcome.Reasons[0], StringComparison.Ordinal);
        SearchTrial best = SearchSummary.Trials(candidates, outcome.Trials, outcome)[0];
        Assert.Equal((0, (string?)null), (best.Candidate, best.Reason));
    }

    [Theory]
    // Eight of nine tell: (8/9)^8 / 9. Three of four tell too little, and run a third time: (6/7)^6 / 7. Two of three
    // can't be held against each other: the far ones have their second chance.
    [InlineData(9, 0.043305, 0)]
    [InlineData(4, 0.056653, 0)]
    [InlineData(3, 0, 20)]
    public async Task A_second_run_that_fails_is_no_sign_that_nothing_disturbs_runs(int near, double risk, int again)
    {
        // Twenty are far from the best; of those near it number 3 fails the second time.
        var runner = new ScriptedTrials(key => key.Candidate < near ? 100 : 180)
        {
            Failing = [new TrialKey(1, 2, 2)],
        };
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(near + 20), runner);
        Assert.Equal(risk, outcome.DisturbedRisk, 6);
        Assert.Equal(again, outcome.Trials.Count(trial =>
            trial is { Rung: 1, Round: > 1 } && trial.Candidate >= near));
    }

    /// <summary>Some are near the best, some within the margin, and twenty are ended in their first run.</summary>
    [Theory]
    // As many as six runs tell: (6/7)^6 / 7.
    [InlineData("100 101 102", "3 3 3", 6, 0.056653)]
    [InlineData("100 115 118", "3 3 3", 6, 0.056653)]
    // The four fastest, be they near the best or not: (4/5)^4 / 5. The fifth is farther than noise explains.
    [InlineData("100 115 116 118 119", "2 2 2 2 1", 4, 0.08192)]
    public async Task Where_most_were_ended_three_or_more_tell_how_often_something_disturbs_runs(
        string quick, string runs, int told, double risk)
    {
        int[] seconds = [.. quick.Split(' ').Select(int.Parse)];
        var runner = new ScriptedTrials(key => key.Candidate < seconds.Length ? seconds[key.Candidate] : 180);
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(seconds.Length + 20), runner);
        Assert.Equal(runs, string.Join(' ', Enumerable.Range(0, seconds.Length).Select(Runs)));
        Assert.All(Enumerable.Range(seconds.Length, 20), candidate => Assert.Equal(1, Runs(candidate)));
        Assert.Equal((0, risk), (outcome.Best, Math.Round(outcome.DisturbedRisk, 6)));
        Assert.Contains($"none of {told} more runs", outcome.Reasons[seconds.Length], StringComparison.Ordinal);

        int Runs(int candidate) => outcome.Trials.Count(trial => trial.Rung == 1 && trial.Candidate == candidate);
    }

    [Fact]
    public async Task Two_alone_tell_nothing_of_what_disturbs_runs_and_all_run_again()
    {
        var runner = new ScriptedTrials(key => key.Candidate < 2 ? 100 : 180);
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(22), runner);
        Assert.Equal(22, outcome.Trials.Count(trial => trial is { Rung: 1, Round: 2 }));
        Assert.Equal(0, outcome.DisturbedRisk);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Where_one_of_three_is_seen_disturbed_the_best_that_was_ended_has_its_second_chance(int round)
    {
        var runner = new ScriptedTrials(key => key == new TrialKey(1, 1, 20) || key == new TrialKey(1, round, 1) ? 200
            : key.Candidate < 3 ? 100 : key.Candidate == 20 ? 80 : 180);
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(24), runner);
        Assert.Equal((20, 0.0), (outcome.Best, outcome.DisturbedRisk));
        Assert.Equal(21, outcome.Trials.Count(trial =>
            trial is { Rung: 1, Candidate: >= 3 } && trial.Round == round + 1));
    }

    private static PairedRatio Wide => new() { Ratios = [1], Ratio = 1, GeometricMean = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(12)]
    public async Task Where_nothing_but_the_plan_runs_it_is_the_best_and_nothing_is_alike(int settings)
    {
        var runner = new FakeTrials(Surfaces.Flat) { Failing = [.. Enumerable.Range(1, settings - 1)] };
        SearchOutcome outcome = await RunAsync(settings, runner);
        Assert.Equal((0, true, false), (outcome.Best, outcome.IsComplete, outcome.IsAllAlike));
        Assert.Equal(
            "the plan that the search started from is the best",
            SearchSummary.Confidence(outcome, null, null, 0.05));
    }

    /// <summary>Three settings run at full length alone, eight in short runs first.</summary>
    [Theory]
    [InlineData(3, 0.5, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(8, 0.5, 1)]
    [InlineData(8, 1, 0)]
    public async Task One_round_at_full_length_tells_what_differs_by_more_than_noise(
        int settings, double cost, int best)
    {
        // Before its work begins, a run takes as long as a hundred times the work of the short ones.
        var runner = new FakeTrials(number => number == 1 ? cost : 1) { Start = settings > 3 ? 4000 : 0 };
        SearchOutcome outcome = await new SettingRace(
            FakeTrials.Candidates(settings), FakeTrials.Sets(40, 4000), Options with { Repeat = 1 }, runner,
            new MemoryJournal(), new SilentReporter()).RunAsync(default);
        Assert.Equal((best, best == 0), (outcome.Best, outcome.IsAllAlike));
    }

    [Fact]
    public async Task A_setting_that_was_ended_twice_at_full_length_is_not_alike_however_much_noise_there_is()
    {
        var runner = new ScriptedTrials(key => key is { Rung: 2, Candidate: 7 } ? 130 : ScriptedTrials.Seesaw(key));
        SearchOutcome outcome = await RunAsync(FakeTrials.Candidates(8), runner);
        Assert.Equal(2, outcome.Trials.Count(trial => trial is
        {
            Rung: 2, Candidate: 7, Status: SearchStatus.StoppedEarly
        }));
        Assert.False(outcome.IsAllAlike);
    }

    [Theory]
    [InlineData("500", "500 500")]
    [InlineData("500 2000", "500 2000")]
    [InlineData("1000 2000 4000", "1000 4000")]
    [InlineData("500 1000 4000", "500 4000")]
    [InlineData("250 1000 4000", "250 1000 4000")]
    [InlineData("500 1000 2000 4000 8000", "500 2000 8000")]
    public void Levels_of_sets_are_the_least_the_most_and_one_between_where_it_pays(string sets, string levels) =>
        Assert.Equal(levels, string.Join(
            ' ', FakeTrials.Sets([.. sets.Split(' ').Select(int.Parse)]).Select(level => level.Particles)));

    [Fact]
    public async Task On_several_nodes_trials_run_side_by_side_and_the_search_ends_as_on_one()
    {
        var alone = new FakeTrials(Surfaces.Valley);
        var together = new FakeTrials(Surfaces.Valley) { Places = 4 };
        SearchOutcome one = await RunAsync(36, alone), four = await RunAsync(36, together);
        Assert.Equal(one.Best, four.Best);
        Assert.Equal([0, 1, 2, 3], together.RanAt.Distinct().Order());
        Assert.Equal([0], alone.RanAt.Distinct());
        // Each node reads programs and images first, and then shows how fast it is.
        Assert.Equal(
            Enumerable.Range(1, 8), together.Ran.Where(key => key.Rung == 0).Select(key => key.Round).Order());
    }

    [Fact]
    public async Task Journal_is_not_asked_while_trials_run_that_write_to_it()
    {
        var watched = new WatchedTrials(new FakeTrials(Surfaces.Valley) { Places = 3 });
        await Race(FakeTrials.Candidates(12), watched, watched).RunAsync(default);
        Assert.Equal((true, false), (watched.WasAsked, watched.WasAskedMeanwhile));
    }

    private static Trial Run(
        int rung, int round, int candidate, double seconds, SearchStatus status = SearchStatus.Completed) => new()
        {
            Rung = rung,
            Round = round,
            Candidate = candidate,
            Id = $"{candidate}",
            Iterations = 1,
            Status = status,
            Seconds = seconds,
        };

    private static Task<SearchOutcome> RunAsync(int count, ITrialRunner runner) =>
        RunAsync(FakeTrials.Candidates(count), runner);

    private static Task<SearchOutcome> RunAsync(IReadOnlyList<Candidate> candidates, ITrialRunner runner) =>
        Race(candidates, runner).RunAsync(default);

    private static SettingRace Race(
        IReadOnlyList<Candidate> candidates,
        ITrialRunner runner,
        IJournal? journal = null,
        SearchOptions? options = null) =>
        new(candidates, Levels, options ?? Options, runner, journal ?? new MemoryJournal(), new SilentReporter());

    /// <summary>Some runs are twice as slow.</summary>
    private sealed class DisturbedTrials(FakeTrials inner, params TrialKey[] keys) : ITrialRunner
    {
        public int Places => inner.Places;

        public string? NameOf(int place) => inner.NameOf(place);

        public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
        {
            Trial trial = await inner.RunAsync(request with { LimitSeconds = null }, cancellationToken);
            double seconds = trial.Seconds * (keys.Contains(request.Key) ? 2 : 1);
            return request.LimitSeconds is { } limit && seconds > limit
                ? trial with { Seconds = limit, LimitSeconds = limit, Status = SearchStatus.StoppedEarly }
                : trial with { Seconds = seconds, LimitSeconds = request.LimitSeconds };
        }
    }

    /// <summary>Trials and their journal, which knows whether it is asked while one runs.</summary>
    private sealed class WatchedTrials(FakeTrials inner) : ITrialRunner, IJournal
    {
        private readonly MemoryJournal _journal = new();
        private int _running;

        public bool WasAsked { get; private set; }

        public bool WasAskedMeanwhile { get; private set; }

        public int Places => inner.Places;

        public string? NameOf(int place) => inner.NameOf(place);

        public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _running);
            try
            {
                return await inner.RunAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }

        public Trial? Find(TrialKey key)
        {
            WasAsked = true;
            WasAskedMeanwhile |= Volatile.Read(ref _running) > 0;
            return _journal.Find(key);
        }

        public void Append(Trial trial) => _journal.Append(trial);
    }
}
