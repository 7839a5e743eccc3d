namespace RelionPS.Refinement.Planning.Rules;

/// <summary>A run by gradients is one process, with the node's CPUs as its threads.</summary>
internal static class GradientRun
{
    public const string Rule = "GradientRun";

    public const string Reason =
        "a run by gradients is one process: RELION 4.0 and 5.0 end it under MPI, and a mini-batch of a few hundred "
        + "particles leaves little for other ranks; its threads fill the node";

    public const string Source = "RELION 4.0, src/ml_optimiser_mpi.cpp";

    /// <summary>Ends where the user asks for more than one process.</summary>
    /// <exception cref="Core.Errors.RelionException"><c>RelionGradientIsOneProcess</c>.</exception>
    public static void Refuse(PlanRequest request)
    {
        string? asked = request switch
        {
            { NodeCount: > 1 and var nodes } => $"{nodes} nodes (-NodeCount)",
            { NodeCount: null, Hosts.Count: > 1 and var hosts } => $"{hosts} hosts ({request.HostsFrom})",
            { NodeCount: null, Nodes.Count: > 1 and var profiles } => $"{profiles} nodes (-NodeProfile)",
            { RanksPerNode: > 1 and var ranks } => $"{ranks} ranks (-RankPerNode)",
            { UseMpi: true } => $"MPI ({request.UseMpiFrom})",
            _ => null,
        };
        if (asked is not null) throw PlanErrors.GradientIsOneProcess(asked);
    }
}
