using RelionPS.Core.Statistics;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One node count of a scaling series, against its least node count.</summary>
/// <param name="NodeCount">Nodes.</param>
/// <param name="Seconds">Wall time, the median where there are several.</param>
/// <param name="SpeedUp">Time of the least node count over this time.</param>
/// <param name="Efficiency">Speed-up over the growth of the node count; 1 is ideal.</param>
public sealed record ScalingPoint(int NodeCount, double Seconds, double SpeedUp, double Efficiency)
{
    /// <summary>
    /// Speed-up and efficiency of each node count, ascending; several times of a count give their median.
    /// </summary>
    /// <param name="times">Node counts with wall times in seconds.</param>
    internal static IReadOnlyList<ScalingPoint> Series(IEnumerable<(int NodeCount, double Seconds)> times)
    {
        (int Nodes, double Seconds)[] medians =
        [
            .. times.GroupBy(time => time.NodeCount)
                .OrderBy(group => group.Key)
                .Select(group => (group.Key, SampleStatistics.Median(group.Select(time => time.Seconds))!.Value)),
        ];
        return
        [
            .. medians.Select(point =>
            {
                double speedUp = medians[0].Seconds / point.Seconds;
                return new ScalingPoint(point.Nodes, point.Seconds, speedUp, speedUp * medians[0].Nodes / point.Nodes);
            }),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{NodeCount} node(s): {Quantity.Seconds(Seconds)} s";
}
