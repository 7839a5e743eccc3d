namespace RelionPS;

/// <summary>
/// What RELION does in a stretch of time, as far as its output tells (ml_optimiser.cpp and ml_optimiser_mpi.cpp,
/// 3.1.3).
/// </summary>
public enum RefineStep
{
    /// <summary>From the start to the first iteration: reading, noise spectra, copying to scratch.</summary>
    Preparation,

    /// <summary>Estimation of the accuracy of the angles, at the begin of an iteration.</summary>
    Accuracy,

    /// <summary>
    /// Comparison of images with projections: nearly all of a real job, and what <c>--cpu</c> accelerates (guide 3.3).
    /// </summary>
    Expectation,

    /// <summary>
    /// Between the end of the expectation's bar and the maximisation: ranks combine their weighted sums.
    /// </summary>
    Weights,

    /// <summary>Reconstruction.</summary>
    Maximization,

    /// <summary>
    /// After the maximisation's bar, to the next step: new resolution and sampling, writing of maps and tables.
    /// </summary>
    Output,
}
