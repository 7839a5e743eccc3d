namespace RelionPS.Runs.Sizing;

/// <summary>Runs trials for a size to be found by: RELION on this machine, or a machine that is simulated.</summary>
internal interface ISizingTrial
{
    /// <summary>Runs an iteration of so many particles.</summary>
    /// <exception cref="RelionPS.Core.Errors.RelionException">It did not complete.</exception>
    Task<SizingPoint> MeasureAsync(int particles, CancellationToken cancellationToken);
}
