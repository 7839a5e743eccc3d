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
    /// <summary>
    /// Fits by weighted least squares, weights 1/value². A term whose coefficient comes out negative costs nothing in
    /// truth and is left out, the most negative first; terms that the observations can't tell apart are left out from
    /// the last on, and one that none of them has at once.
    /// </summary>
    /// <param name="rows">An observation each: the terms.</param>
    /// <param name="values">What was observed, above 0.</param>
    /// <returns>Null where no term is left, or no observation is there.</returns>
    public static LinearFit? Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> values)
    {
        if (rows.Count == 0) return null;
        double[] weights = [.. values.Select(value => 1 / (value * value))];
        int terms = rows[0].Length;
        List<int> kept = [.. Enumerable.Range(0, terms).Where(term => rows.Any(row => row[term] != 0))];
        while (kept.Count > 0)
        {
            double[][] design = [.. rows.Select(row => kept.Select(term => row[term]).ToArray())];
            if (kept.Count > rows.Count || RegressionMath.Fit(design, [.. values], weights) is not { } fit)
            {
                kept.RemoveAt(kept.Count - 1);
                continue;
            }
            int worst = Array.IndexOf(fit.Coefficients, fit.Coefficients.Min());
            if (fit.Coefficients[worst] < 0)
            {
                kept.RemoveAt(worst);
                continue;
            }
            return Whole(terms, kept, fit.Coefficients, fit.Covariance, design, values);
        }
        return null;
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

    private static LinearFit Whole(
        int terms, List<int> kept, double[] coefficients, double[,] covariance, double[][] design,
        IReadOnlyList<double> values)
    {
        double squares = design
            .Zip(values, (row, value) => 1 - (row.Zip(coefficients, (term, one) => term * one).Sum() / value))
            .Sum(error => error * error);
        int freedom = design.Length - kept.Count;
        double variance = freedom > 0 ? squares / freedom : 0;
        var all = new double[terms];
        var scaled = new double[terms, terms];
        for (int row = 0; row < kept.Count; row++)
        {
            all[kept[row]] = coefficients[row];
            for (int column = 0; column < kept.Count; column++)
            {
                scaled[kept[row], kept[column]] = covariance[row, column] * variance;
            }
        }
        return new LinearFit(all, scaled, variance, freedom);
    }
}
