using RelionPS.Core.Text;
using RelionPS.Libraries;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The whole run as foreseen: over nodes, by iteration, and the laws that it rests on.</summary>
internal sealed class ForecastSection : IReportSection
{
    /// <summary>More residuals than these fill pages; those farthest from the law are shown.</summary>
    private const int ShownResiduals = 60;

    public string Title => "Forecast";

    public IEnumerable<ReportBlock> Blocks(ReportContent content) => content.Of<RelionForecast>().SelectMany(Of);

    /// <summary>How many nodes pay, in a sentence; null where only one number of nodes was asked for.</summary>
    public static string? Knee(RelionForecast forecast)
    {
        if (forecast.Points.Count < 2
            || forecast.Points.FirstOrDefault(point => point.NodeCount == forecast.KneeNodeCount) is not { } knee)
        {
            return null;
        }
        string nodes = ReportWords.Count(knee.NodeCount, "node");
        string takes = $"{nodes}: {Seconds(knee.Seconds)} s, efficiency {Quantity.Share(knee.Efficiency)}";
        return ReferenceEquals(knee, forecast.Points[^1])
            ? $"{takes}; of the numbers asked for that is the largest, and more may pay"
            : $"{takes}; more nodes waste more than they win";
    }

    private static IEnumerable<ReportBlock> Of(RelionForecast forecast)
    {
        string name = $"{forecast.Name}, {forecast.Setting}";
        bool hasIntervals = forecast.Points.Any(point => point.LowerSeconds is not null);
        bool hasEnergy = forecast.Points.Any(point => point.EnergyKilowattHours is not null);
        bool hasPrice = forecast.Points.Any(point => point.Price is not null);
        string level = InvariantText.Of($"{100 * forecast.Level:0.#} %");
        yield return new TableBlock(
            $"{name}: the whole run by nodes, foreseen",
            [
                "Nodes#", "Seconds#", .. hasIntervals ? [$"Interval, {level}"] : Array.Empty<string>(), "Efficiency#",
                "Node-hours#", .. hasEnergy ? ["kWh#"] : Array.Empty<string>(),
                .. hasPrice ? ["Price#"] : Array.Empty<string>(), "Limit", "Its share#", "Note",
            ],
            [.. forecast.Points.Select(point => (IReadOnlyList<string>)
            [
                Quantity.Value(point.NodeCount), Seconds(point.Seconds),
                .. hasIntervals ? [Interval(point)] : Array.Empty<string>(), Quantity.Share(point.Efficiency),
                Quantity.Decimals(point.NodeHours, 2),
                .. hasEnergy ? [Quantity.Decimals(point.EnergyKilowattHours, 2)] : Array.Empty<string>(),
                .. hasPrice ? [Quantity.Decimals(point.Price, 2)] : Array.Empty<string>(), point.Limit,
                Quantity.Share(point.LimitShare), point.NodeCount == forecast.KneeNodeCount ? "knee" : "",
            ])]);
        if (forecast.Points.Count > 1) yield return new ChartBlock(Curve(forecast, hasIntervals, level));
        if (forecast.Iterations.Count > 1) yield return new ChartBlock(ByIteration(forecast));
        yield return new TableBlock(
            $"{name}: the law of each step; its time is the sum",
            ["Step", "Law, ± half the interval", "Error of a single time#", "Measured over law#"],
            [.. forecast.Laws.Select(law => (IReadOnlyList<string>)
            [
                law.Step.ToString(), string.Join(" + ", law.Terms), Quantity.Share(law.RelativeError), Range(law),
            ])]);
        if (Residuals(forecast, name) is { } residuals) yield return residuals;
        if (forecast.Assumptions.Count > 0)
        {
            yield return new VerdictBlock(ReportTone.Neutral, "Taken for granted", forecast.Assumptions);
        }
    }

    /// <summary>What was measured against the laws; null where they have no residuals.</summary>
    private static TableBlock? Residuals(RelionForecast forecast, string name)
    {
        (RefineStep Step, CostResidual Residual)[] all =
        [
            .. forecast.Laws.SelectMany(law => law.Residuals.Select(residual => (law.Step, residual))),
        ];
        if (all.Length == 0) return null;
        (RefineStep Step, CostResidual Residual)[] shown = all.Length <= ShownResiduals
            ? all
            : [.. all.OrderByDescending(one => Math.Abs(one.Residual.Seconds - one.Residual.LawSeconds))
                .Take(ShownResiduals)];
        return new TableBlock(
            shown.Length == all.Length
                ? $"{name}: residuals of the laws"
                : InvariantText.Of($"{name}: residuals of the laws, the {shown.Length} largest of {all.Length}"),
            ["Step", "Run#", "Iteration#", "Particles#", "Measured s#", "By the law s#", "Measured over law#"],
            [.. shown.Select(one => (IReadOnlyList<string>)
            [
                one.Step.ToString(), Quantity.Value(one.Residual.Run), Quantity.Value(one.Residual.Iteration),
                Quantity.Value(one.Residual.ParticleCount), Short(one.Residual.Seconds),
                Short(one.Residual.LawSeconds), Ratio(one.Residual),
            ])]);
    }

    private static LineChart Curve(RelionForecast forecast, bool hasIntervals, string level) => new(
        hasIntervals ? $"Time of the whole run over nodes, intervals of {level}" : "Time of the whole run over nodes",
        "nodes",
        "seconds",
        [
            new ChartLine(
                "foreseen", [.. forecast.Points.Select(point => ((double)point.NodeCount, point.Seconds))])
            {
                Intervals =
                [
                    .. forecast.Points.Where(point => point is { LowerSeconds: not null, UpperSeconds: not null })
                        .Select(point => (
                            (double)point.NodeCount, point.LowerSeconds!.Value, point.UpperSeconds!.Value)),
                ],
            },
        ])
    {
        HasWholeX = true,
        Places = [(forecast.KneeNodeCount, InvariantText.Of($"knee: {forecast.KneeNodeCount}"))],
    };

    private static LineChart ByIteration(RelionForecast forecast)
    {
        List<ForecastIteration> known = [.. forecast.Iterations.Where(one => !one.IsForeseen)];
        List<ForecastIteration> foreseen = [.. forecast.Iterations.Where(one => one.IsForeseen)];
        ChartLine[] lines =
        [
            new("work known from a run's files", [.. known.Select(Point)]),
            new("work foreseen too", [.. known.TakeLast(1).Concat(foreseen).Select(Point)]) { IsDashed = true },
        ];
        return new LineChart(
            "Time of each iteration, by the laws", "iteration", "seconds",
            [.. lines.Where((line, index) => (index == 0 ? known : foreseen).Count > 0)])
        {
            HasWholeX = true,
        };

        static (double, double) Point(ForecastIteration one) => (one.Iteration, one.Seconds);
    }

    private static string Interval(ForecastPoint point) => point.LowerSeconds is { } lower
        ? $"{Seconds(lower)}–{Seconds(point.UpperSeconds)}"
        : "-";

    private static string Range(StepLaw law)
    {
        double[] ratios =
        [
            .. law.Residuals.Select(residual => residual.Ratio).Where(double.IsFinite),
        ];
        return ratios.Length == 0 ? "-" : InvariantText.Of($"{ratios.Min():0.00}–{ratios.Max():0.00}");
    }

    private static string Ratio(CostResidual residual) =>
        double.IsFinite(residual.Ratio) ? Quantity.Decimals(residual.Ratio, 3) : "-";

    private static string Short(double seconds) => Quantity.Decimals(seconds, 3);

    private static string Seconds(double? seconds) => seconds is null ? "-" : Quantity.Seconds(seconds);
}
