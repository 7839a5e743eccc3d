using System.Numerics;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Data.Mrc;

namespace RelionPS.Studies.Comparison;

/// <summary>
/// Pearson correlation of the values of every map of one run with every map of another. All maps are read together, one
/// section at a time, so that fifty classes of
/// a large box need no more memory than fifty sections.
/// </summary>
internal static class MapCorrelations
{
    /// <summary>Pixel sizes in headers are rounded by whoever wrote them.</summary>
    private const double PixelSizeTolerance = 1e-3;

    /// <summary>
    /// Correlation of reference i with result j; 0 where a map is constant, as the two have nothing in common that
    /// could be told.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionMapsDiffer</c>: box or pixel size differs.
    /// <c>RelionMrcInvalid</c>.</exception>
    public static double[,] Compute(
        IReadOnlyList<string> references, IReadOnlyList<string> results, CancellationToken cancellationToken)
    {
        List<MrcReader> readers = [];
        try
        {
            foreach (string path in references.Concat(results)) readers.Add(new MrcReader(path));
            RequireSameGrid(readers, [.. references, .. results]);
            return Correlate(readers, references.Count, cancellationToken);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    private static void RequireSameGrid(List<MrcReader> readers, List<string> paths)
    {
        MrcHeader first = readers[0].Header;
        for (int map = 1; map < readers.Count; map++)
        {
            MrcHeader other = readers[map].Header;
            bool isSame = (first.Columns, first.Rows, first.Sections) == (other.Columns, other.Rows, other.Sections)
                && Math.Abs(first.PixelSize - other.PixelSize) <= PixelSizeTolerance * first.PixelSize;
            if (!isSame) throw ComparisonErrors.MapsDiffer(paths[0], Grid(first), paths[map], Grid(other));
        }
    }

    private static string Grid(MrcHeader header) =>
        FormattableString.Invariant($"{header.Columns} × {header.Rows} × {header.Sections} px of ")
        + $"{Quantity.Value(header.PixelSize)} Å";

    private static double[,] Correlate(List<MrcReader> readers, int references, CancellationToken cancellationToken)
    {
        int maps =
            readers.Count, results =
                maps - references, length = readers[0].Header.SectionLength, sections = readers[0].Header.Sections;
        float[][] values = [.. readers.Select(_ => new float[length])];
        var sums = new double[maps];
        var squares = new double[maps];
        var products = new double[references * results];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        for (int section = 0; section < sections; section++)
        {
            Parallel.For(0, maps, options, map =>
            {
                readers[map].ReadSection(values[map]);
                sums[map] += Sum(values[map]);
                squares[map] += Product(values[map], values[map]);
            });
            Parallel.For(
                0,
                products.Length,
                options,
                pair => products[pair] += Product(values[pair / results], values[references + (pair % results)]));
        }

        double points = (double)length * sections;
        var table = new double[references, results];
        for (int pair = 0; pair < products.Length; pair++)
        {
            int row = pair / results, column = references + (pair % results);
            double spread = Math.Sqrt(Variance(row) * Variance(column));
            table[row, column - references] = spread > 0
                ? (products[pair] - (sums[row] * sums[column] / points)) / spread
                : 0;
        }
        return table;

        double Variance(int map) => Math.Max(0, squares[map] - (sums[map] * sums[map] / points));
    }

    private static double Sum(float[] values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        return sum;
    }

    /// <summary>In double precision: the difference of two good maps is in the sixth digit.</summary>
    private static double Product(float[] left, float[] right)
    {
        Vector<double> sum = Vector<double>.Zero;
        int index = 0;
        for (; index <= left.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(left, index), out Vector<double> leftLow, out Vector<double> leftHigh);
            Vector.Widen(new Vector<float>(right, index), out Vector<double> rightLow, out Vector<double> rightHigh);
            sum += (leftLow * rightLow) + (leftHigh * rightHigh);
        }
        double total = Vector.Sum(sum);
        for (; index < left.Length; index++) total += (double)left[index] * right[index];
        return total;
    }
}
