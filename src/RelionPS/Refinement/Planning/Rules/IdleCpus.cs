using RelionPS.Core.Reasons;

namespace RelionPS.Refinement.Planning.Rules;

/// <summary>
/// How many logical CPUs have no thread, where the cores do not divide by the ranks; a warning where they are many.
/// Threads that the user gave have a warning of their own.
/// </summary>
internal sealed class IdleCpus : IPlanRule
{
    /// <summary>Of so many CPUs one may idle without a warning.</summary>
    private const int Tolerated = 10;

    public void Apply(PlanDraft draft)
    {
        RankShares shares = draft.Shares;
        if (shares.IdleCpus == 0 || draft.Request.Thread is not null) return;
        bool isMuch = shares.IdleCpus * Tolerated > shares.TotalCpus;
        draft.Decisions.Add(new Decision("IdleCpus", shares.IdleCpus, GuideRules.ThreadsFillTheNode.Name,
            $"{shares.IdleCpus} of {shares.TotalCpus} usable logical CPUs idle: {draft.RanksPerNode} rank(s) × "
            + $"{shares.CpusPerRank} threads = {shares.UsedCpus}, since all ranks have as many threads on whole cores"
            + (isMuch ? Advice(draft) : ""), GuideRules.ThreadsFillTheNode.Section, isMuch));
    }

    private static string Advice(PlanDraft draft)
    {
        int most = Math.Min((int)GuideRules.ComputeRanks.Value, draft.Domains.TotalCores);
        int fuller = Enumerable.Range(1, most).Where(ranks => !draft.Request.IsAutoRefine || ranks % 2 == 0)
            .DefaultIfEmpty(draft.RanksPerNode).MinBy(ranks => (draft.Domains.Shares(ranks).IdleCpus, -ranks));
        int idle = draft.Domains.Shares(fuller).IdleCpus;
        string straddling = draft.Domains.Shares(fuller).Straddles ? $", one across two {draft.Domains.Kind}s" : "";
        return idle < draft.Shares.IdleCpus ? $"; -RankPerNode {fuller} would leave {idle}{straddling}" : "";
    }
}
