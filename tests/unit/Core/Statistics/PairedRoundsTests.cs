using RelionPS.Core.Statistics;

namespace RelionPS.UnitTests.Core.Statistics;

/// <summary>Settings that ran in turn: which differ, which do not, and what one disturbed run does not do.</summary>
public sealed class PairedRoundsTests
{
    private const double Tail = 0.001;

    [Fact]
    public void Noise_is_that_of_the_runs_beyond_what_a_round_does_to_all()
    {
        var random = new SeededRandom(3);
        // The second round is a third slower for all.
        PairedRounds rounds = Of(200, 2, (_, round) => Math.Pow(1.33, round) * Math.Exp(0.05 * random.NextGaussian()));
        Assert.InRange(rounds.Noise, 0.045, 0.055);
        // 199 contrasts, without outliers, and the four that were expected.
        Assert.InRange(rounds.Freedom, 200, 203);
    }

    [Fact]
    public void Few_runs_that_are_alike_by_chance_do_not_make_the_noise_nothing()
    {
        PairedRounds rounds = Of(2, 2, (_, _) => 1);
        // One contrast of none beside four of 2 %: the root of 4/5.
        Assert.Equal(0.02 * Math.Sqrt(0.8), rounds.Noise, 6);
    }

    [Fact]
    public void One_disturbed_run_beats_nothing()
    {
        PairedRounds rounds = Of(6, 2, (setting, round) => setting == 1 && round == 0 ? 1.5 : 1);
        Assert.False(rounds.IsBeaten(1, 1, 0));
        // What it takes is what it took where nothing disturbed it.
        Assert.Equal(0, rounds.Level(1, 1, [0, 2, 3, 4, 5])!.Value, 6);
    }

    [Fact]
    public void A_setting_that_is_slower_in_both_rounds_is_beaten()
    {
        PairedRounds rounds = Of(6, 2, (setting, _) => setting == 1 ? 1.5 : 1);
        Assert.True(rounds.IsBeaten(1, 1, 0));
        Assert.False(rounds.IsBeaten(1, 0, 1));
        Assert.Equal(1.5, rounds.Ratio(1, 1, 0)!.Ratio, 6);
    }

    [Fact]
    public void A_run_that_was_ended_took_at_least_so_long_and_has_no_time_of_its_own()
    {
        TimedRun[] runs =
        [
            .. from round in Enumerable.Range(0, 2)
               from setting in Enumerable.Range(0, 6)
               select new TimedRun(1, round, setting, setting == 1 ? 1.3 : 1) { IsEnded = setting == 1 && round == 1 },
        ];
        var rounds = new PairedRounds(runs, Tail);
        Assert.True(rounds.IsBeaten(1, 1, 0));
        // It says nothing of others being slower.
        Assert.False(rounds.IsBeaten(1, 0, 1));
        Assert.Single(rounds.Ratio(1, 1, 0)!.Ratios);
    }

    [Fact]
    public void One_round_beats_nothing() =>
        Assert.False(Of(6, 1, (setting, _) => setting == 1 ? 9 : 1).IsBeaten(1, 1, 0));

    /// <summary>
    /// Ranks 1, 2, 3, 4 in three rounds: Friedman's statistic is 12 × 45 / (3 × 4 × 5) = 9, the most there is.
    /// Against that, two rounds the other way round have a statistic of 0.
    /// </summary>
    [Theory]
    [InlineData(3, false, true)]
    [InlineData(2, true, false)]
    public void Ranks_that_come_again_show_that_settings_differ(int count, bool turned, bool expected) =>
        Assert.Equal(expected, Of(
            4, count, (setting, round) => 1 + 0.001 * (turned && round == 1 ? 3 - setting : setting))
            .IsAnyDifferent(1, [0, 1, 2, 3], 0.05));

    /// <summary>
    /// Conover (1999), example 5.8.1, four grasses in twelve gardens: rank sums 38, 23.5, 24.5 and 34 with ties shared,
    /// 3.19 with the correction for ties; without it 2.96, which F of 3 and 33 exceeds in 4.7 % of cases.
    /// </summary>
    [Fact]
    public void Statistic_is_that_of_a_textbook()
    {
        double[][] ranks =
        [
            [4, 3, 2, 1], [4, 2, 3, 1], [3, 1.5, 1.5, 4], [3, 1, 2, 4], [4, 2, 1, 3], [2, 2, 2, 4], [1, 3, 2, 4],
            [2, 4, 1, 3], [3.5, 1, 2, 3.5], [4, 1, 3, 2], [4, 2, 3, 1], [3.5, 1, 2, 3.5],
        ];
        PairedRounds rounds = Of(4, 12, (setting, round) => 10 + ranks[round][setting]);
        Assert.True(rounds.IsAnyDifferent(1, [0, 1, 2, 3], 0.05));
        Assert.False(rounds.IsAnyDifferent(1, [0, 1, 2, 3], 0.045));
    }

    [Fact]
    public void Where_nothing_differs_the_ranks_say_so_as_often_as_stated()
    {
        var random = new SeededRandom(5);
        int alarms = 0;
        for (int repeat = 0; repeat < 1000; repeat++)
        {
            PairedRounds rounds = Of(12, 2, (_, _) => Math.Exp(0.03 * random.NextGaussian()));
            if (rounds.IsAnyDifferent(1, [.. Enumerable.Range(0, 12)], 0.05)) alarms++;
        }
        Assert.InRange(alarms / 1000.0, 0.03, 0.07);
    }

    [Fact]
    public void A_choice_is_settled_where_no_other_can_be_much_better()
    {
        // 0.02 × √(4 / 23) of noise, and t of 23 degrees of freedom at 5 % is 1.71: two rounds tell 1.4 %.
        PairedRounds rounds = Of(20, 2, (_, _) => 1);
        Assert.True(rounds.IsSettled(1, 0, 1, 0.03, 0.05));
        Assert.False(rounds.IsSettled(1, 0, 1, 0.005, 0.05));
    }

    private static PairedRounds Of(int settings, int rounds, Func<int, int, double> seconds) => new(
        [.. from round in Enumerable.Range(0, rounds)
            from setting in Enumerable.Range(0, settings)
            select new TimedRun(1, round, setting, seconds(setting, round))],
        Tail);
}
