using RelionPS.Core.Errors;
using RelionPS.Refinement.Planning.GpuRules;
using RelionPS.Refinement.Planning.Rules;

namespace RelionPS.Refinement.Planning;

/// <summary>
/// Makes a <see cref="RunPlan"/> from a node's facts, the guide's rules and what the user has decided.
/// </summary>
internal static class Planner
{
    /// <summary>What settles a plan, in order: each may build on those before it.</summary>
    public static IReadOnlyList<IPlanRule> Rules { get; } =
    [
        new WeakestNode(),
        new NotesOnHosts(),
        new NumberOfNodes(),
        new ComputeRanks(),
        new ComputeRanksInMemory(),
        new ComputeRanksInQuota(),
        new UseOfMpi(),
        new TotalRanks(),
        new ThreadsOfRank(),
        new IdleCpus(),
        new ThreadsInQuota(),
        new PoolOfThreads(),
        new PoolOfSubtomograms(),
        new PoolOfParticles(),
        new PoolInMemory(),
        new DisputedNumbers(),
        new MemoryOfFullestNode(),
        new MemoryOfProcess(),
        new PinDomain(),
        new ReservedCores(),
        new NodeWarnings(),
        new PlacementOfRanks(),
    ];

    /// <summary>What settles a plan for GPUs.</summary>
    public static IReadOnlyList<IPlanRule> RulesOfGpus { get; } =
    [
        new WeakestNode(),
        new NotesOnHosts(),
        new NumberOfNodes(),
        new GuideIsForCpus(),
        new DevicesOfNodes(),
        new FollowersOfDevices(),
        new UseOfMpi(),
        new TotalRanks(),
        new ThreadsNearDevices(),
        new ThreadsInQuota(),
        new PoolOfDevices(),
        new PoolOfSubtomograms(),
        new PoolOfParticles(),
        new PoolInMemory(),
        new MemoryOfFullestNode(),
        new MemoryOfProcess(),
        new CoresOfFollowers(),
        new ReservedCores(),
        new NodeWarnings(),
        new PlacementOfRanks(),
        new DevicesOfThreads(),
        new MemoryOfDevices(),
    ];

    /// <summary>Plans a run. The same request always gives the same plan.</summary>
    /// <exception cref="RelionException">
    /// Where what the user decided makes no sense; the id names the value at fault.
    /// </exception>
    public static RunPlan Plan(PlanRequest request)
    {
        Refusals.Check(request);
        var draft = new PlanDraft(request);
        foreach (IPlanRule rule in request.Gpu is null ? Rules : RulesOfGpus) rule.Apply(draft);
        return draft.ToPlan();
    }
}
