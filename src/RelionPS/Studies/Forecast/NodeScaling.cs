using RelionPS.Refinement.Planning;

namespace RelionPS.Studies.Forecast;

/// <summary>
/// What a part of an iteration takes on so many nodes, as a multiple of what it takes on the nodes that were measured:
/// work on particles is shared by the compute ranks, as evenly as batches of pool × threads allow; a class, or a half
/// of one, is reconstructed by one rank; the leader alone prepares and writes.
/// </summary>
/// <param name="plan">The plan that was measured.</param>
/// <param name="volumes">References that are reconstructed: classes, twice with two halves.</param>
/// <param name="particles">Images of the run.</param>
internal sealed class NodeScaling(RunPlan plan, int volumes, int particles)
{
    private int Measured => Math.Max(1, plan.NodeCount);

    /// <summary>The part of the compute ranks' time that can be used, 0 to 1.</summary>
    public double Balance(int nodes) => Ranks(nodes) <= 1
        ? 1
        : Math.Min(1, new BatchBalance(particles, Ranks(nodes), plan.ThreadsPerRank).Bound(plan.Pool));

    /// <summary>The multiple of a term of a step.</summary>
    public double Of(RefineStep step, StepTerm term, int nodes) => step switch
    {
        RefineStep.Expectation when term.IsShared =>
            (double)Measured / nodes * Balance(Measured) / Math.Max(1e-9, Balance(nodes)),
        RefineStep.Maximization => (double)Rounds(nodes) / Rounds(Measured),
        // Sums are combined in pairs: each doubling is one exchange more. An assumption; networks differ.
        RefineStep.Weights => (1 + Math.Log2(Ranks(nodes))) / (1 + Math.Log2(Ranks(Measured))),
        _ => 1,
    };

    private int Ranks(int nodes) => Math.Max(1, plan.UsesMpi ? plan.ComputeRanksPerNode : 1) * nodes;

    private int Rounds(int nodes) => Math.Max(1, (volumes + Ranks(nodes) - 1) / Ranks(nodes));
}
