using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace RelionPS.Libraries;

/// <summary>Weighted least squares and Student's distribution, by Math.NET Numerics.</summary>
internal static class RegressionMath
{
    /// <summary>
    /// Coefficients that leave the least weighted sum of squares, and their covariance without the residual variance.
    /// </summary>
    /// <param name="rows">An observation each: the terms.</param>
    /// <param name="values">What was observed.</param>
    /// <param name="weights">A weight an observation.</param>
    /// <returns>Null where the terms can't be told apart by these observations.</returns>
    public static (double[] Coefficients, double[,] Covariance)? Fit(
        double[][] rows, double[] values, double[] weights)
    {
        Matrix<double> design = Matrix<double>.Build.DenseOfRowArrays(rows);
        // Terms of very different sizes are one scale apart, not one rank.
        Vector<double> scale = Vector<double>.Build.Dense(
            [.. design.EnumerateColumns().Select(column => column.L2Norm())]);
        if (scale.Any(length => length <= 0)) return null;
        Vector<double> roots = Vector<double>.Build.Dense([.. weights.Select(Math.Sqrt)]);
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            design.RowCount, design.ColumnCount, (row, column) => design[row, column] / scale[column] * roots[row]);
        var singular = scaled.Svd(computeVectors: true);
        if (singular.S[^1] < singular.S[0] * 1e-6) return null;
        Vector<double> solution = scaled.QR().Solve(
            Vector<double>.Build.Dense([.. values.Select((value, row) => value * roots[row])]));
        Matrix<double> inverse = scaled.TransposeThisAndMultiply(scaled).Inverse();
        var covariance = new double[scale.Count, scale.Count];
        for (int row = 0; row < scale.Count; row++)
        {
            for (int column = 0; column < scale.Count; column++)
            {
                covariance[row, column] = inverse[row, column] / scale[row] / scale[column];
            }
        }
        return ([.. solution.Select((value, column) => value / scale[column])], covariance);
    }

    /// <summary>The value that Student's t stays below with this probability.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double StudentQuantile(double probability, double degreesOfFreedom) =>
        StudentT.InvCDF(0, 1, degreesOfFreedom, probability);
}
