using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>Threads of a rank (guide 3.4).</summary>
internal sealed class ThreadsOfRank : IPlanRule
{
    private const string Name = nameof(RunPlan.ThreadsPerRank);

    public void Apply(PlanDraft draft)
    {
        GuideRule rule = GuideRules.ThreadsFillTheNode;
        int share = draft.Share, cpus = draft.Domains.TotalCpus;
        draft.Threads = draft.Request.Thread ?? share;
        if (draft.Request.Thread is not { } given)
        {
            draft.Decisions.Add(new Decision(Name, share, rule.Name,
                PinDomain.Arithmetic(draft), rule.Section));
            return;
        }
        draft.Decisions.Add(new Decision(Name, given, "Override", $"as asked for; the rules say {share}", "-Thread"));
        if (given == share) return;
        int ranks = draft.RanksPerNode, idle = cpus - (ranks * Math.Min(given, share));
        string state = given > share
            ? $"more threads than the {share} CPUs of a rank, which take turns on them"
            : $"{idle} CPUs stay idle";
        string rest = given > share && idle > 0 ? $"; {idle} CPUs stay idle" : "";
        draft.Decisions.Add(new Decision(Name, given, rule.Name,
            $"{ranks} rank(s) × {given} threads on {cpus} usable logical CPUs: {state}{rest}", rule.Section,
            IsWarning: true));
    }
}
