namespace RelionPS;

/// <summary>How a job optimises.</summary>
public enum RefineAlgorithm
{
    /// <summary>Expectation-maximisation: each iteration takes all particles.</summary>
    Em,

    /// <summary>
    /// By gradients of mini-batches: VDAM (<c>--grad</c>) from RELION 4.0 on, SGD (<c>--sgd</c>) before.
    /// </summary>
    Vdam,
}
