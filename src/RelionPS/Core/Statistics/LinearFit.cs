using RelionPS.Libraries;

namespace RelionPS.Core.Statistics;

/// <summary>A sum of terms with coefficients that are not negative, fitted to times of relative errors.</summary>
/// <param name="Coefficients">A coefficient a term, 0 for one that was left out.</param>
/// <param name="Covariance">Covariance of the coefficients; 0 for those left out.</param>
/// <param name="RelativeVariance">Variance of a single value over its square, by the residuals.</param>
/// <param name="DegreesOfFreedom">Observations beyond the terms; 0 where nothing tells of the error.</param>
internal sealed record LinearFit(
    double[] Coefficients, double[,] Covariance, double RelativeVariance, int DegreesOfFreedom)
{
    /// <summary>What an optional term must be surer than, by an F test of the squares that it takes away.</summary>
    private const double OptionalLevel = 0.95;

    /// <summary>Squares of relative errors that are those of rounding.</summary>
    private const double Rounding = 1e-16;

    /// <summary>
    /// Fits by weighted least squares, weights 1/value². A term that the observations can't tell from those before it
    /// is left out; one whose coefficient comes out negative costs nothing in truth and is left out too, the most
    /// negative first. Optional terms come last, each where it explains more than chance would: as many terms as the
    /// few observations allow would fit their noise.
    /// </summary>
    /// <param name="rows">An observation each: the terms, the most important first.</param>
    /// <param name="values">What was observed, above 0.</param>
    /// <param name="optional">So many of the terms, the last ones, are optional.</param>
    /// <returns>Null where no term is left, or no observation is there.</returns>
    public static LinearFit? Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, int optional = 0)
    {
        if (rows.Count == 0) return null;
        double[] weights = [.. values.Select(value => 1 / (value * value))];
        int terms = rows[0].Length;
        var kept = new List<int>();
        for (int term = 0; term < terms - optional; term++)
        {
            if (Solve(rows, values, weights, [.. kept, term]) is not null) kept.Add(term);
        }
        if (Solve(rows, values, weights, kept) is not { } fit) return null;
        while (fit.Coefficients.Min() is < 0 and var worst)
        {
            kept.RemoveAt(Array.IndexOf(fit.Coefficients, worst));
            if (Solve(rows, values, weights, kept) is not { } smaller) return null;
            fit = smaller;
        }
        for (int term = terms - optional; term < terms; term++)
        {
            if (Solve(rows, values, weights, [.. kept, term]) is { } larger && larger.Coefficients.Min() >= 0
                && Explains(fit.Squares, larger.Squares, rows.Count - kept.Count - 1))
            {
                kept.Add(term);
                fit = larger;
            }
        }
        return Whole(terms, kept, fit, rows.Count);
    }

    /// <summary>The sum of the terms.</summary>
    public double Predict(double[] row) => row.Zip(Coefficients, (term, coefficient) => term * coefficient).Sum();

    /// <summary>Variance of the sum's expected value, which the coefficients' errors leave.</summary>
    public double VarianceOf(double[] row)
    {
        double sum = 0;
        for (int one = 0; one < row.Length; one++)
        {
            for (int other = 0; other < row.Length; other++) sum += row[one] * Covariance[one, other] * row[other];
        }
        return Math.Max(0, sum);
    }

    /// <summary>F of one more term, which has the distribution of a squared Student's t.</summary>
    private static bool Explains(double squares, double fewer, int freedom) =>
        freedom > 0 && squares > Rounding * (freedom + 1)
            && squares - fewer > fewer / freedom * Math.Pow(Student.TwoSided(OptionalLevel, freedom), 2);

    /// <summary>Null where there is no term, or where the observations can't tell the terms apart.</summary>
    private static Solution? Solve(
        IReadOnlyList<double[]> rows, IReadOnlyList<double> values, double[] weights, IReadOnlyList<int> kept)
    {
        if (kept.Count == 0 || kept.Count > rows.Count) return null;
        double[][] design = [.. rows.Select(row => kept.Select(term => row[term]).ToArray())];
        if (RegressionMath.Fit(design, [.. values], weights) is not { } fit) return null;
        double squares = design
            .Zip(values, (row, value) => 1 - (row.Zip(fit.Coefficients, (term, one) => term * one).Sum() / value))
            .Sum(error => error * error);
        return new Solution(fit.Coefficients, fit.Covariance, squares);
    }

    private static LinearFit Whole(int terms, List<int> kept, Solution fit, int observations)
    {
        int freedom = observations - kept.Count;
        double variance = freedom > 0 ? fit.Squares / freedom : 0;
        var all = new double[terms];
        var scaled = new double[terms, terms];
        for (int row = 0; row < kept.Count; row++)
        {
            all[kept[row]] = fit.Coefficients[row];
            for (int column = 0; column < kept.Count; column++)
            {
                scaled[kept[row], kept[column]] = fit.Covariance[row, column] * variance;
            }
        }
        return new LinearFit(all, scaled, variance, freedom);
    }

    /// <summary>A solution for some terms, and the sum of its relative errors' squares.</summary>
    private sealed record Solution(double[] Coefficients, double[,] Covariance, double Squares);
}
