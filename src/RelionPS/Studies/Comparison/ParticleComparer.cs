using RelionPS.Core.Statistics;

namespace RelionPS.Studies.Comparison;

/// <summary>How far the particles' orientations, shifts and classes agree.</summary>
internal static class ParticleComparer
{
    /// <param name="reference">Particles of the reference.</param>
    /// <param name="result">Particles of the result.</param>
    /// <param name="resultClassOf">The matching class of the result by class of the reference, both from 1.</param>
    /// <param name="symmetry">Symmetry group; null where it is not known.</param>
    public static AngleComparison? Compare(
        ParticleTable reference, ParticleTable result, IReadOnlyDictionary<int, int> resultClassOf, string? symmetry)
    {
        IReadOnlyList<(double, bool)>? operators = symmetry is null ? null : Orientation.Operators(symmetry);
        List<double> angles = [], shifts = [];
        int common = 0, same = 0;
        foreach (string name in reference.Names)
        {
            if (result.Row(name) is not { } other) continue;
            int row = reference.Row(name)!.Value;
            common++;
            if (!resultClassOf.TryGetValue(reference.Class(row), out int matched) || matched != result.Class(other))
            {
                continue;
            }
            same++;
            if (operators is not null)
            {
                angles.Add(Orientation.Angle(reference.Angles(row), result.Angles(other), operators));
            }
            ((double x1, double y1), (double x2, double y2)) = (reference.Origin(row), result.Origin(other));
            shifts.Add(Math.Sqrt(((x1 - x2) * (x1 - x2)) + ((y1 - y2) * (y1 - y2))));
        }
        return new AngleComparison
        {
            ParticleCount = common,
            UnmatchedCount = reference.Count + result.Count - (2 * common),
            SameClassShare = common > 0 ? (double)same / common : 0,
            Symmetry = symmetry ?? "Unknown",
            MedianAngle = SampleStatistics.Median(angles),
            Percentile95Angle = SampleStatistics.Quantile(angles, 0.95),
            MedianShift = SampleStatistics.Median(shifts),
            Percentile95Shift = SampleStatistics.Quantile(shifts, 0.95),
            Note = common == 0 ? "No image name is in both data files."
                : symmetry is null ? "The symmetry group is not known: no sampling file names it."
                : operators is null ? $"Angles are compared for the groups Cn and Dn; this one is {symmetry}."
                : "",
        };
    }
}
