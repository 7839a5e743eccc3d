using System.Globalization;
using RelionPS.Core.Statistics;
using RelionPS.Studies.History;
using RelionPS.Testing;
using Xunit.Abstractions;

namespace RelionPS.UnitTests.Studies.History;

/// <summary>
/// What a comparison with a history promises: an injected slowdown of 8 % is found in six runs, and of two hundred
/// comparisons of the same with the same under 1 % are alarms.
/// </summary>
public sealed class FalseAlarmTests(ITestOutputHelper output)
{
    private const int Comparisons = 200;
    private const int NewRuns = 6;
    private const double Slowdown = 1.08;

    /// <summary>How the noise of a machine may look; each gives the times of one session after the other.</summary>
    private static readonly Dictionary<string, Func<SeededRandom, int, int, double[][]>> Noises = new()
    {
        // 1 % and 2 %: what RELION's runs of seconds and minutes differ by on a quiet node.
        ["lognormal 1 %"] = (random, sessions, runs) => Independent(sessions, runs, _ => 0.01 * random.NextGaussian()),
        ["lognormal 2 %"] = (random, sessions, runs) => Independent(sessions, runs, _ => 0.02 * random.NextGaussian()),
        // One run of ten is late by an exponential time with a mean of 10 %: others use the machine now and then.
        ["heavy tail"] = (random, sessions, runs) => Independent(sessions, runs, _ =>
            0.01 * random.NextGaussian()
            + (random.NextUniform() < 0.1 ? -0.1 * Math.Log(1 - random.NextUniform()) : 0)),
        // Two states that differ by 3 %: where the pages lie, or the clock.
        ["two modes"] = (random, sessions, runs) => Independent(sessions, runs, _ =>
            0.005 * random.NextGaussian() + (random.NextUniform() < 0.5 ? 0.03 : 0)),
        // What a session adds to all of its runs, beside the noise of each.
        ["sessions differ by 1 %"] = (random, sessions, runs) =>
        {
            double[] offsets = [.. Enumerable.Range(0, sessions).Select(_ => 0.01 * random.NextGaussian())];
            return Independent(sessions, runs, session => offsets[session] + 0.01 * random.NextGaussian());
        },
        // A run is like the one before it: correlation 0.5.
        ["autocorrelated"] = (random, sessions, runs) =>
        {
            double state = 0;
            return Independent(sessions, runs, _ => state = 0.5 * state + 0.01 * random.NextGaussian());
        },
    };

    public static TheoryData<string, int, int> Machines
    {
        get
        {
            // Six against six tell 8 % where noise is small; against more it may be larger.
            var data = new TheoryData<string, int, int> { { "lognormal 1 %", 1, 6 } };
            foreach (string noise in Noises.Keys)
            {
                data.Add(noise, 1, 24);
                data.Add(noise, 4, 6);
                data.Add(noise, 12, 6);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Eight_percent_are_found_and_the_same_is_not(string noise, int sessions, int runs)
    {
        int alarms = 0, found = 0;
        for (int comparison = 0; comparison < Comparisons; comparison++)
        {
            var random = new SeededRandom(comparison, Purpose.Noise);
            double[][] times = Noises[noise](random, sessions + 1, Math.Max(runs, NewRuns));
            double[][] history = times[..^1];
            double[] fresh = times[^1][..NewRuns];
            if (Verdict(history, fresh) != BenchmarkVerdict.NoChange) alarms++;
            if (Verdict(history, [.. fresh.Select(time => time * Slowdown)]) == BenchmarkVerdict.Slower) found++;
        }
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{noise}, {sessions} × {runs}: {alarms} {found}"));
        Assert.True(alarms < 0.01 * Comparisons, $"{alarms} alarms");
        Assert.True(found > 0.9 * Comparisons, $"{found} found");
    }

    private static BenchmarkVerdict Verdict(double[][] history, double[] fresh)
    {
        BenchmarkRecord[] records =
        [
            .. history.Select((times, day) => RecordMaker.Of(HistorySamples.Result(times, day))!),
        ];
        BenchmarkRecord now = RecordMaker.Of(HistorySamples.Result(fresh, history.Length))!;
        return HistoryComparer.Compare([now], records, new ComparisonOptions([BenchmarkAxis.Time])).Verdict;
    }

    private static double[][] Independent(int sessions, int runs, Func<int, double> noise) =>
    [
        .. Enumerable.Range(0, sessions).Select(session => Enumerable.Range(0, runs)
            .Select(_ => 100 * Math.Exp(noise(session))).ToArray()),
    ];
}
