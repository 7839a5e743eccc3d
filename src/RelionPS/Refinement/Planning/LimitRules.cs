using RelionPS.Core.Reasons;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Planning;

/// <summary>Bounds that are no CPUs and no memory of the machine's: quotas of time, limits of a process.</summary>
internal static class LimitRules
{
    private const string Quota = "CpuQuota", Process = "ProcessMemoryLimit";
    private const string Groups = "control groups";

    /// <summary>As many ranks as the quota has CPUs' worth of time for, each with one thread at least.</summary>
    public static int DecideRanks(PlanRequest request, CoreDomains domains, int nodeCount, int ranksPerNode, List<Decision> decisions)
    {
        if (request is not { Node.CpuLimit: { } limit, RanksPerNode: null } || ranksPerNode <= limit) return ranksPerNode;
        int chosen = domains.EvenRankCounts(limit).Append(1)
            .Where(count => count <= limit && !(request.IsAutoRefine && count * nodeCount % 2 != 0))
            .FirstOrDefault(ranksPerNode);
        if (chosen != ranksPerNode)
        {
            decisions.Add(new Decision(nameof(RunPlan.ComputeRanksPerNode), chosen, Quota,
                $"the quota allows {limit} CPUs' worth of time on a node, and {ranksPerNode} ranks would share it", Groups));
        }
        return chosen;
    }

    /// <summary>No more threads in all than the quota allows: those that spin for others use it up.</summary>
    public static int DecideThreads(PlanRequest request, int ranksPerNode, int threads, List<Decision> decisions)
    {
        if (request.Node.CpuLimit is not { } limit || ranksPerNode * threads <= limit) return threads;
        int chosen = request.Thread ?? Math.Max(1, limit / ranksPerNode);
        bool isOver = chosen * ranksPerNode > limit;
        string outcome = isOver
            ? $"{ranksPerNode} rank(s) × {chosen} threads are more, and all of them are stopped for a part of each period: lift the quota, or ask for fewer"
            : $"{limit} / {ranksPerNode} compute rank(s)";
        decisions.Add(new Decision(nameof(RunPlan.ThreadsPerRank), chosen, Quota,
            $"the quota allows {limit} CPUs' worth of time on node '{request.Node.Name}' (cpu.max, cpu.cfs_quota_us): {outcome}", Groups, IsWarning: isOver));
        return chosen;
    }

    /// <summary>Warns where a rank is to take more than the limit of a process lets it have.</summary>
    public static void JudgeProcess(NodeProfile node, MemoryEstimate? memory, List<Decision> decisions)
    {
        Fact<long?> limit = node.Platform.ProcessMemoryBytes;
        if (limit.Value is not { } bytes) return;
        long need = memory?.Ranks.Max(rank => rank.PeakBytes) ?? GuideRules.MemoryPerRankBytes;
        if (bytes >= need) return;
        string whence = memory is null ? "the guide counts" : "the largest rank is to take";
        decisions.Add(new Decision(nameof(RankMemory.PeakBytes), need, Process,
            $"{whence} {Quantity.Gigabytes(need)}, and a process on node '{node.Name}' may have {Quantity.Gigabytes(bytes)} of address space or data: "
                + "ulimit -v unlimited; ulimit -d unlimited; or ask the batch system for more", limit.Source, IsWarning: true));
    }

    /// <summary>What makes the usable memory less than the machine's, in words; null where nothing does.</summary>
    public static string? WhatLimits(NodeProfile node)
    {
        if (node.UsableMemoryBytes is not { } usable || usable == node.MemoryBytes) return null;
        return usable == node.MemoryLimitBytes ? "the limit of its control group"
            : usable == node.MemoryHighBytes ? "memory.high of its control group"
            : usable == node.Memory.CommitLimitBytes.Value ? "vm.overcommit_memory and its CommitLimit"
            : "huge pages that are set aside";
    }
}
