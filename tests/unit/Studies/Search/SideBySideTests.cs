using CsCheck;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Statistics;
using RelionPS.Studies.Search;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Trials side by side on nodes that are not alike: who wins, where trials run, and what ends them.</summary>
public sealed class SideBySideTests
{
    private static readonly IReadOnlyList<SearchLevel> Levels = FakeTrials.Sets(500, 4000);

    /// <summary>Nodes from 5 % faster to 5 % slower than the mean; settings of the slope differ by less.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nodes_that_differ_by_a_tenth_do_not_choose_the_setting(int places)
    {
        const int searches = 20;
        int good = 0;
        for (ulong seed = 0; seed < searches; seed++)
        {
            foreach (Func<int, double> surface in (Func<int, double>[])[Surfaces.Valley, Surfaces.Slope])
            {
                var nodes = new Nodes(surface, seed, places);
                SearchOutcome outcome = await RunAsync(nodes, 36, (int)seed);
                double best = Enumerable.Range(0, 36).Min(surface);
                if (surface(outcome.Best!.Value) <= 1.03 * best) good++;
            }
        }
        Assert.InRange((double)good / (2 * searches), 0.9, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Where_settings_are_alike_a_tenth_between_nodes_is_no_difference(int places)
    {
        const int searches = 40;
        int alike = 0;
        for (ulong seed = 0; seed < searches; seed++)
        {
            SearchOutcome outcome = await RunAsync(new Nodes(_ => 1, seed, places), 24, (int)seed);
            if (outcome.IsAllAlike) alike++;
        }
        // The search may be wrong once in twenty.
        Assert.InRange(alike, 0.85 * searches, searches);
    }

    [Fact]
    public async Task What_nodes_differ_by_is_found_and_taken_out_of_the_ratio()
    {
        var nodes = new Nodes(number => number == 1 ? 0.5 : 1, 7, 2);
        SearchOutcome outcome = await RunAsync(nodes, 8, 1);
        var times = new PlaceTimes(outcome.Trials);
        // 0.95 and 1.05, whose geometric mean is 0.9987.
        Assert.InRange(times.Factor("n0"), 0.94, 0.965);
        Assert.InRange(times.Factor("n1"), 1.04, 1.065);
        Assert.Equal(1, outcome.Best);
        Assert.InRange(SearchSummary.Ratio(outcome, 1, 0)!.Ratio, 0.48, 0.52);
    }

    [Fact]
    public async Task A_setting_changes_its_place_from_round_to_round()
    {
        var nodes = new Nodes(number => 1 + 0.001 * number, 3, 2);
        SearchOutcome outcome = await RunAsync(nodes, 12, 1);
        IEnumerable<IGrouping<int, Trial>> settings = outcome.Trials
            .Where(trial => trial is { Rung: 1, Round: 1 or 2 }).GroupBy(trial => trial.Candidate);
        Assert.All(settings, runs => Assert.Equal(2, runs.Select(run => run.Node).Distinct().Count()));
    }

    [Fact]
    public void No_node_is_ever_in_two_trials_at_once() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 30], Gen.ULong[0, 1000], Gen.Double[0, 0.3])
            .Sample(
                (places, settings, seed, failing) =>
                {
                    var nodes = new Nodes(number => 1 + 0.05 * number, seed, places) { Failing = failing };
                    try
                    {
                        RunAsync(nodes, settings, (int)seed).GetAwaiter().GetResult();
                    }
                    catch (RelionException refused) when (refused.ErrorId == "RelionTuningStartFailed")
                    {
                        // The plan itself failed everywhere.
                    }
                    return nodes.MostAtOnePlace == 1 && nodes.MostAtOnce <= places;
                },
                iter: 100);

