namespace RelionPS.Studies.Comparison;

/// <summary>
/// What still counts as the same result. Measured with RELION 3.1.3 after three iterations against the double-precision
/// code: least FSC 0.99999 for
/// <c>--cpu</c> in double, 0.9994 in single precision, 1.000000 for threads or MPI; resolution per class equal,
/// occupancies a little apart. The
/// defaults leave room for drift over more iterations.
/// </summary>
/// <param name="MinimumFsc">Least FSC up to the class's resolution.</param>
/// <param name="MinimumCorrelation">Least correlation of the maps' values.</param>
/// <param name="MaximumShellDifference">Most shells of Fourier space that the resolutions may differ by; RELION's
/// estimate is always a whole shell.</param>
/// <param name="MaximumOccupancyDifference">Largest difference of a class's share of the particles.</param>
internal sealed record ComparisonLimits(
    double MinimumFsc = 0.99,
    double MinimumCorrelation = 0.99,
    int MaximumShellDifference = 1,
    double MaximumOccupancyDifference = 0.05)
{
    /// <summary>
    /// A class with a smaller share than this in both runs has too few particles for its map to prove anything.
    /// </summary>
    public const double EmptyOccupancy = 0.005;
}
