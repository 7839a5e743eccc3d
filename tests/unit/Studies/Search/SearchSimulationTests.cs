using RelionPS.Studies.Search;
using Xunit.Abstractions;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>
/// What a search costs and what it loses, against a grid that runs each setting three times at full length, on machines
/// whose noise, drift and disturbances are known.
/// </summary>
public sealed class SearchSimulationTests(ITestOutputHelper output)
{
    private const int Settings = 36, Searches = 40, GridRuns = 3;

    public static TheoryData<string, string, double> Machines
    {
        get
        {
            var data = new TheoryData<string, string, double>();
            foreach (string surface in (string[])["Valley", "Plateaus", "TwoCores", "Slope"])
            {
                data.Add(surface, "quiet", 0.01);
                data.Add(surface, "noisy", 0.03);
                data.Add(surface, "drifting", 0.015);
                data.Add(surface, "disturbed", 0.015);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task Loss_is_at_most_three_per_cent_and_the_cost_under_fifteen_per_cent_of_the_grid(
        string surface, string machine, double noise)
    {
        int good = 0;
        var costs = new List<double>();
        IReadOnlyList<SearchLevel> levels = FakeTrials.Sets(500, 4000);
        for (ulong seed = 0; seed < Searches; seed++)
        {
            FakeTrials runner = Machine(surface, machine, noise, seed);
            SearchOutcome outcome = await RunAsync(runner, levels, (int)seed);
            double best = Enumerable.Range(0, Settings).Min(number => runner.True(number, levels[^1]));
            double grid = GridRuns * Enumerable.Range(0, Settings).Sum(number => runner.True(number, levels[^1]));
            if (runner.True(outcome.Best!.Value, levels[^1]) <= 1.03 * best) good++;
            costs.Add(runner.Seconds / grid);
        }
        output.WriteLine(FormattableString.Invariant(
            $"{surface}, {machine}: {good} of {Searches} good, cost {costs.Average():P1}, most {costs.Max():P1}"));
        Assert.InRange((double)good / Searches, noise > 0.02 ? 0.9 : 0.95, 1);
        Assert.InRange(costs.Average(), 0, noise > 0.02 ? 0.165 : 0.15);
    }

    [Theory]
    [InlineData("quiet", 0.01)]
    [InlineData("noisy", 0.03)]
    [InlineData("drifting", 0.015)]
    [InlineData("disturbed", 0.015)]
    public async Task Where_nothing_differs_it_says_so_in_at_most_six_runs_a_setting(string machine, double noise)
    {
        int said = 0, most = 0;
        foreach (IReadOnlyList<SearchLevel> levels in (IReadOnlyList<SearchLevel>[])
            [FakeTrials.Sets(500, 4000), FakeTrials.Sets(1000, 4000), FakeTrials.Sets(1000)])
        {
            for (ulong seed = 0; seed < Searches; seed++)
            {
                FakeTrials runner = Machine("Flat", machine, noise, seed);
                SearchOutcome outcome = await RunAsync(runner, levels, (int)seed);
                most = Math.Max(most, runner.Ran.CountBy(key => key.Candidate).Max(pair => pair.Value));
                if (!outcome.IsAllAlike) continue;
                said++;
                Assert.Equal(0, outcome.Best);
                Assert.Contains(
                    "no setting differs",
                    SearchSummary.Confidence(outcome, null, null, 0.05),
                    StringComparison.Ordinal);
            }
        }
        output.WriteLine($"{machine}: said {said} of {3 * Searches}, most {most} runs");
        Assert.InRange((double)said / (3 * Searches), 0.9, 1);
        Assert.InRange(most, 2, 6);
    }

    [Theory]
    [InlineData("Needle")]
    [InlineData("Slope")]
    [InlineData("TwoCores")]
    public async Task Where_something_differs_it_is_not_said_that_nothing_does(string surface)
    {
        IReadOnlyList<SearchLevel> levels = FakeTrials.Sets(500, 4000);
        int said = 0;
        for (ulong seed = 0; seed < Searches; seed++)
        {
            SearchOutcome outcome = await RunAsync(Machine(surface, "quiet", 0.01, seed), levels, (int)seed);
            if (outcome.IsAllAlike) said++;
        }
        output.WriteLine($"{surface}: said {said} of {Searches}");
        Assert.InRange(said, 0, 0.05 * Searches);
    }

    /// <summary>Bonferroni's share for each look and pair keeps it far below.</summary>
    [Fact]
    public async Task The_best_is_dropped_as_beaten_less_often_than_the_stated_rate()
    {
        int dropped = 0;
        IReadOnlyList<SearchLevel> levels = FakeTrials.Sets(500, 4000);
        for (ulong seed = 0; seed < 5 * Searches; seed++)
        {
            SearchOutcome outcome = await RunAsync(Machine("Needle", "noisy", 0.04, seed), levels, (int)seed);
            if (outcome.Reasons.TryGetValue(17, out string? reason)
                && reason.Contains("beaten", StringComparison.Ordinal))
            {
                dropped++;
            }
        }
        Assert.InRange(dropped, 0, 0.05 * 5 * Searches);
    }

    [Fact]
    public async Task Short_runs_that_tell_nothing_do_not_hide_what_long_ones_tell()
    {
        IReadOnlyList<SearchLevel> levels = FakeTrials.Sets(40, 4000);
        // Before its work begins, a run takes as long as a hundred times the work of the short ones.
        for (ulong seed = 0; seed < Searches; seed++)
        {
            var runner = new FakeTrials(number => number == 0 ? 1.3 : 1, 0.01, seed * 7919) { Start = 4000 };
            SearchOutcome outcome = await RunAsync(runner, levels, (int)seed);
            Assert.False(outcome.IsAllAlike);
            Assert.NotEqual(0, outcome.Best);
        }
    }

    [Fact]
    public async Task Iterations_cost_more_than_particles_and_under_a_quarter_of_the_grid()
    {
        IReadOnlyList<SearchLevel> levels = SearchLevel.OfIterations(1, 3);
        int good = 0;
        for (ulong seed = 0; seed < Searches; seed++)
        {
            foreach (Func<int, double> surface in (Func<int, double>[])[Surfaces.Valley, Surfaces.Plateaus])
            {
                var runner = new FakeTrials(surface, 0.03, seed * 7919);
                SearchOutcome outcome = await RunAsync(runner, levels, (int)seed);
                double best = Enumerable.Range(0, Settings).Min(number => runner.True(number, levels[^1]));
                double grid = GridRuns * Enumerable.Range(0, Settings).Sum(number => runner.True(number, levels[^1]));
                if (runner.True(outcome.Best!.Value, levels[^1]) <= 1.03 * best) good++;
                Assert.InRange(runner.Seconds / grid, 0, 0.25);
            }
        }
        Assert.InRange((double)good / (2 * Searches), 0.9, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Ended_anywhere_it_goes_on_to_the_same_end(int places)
    {
        IReadOnlyList<SearchLevel> levels = FakeTrials.Sets(500, 4000);
        var whole = new MemoryJournal();
        SearchOutcome expected = await RunAsync(Runner(null), levels, 1, whole);
        for (int ends = 1; ends < whole.Known.Count; ends += 5)
        {
            var journal = new MemoryJournal();
            await Assert.ThrowsAnyAsync<InvalidOperationException>(() => RunAsync(Runner(ends), levels, 1, journal));
            FakeTrials rest = Runner(null);
            SearchOutcome outcome = await RunAsync(rest, levels, 1, journal);
            Assert.Equal(expected.Trials, outcome.Trials);
            Assert.Equal((expected.Best, expected.IsAllAlike), (outcome.Best, outcome.IsAllAlike));
            Assert.Equal(outcome.New, rest.Ran.Count);
        }

        FakeTrials Runner(int? ends) => new(Surfaces.Valley, 0.03)
        {
            Places = places,
            Disturbance = (0.03, 1.6),
            Node = place => 1 + 0.01 * place,
            EndsAfter = ends,
        };
    }

    private static FakeTrials Machine(string surface, string machine, double noise, ulong seed)
    {
        Func<int, double> cost = surface switch
        {
            "Valley" => Surfaces.Valley,
            "Plateaus" => Surfaces.Plateaus,
            "TwoCores" => Surfaces.TwoCores,
            "Slope" => Surfaces.Slope,
            "Needle" => Surfaces.Needle,
            _ => Surfaces.Flat,
        };
        return new FakeTrials(cost, noise, seed * 7919)
        {
            // A tenth of what the fastest takes at full length is no work.
            Start = 400,
            Drift = machine == "drifting" ? at => 1 + 0.04 * Math.Sin(at / 60_000 + seed) : _ => 1,
            Disturbance = machine == "disturbed" ? (0.03, 1.5) : default,
        };
    }

    private static Task<SearchOutcome> RunAsync(
        FakeTrials runner, IReadOnlyList<SearchLevel> levels, int seed, IJournal? journal = null) =>
        new SettingRace(
            FakeTrials.Candidates(Settings), levels, new SearchOptions { Seed = seed }, runner,
            journal ?? new MemoryJournal(), new SilentReporter()).RunAsync(default);
}
