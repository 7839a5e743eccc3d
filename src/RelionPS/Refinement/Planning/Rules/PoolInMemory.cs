using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>A smaller pool, where that alone makes the plan fit into memory.</summary>
internal sealed class PoolInMemory : IPlanRule
{
    public void Apply(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        if (request is not { Size: { } size, Pool: null }) return;
        if (NodeMemoryLimit.Of(request.Node) is not { } limit) return;
        int pool = draft.Pool;
        if (Bytes(pool) <= limit || Bytes(1) > limit) return;
        int chosen = pool;
        while (Bytes(chosen) > limit) chosen--;
        draft.Decisions.Add(new Decision(nameof(RunPlan.Pool), chosen, NodeMemoryLimit.Rule,
            $"a pool of {pool} would take {NodeMemoryLimit.Text(Bytes(pool))} of "
            + $"{NodeMemoryLimit.Text(request.Node.UsableMemoryBytes!.Value)} on the fullest node; lowering it also "
            + "lowers the memory of a rank (guide 3.4)", NodeMemoryLimit.Source));
        draft.Pool = chosen;

        long Bytes(int candidate) => MemoryModel.Estimate(size, draft.Layout with { Pool = candidate }).NodeBytes;
    }
}
