namespace RelionPS.Studies.Comparison;

/// <summary>
/// The assignment of result classes to reference classes with the largest sum of scores: classes have no order of their
/// own, and another random
/// seed gives another one. Kuhn's method with potentials (Munkres, J. SIAM 5 (1957) 32), cubic in the number of
/// classes.
/// </summary>
internal static class ClassMatching
{
    /// <summary>For each row, the column that it is given; every column is given once.</summary>
    /// <param name="scores">A square table; larger is better.</param>
    public static int[] Best(double[,] scores)
    {
        int count = scores.GetLength(0);
        if (scores.GetLength(1) != count)
        {
            throw new ArgumentException("The table of scores must be square.", nameof(scores));
        }

        // Row 0 and column 0 are a start that belongs to neither side.
        var rowPotential = new double[count + 1];
        var columnPotential = new double[count + 1];
        var rowOfColumn = new int[count + 1];
        for (int row = 1; row <= count; row++) Insert(row);

        var columnOfRow = new int[count];
        for (int column = 1; column <= count; column++) columnOfRow[rowOfColumn[column] - 1] = column - 1;
        return columnOfRow;

        void Insert(int row)
        {
            var slack = new double[count + 1];
            var from = new int[count + 1];
            var isDone = new bool[count + 1];
            Array.Fill(slack, double.PositiveInfinity);
            rowOfColumn[0] = row;
            int column = 0;
            do
            {
                isDone[column] = true;
                column = Grow(column, slack, from, isDone);
            }
            while (rowOfColumn[column] != 0);
            for (; column != 0; column = from[column]) rowOfColumn[column] = rowOfColumn[from[column]];
        }

        int Grow(int column, double[] slack, int[] from, bool[] isDone)
        {
            int row = rowOfColumn[column], next = 0;
            double least = double.PositiveInfinity;
            for (int other = 1; other <= count; other++)
            {
                if (isDone[other]) continue;
                double cost = -scores[row - 1, other - 1] - rowPotential[row] - columnPotential[other];
                if (cost < slack[other]) (slack[other], from[other]) = (cost, column);
                if (slack[other] < least) (least, next) = (slack[other], other);
            }
            for (int other = 0; other <= count; other++)
            {
                if (isDone[other])
                {
                    rowPotential[rowOfColumn[other]] += least;
                    columnPotential[other] -= least;
                }
                else
                {
                    slack[other] -= least;
                }
            }
            return next;
        }
    }
}