    [Fact]
    public void Places_of_a_round_are_as_full_as_each_other_and_no_two_settings_gain_by_changing() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 25], Gen.Int[0, 3].Array[150])
            .Sample((places, settings, earlier) =>
            {
                int Times(int setting, int place) => earlier[(setting * 6) + place];
                IReadOnlyList<int> given = PlaceTurns.Of(settings, places, Times);
                int[] loads = [.. Enumerable.Range(0, places).Select(place => given.Count(one => one == place))];
                bool isEven = loads.Max() - loads.Min() <= 1 && given.Count == settings;
                // None has to run where it ran, where each ran at one place and others are as many.
                int[] again = [.. PlaceTurns.Of(settings, places, (one, place) => given[one] == place ? 1 : 0)];
                bool isOther = places == 1 || settings % places > 0
                    || again.Zip(given).All(pair => pair.First != pair.Second);
                return isEven && isOther;
            });

    [Fact]
    public async Task A_trial_that_fails_on_a_node_alone_runs_on_another_and_its_setting_is_not_lost()
    {
        // Setting 5 is the best.
        var nodes = new Nodes(number => number == 5 ? 0.7 : 1, 11, 3) { Gone = ["n1"] };
        var reporter = new Warnings();
        SearchOutcome outcome = await RunAsync(nodes, 12, 1, reporter);
        Assert.Equal(5, outcome.Best);
        Assert.DoesNotContain(outcome.Trials, trial => trial.Status == SearchStatus.Failed || trial.Node == "n1");
        // Once it is told, the second time it is left out; it is asked no more.
        Assert.Equal(2, nodes.Sent("n1"));
        Assert.Equal(2, reporter.Said.Count);
        Assert.Contains("n1", reporter.Said[0], StringComparison.Ordinal);
        Assert.Contains("No more trials are sent to n1", reporter.Said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_was_left_out_stays_so_when_the_search_goes_on()
    {
        Nodes Gone() => new(number => number == 5 ? 0.7 : 1, 11, 3) { Gone = ["n1"] };
        var whole = new MemoryJournal();
        SearchOutcome expected = await Race(Gone(), 12, 1, whole, new SilentReporter()).RunAsync(default);
        for (int kept = 1; kept < whole.Known.Count; kept++)
        {
            var journal = new MemoryJournal();
            foreach (Trial trial in whole.Known.Values.Take(kept)) journal.Append(trial);
            Nodes nodes = Gone();
            var reporter = new Warnings();
            SearchOutcome outcome = await Race(nodes, 12, 1, journal, reporter).RunAsync(default);
            Assert.Equal(expected.Trials, outcome.Trials);
            // The two warm-ups, of three each, cost it its place.
            int struck = whole.Known.Values.Take(kept).Count(trial => trial is { Rung: 0, Round: 2 or 5 });
            Assert.Equal(2 - struck, nodes.Sent("n1"));
            Assert.Single(
                reporter.Said,
                said => said.StartsWith("No more trials are sent to n1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_trial_that_failed_is_not_tried_again_where_another_has_just_failed()
    {
        // After the warm-ups of six and three waves of three both go; the round ends with one setting alone.
        var nodes = new Nodes(number => 1 + 0.01 * number, 11, 3) { Gone = ["n0", "n1"], GoneAfter = 6 + 9 };
        SearchOutcome outcome = await RunAsync(nodes, 13, 1);
        Assert.DoesNotContain(outcome.Trials, trial => trial.Status == SearchStatus.Failed);
        Assert.Equal((2, 2), (nodes.Failed("n0"), nodes.Failed("n1")));
    }

    [Fact]
    public async Task A_setting_that_fails_everywhere_is_out_and_no_node_is_left_out_for_it()
    {
        var nodes = new Nodes(number => 1 + 0.01 * number, 5, 3) { FailingSettings = [4] };
        var reporter = new Warnings();
        SearchOutcome outcome = await RunAsync(nodes, 12, 1, reporter);
        Trial failed = Assert.Single(outcome.Trials, trial => trial.Candidate == 4);
        Assert.Equal(SearchStatus.Failed, failed.Status);
        Assert.Empty(reporter.Said);
    }

    [Fact]
    public async Task Stopping_ends_all_trials_and_keeps_those_that_were_through()
    {
        using var stop = new CancellationTokenSource();
        var nodes = new Nodes(number => 1 + 0.01 * number, 5, 3) { StopsAt = (new TrialKey(1, 1, 4), stop) };
        var journal = new MemoryJournal();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Race(nodes, 12, 1, journal, new SilentReporter()).RunAsync(stop.Token));
        Assert.Equal(0, nodes.Running);
        Assert.NotEmpty(journal.Known);
        Assert.DoesNotContain(new TrialKey(1, 1, 4), journal.Known.Keys);
        // From there it comes to the end that it would have come to.
        SearchOutcome expected = await RunAsync(new Nodes(number => 1 + 0.01 * number, 5, 3), 12, 1);
        SearchOutcome resumed = await Race(
            new Nodes(number => 1 + 0.01 * number, 5, 3), 12, 1, journal, new SilentReporter()).RunAsync(default);
        Assert.Equal(expected.Trials, resumed.Trials);
        Assert.True(resumed.Resumed > 0);
    }

    private static Task<SearchOutcome> RunAsync(Nodes nodes, int settings, int seed, Warnings? reporter = null) =>
        Race(nodes, settings, seed, new MemoryJournal(), reporter ?? new Warnings()).RunAsync(default);

    private static SettingRace Race(
        Nodes nodes, int settings, int seed, IJournal journal, IReporter reporter) =>
        new(FakeTrials.Candidates(settings), Levels, new SearchOptions { Seed = seed }, nodes, journal, reporter);

    /// <summary>Nodes from 0.95 to 1.05 times the usual time, with 2 % of noise; a run lets others begin beside it.
    /// </summary>
    private sealed class Nodes(Func<int, double> cost, ulong seed, int places) : ITrialRunner
    {
        private readonly object _gate = new();
        private readonly Dictionary<int, int> _at = [];
        private readonly Dictionary<string, int> _sent = [];
        private readonly Dictionary<string, int> _failed = [];
        private int _begun;

        private readonly FakeTrials _trials = new(cost, 0.02, seed * 7919)
        {
            Node = place => places == 1 ? 1 : 0.95 + 0.1 * place / (places - 1),
        };

        public int Places => places;

        public int Running { get; private set; }

        public int MostAtOnce { get; private set; }

        public int MostAtOnePlace { get; private set; }

        /// <summary>Nodes on which nothing runs.</summary>
        public HashSet<string> Gone { get; init; } = [];

        /// <summary>So many runs begin before they go.</summary>
        public int GoneAfter { get; init; }

        public HashSet<int> FailingSettings { get; init; } = [];

        /// <summary>How often a run fails for no reason.</summary>
        public double Failing { get; init; }

        /// <summary>The run that is stopped while it runs.</summary>
        public (TrialKey Key, CancellationTokenSource Stop)? StopsAt { get; init; }

        public string? NameOf(int place) => places > 1 ? $"n{place}" : null;

        public int Sent(string node) => _sent.GetValueOrDefault(node);

        /// <summary>How often a node was gone when a run was sent to it.</summary>
        public int Failed(string node) => _failed.GetValueOrDefault(node);

        public async Task<Trial> RunAsync(TrialRequest request, CancellationToken cancellationToken)
        {
            string? node = NameOf(request.Place);
            bool isGone;
            lock (_gate)
            {
                isGone = _begun++ >= GoneAfter && node is not null && Gone.Contains(node);
                if (isGone) _failed[node!] = Failed(node!) + 1;
                int here = _at[request.Place] = _at.GetValueOrDefault(request.Place) + 1;
                Running++;
                if (node is not null) _sent[node] = Sent(node) + 1;
                MostAtOnce = Math.Max(MostAtOnce, Running);
                MostAtOnePlace = Math.Max(MostAtOnePlace, here);
            }
            try
            {
                if (StopsAt is { } at && at.Key == request.Key)
                {
                    await at.Stop.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                await Task.Yield();
                Trial trial;
                lock (_gate) trial = _trials.Of(request) with { Node = node };
                return isGone || IsFailed(request)
                    ? trial with { Status = SearchStatus.Failed, Reason = "made to fail" }
                    : trial;
            }
            finally
            {
                lock (_gate)
                {
                    _at[request.Place]--;
                    Running--;
                }
            }
        }

        private bool IsFailed(TrialRequest request) => FailingSettings.Contains(request.Candidate.Number)
            || new SeededRandom(
                seed + (ulong)(request.Key.GetHashCode() & 0xFFFF) + (ulong)request.Place).NextUniform() < Failing;
    }
}
