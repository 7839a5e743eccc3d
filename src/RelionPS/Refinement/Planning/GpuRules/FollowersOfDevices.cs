using RelionPS.Core.Text;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Planning.Rules;

namespace RelionPS.Refinement.Planning.GpuRules;

/// <summary>
/// How many followers work on a node's GPUs: one a GPU; two where a classification leaves a large card half empty; one
/// process for a run by gradients.
/// </summary>
internal sealed class FollowersOfDevices : IPlanRule
{
    private const string Name = nameof(RunPlan.ComputeRanksPerNode);

    private const string Tutorial = "RELION 5.0, tutorial";

    /// <summary>
    /// Memory of a card on which sites run more than one follower of a classification: A100 and later.
    /// </summary>
    private const long LargeCard = 38_000_000_000;

    /// <summary>Fewer logical CPUs for a follower than so many leave its GPU waiting.</summary>
    private const int LeastCpus = 4;

    public void Apply(PlanDraft draft)
    {
        Decision decision = WithinCores(draft, Decide(draft));
        draft.RanksPerNode = (int)decision.Value!;
        draft.Decisions.Add(decision);
        if (draft.Request is { RanksPerNode: { } given, IsGradient: false, UseMpi: not false })
        {
            draft.RanksPerNode = given;
            draft.Decisions.Add(new Decision(
                Name, given, "Override", $"as asked for; the rules say {decision.Value}", "-RankPerNode"));
        }
        int followers = draft.RanksPerNode * draft.NodeCount;
        if (draft.Request.IsAutoRefine && (followers < 2 || followers % 2 != 0))
        {
            throw PlanErrors.AutoRefineNeedsEvenFollowers(draft.RanksPerNode, draft.NodeCount);
        }
    }

    private static Decision Decide(PlanDraft draft)
    {
        PlanRequest request = draft.Request;
        int gpus = draft.Devices.Count;
        if (request.IsGradient)
        {
            return new Decision(Name, 1, GradientRun.Rule,
                $"a run by gradients is one process, whose threads share the {gpus} GPU(s): RELION 4.0 and 5.0 end it "
                + "under MPI", Tutorial);
        }
        if (request.UseMpi == false)
        {
            return new Decision(
                Name, 1, "Override", "one rank, as the threads-only program was asked for", request.UseMpiFrom);
        }
        if (request.IsAutoRefine) return OfHalves(draft, gpus);
        if (gpus * draft.NodeCount == 1)
        {
            return new Decision(Name, 1, "OneGpu",
                "one GPU: one process without a leader (on an H100, 6.3 s against 9.5 s with a leader and 4 "
                + "followers); others run 2 or 3 followers on a large card: Optimize-RelionRefineCommand measures",
                "measured; 3dem/relion 846");
        }
        return OfClassification(draft, gpus);
    }

    /// <summary>No more followers than cores: then some have several GPUs.</summary>
    private static Decision WithinCores(PlanDraft draft, Decision decision)
    {
        int cores = draft.Domains.TotalCores;
        if ((int)decision.Value! <= cores) return decision;
        int fewer = draft.Request.IsAutoRefine && cores * draft.NodeCount % 2 != 0 ? Math.Max(1, cores - 1) : cores;
        return new Decision(Name, fewer, "FewCores",
            $"{decision.Value} followers were to be had for {draft.Devices.Count} GPU(s), and the node has {cores} "
            + "core(s): some have several GPUs, which wait for their threads", "the node's profile", IsWarning: true);
    }

    /// <summary>Two halves of the data, each with as many followers: their number is even.</summary>
    private static Decision OfHalves(PlanDraft draft, int gpus)
    {
        int all = gpus * draft.NodeCount;
        if (all % 2 == 0)
        {
            return new Decision(Name, gpus, "FollowerPerGpu",
                "one follower a GPU, and the leader: a refinement's last iteration takes the whole card", Tutorial);
        }
        if (gpus > 1)
        {
            return new Decision(Name, gpus - 1, "EvenFollowers",
                $"auto-refinement needs an even number of followers, and two on one GPU may run out of its memory in "
                + $"the last iteration: one of the {gpus} GPUs stays idle", "RELION 5.0.1 source", IsWarning: true);
        }
        return new Decision(Name, 2, "EvenFollowers",
            "auto-refinement needs an even number of followers: two share the GPU, half its memory each, and the last "
            + "iteration may run out of it", "RELION 5.0.1 source", IsWarning: true);
    }

    private static Decision OfClassification(PlanDraft draft, int gpus)
    {
        const string source = "3dem/relion 625, 846";
        string? against = AgainstTwo(draft, gpus);
        return against is null
            ? new Decision(Name, 2 * gpus, "TwoFollowersPerGpu",
                "two followers a GPU: a classification leaves a large card half idle, and both fit its memory; "
                + "others run 2 or 3: Optimize-RelionRefineCommand measures", source)
            : new Decision(Name, gpus, "FollowerPerGpu", $"one follower a GPU, and the leader; {against}", source);
    }

    /// <summary>Why there are not two followers on each GPU; null where there may be.</summary>
    private static string? AgainstTwo(PlanDraft draft, int gpus)
    {
        GpuRequest asked = draft.Request.Gpu!;
        if (draft.Request.Size is not { } size) return "whether two fit its memory is not known without the box size";
        if (draft.Devices.Min(device => device.MemoryBytes) is not { } memory
            || draft.Devices.Any(device => device.MemoryBytes is null))
        {
            return "two would share its memory, which is not known";
        }
        if (size.Is3D && memory < LargeCard)
        {
            return $"two would share its {Quantity.Gigabytes(memory)}, and those who run two have cards of 40 GB "
                + "and more";
        }
        int cpus = draft.Domains.TotalCpus / (2 * gpus);
        if (cpus < LeastCpus) return $"two would have {cpus} CPU(s) each";
        int threads = Math.Min(draft.Request.Thread ?? ThreadsNearDevices.Most, cpus);
        long needed = DeviceFit.NeededBytes(size, 2, threads, asked.KeepFreeBytes);
        return needed > memory
            ? $"two would need {Quantity.Gigabytes(needed)} of its {Quantity.Gigabytes(memory)}"
            : null;
    }
}
