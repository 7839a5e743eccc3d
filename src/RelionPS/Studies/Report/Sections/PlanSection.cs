namespace RelionPS.Studies.Report.Sections;

/// <summary>Why the commands are as they are; several side by side by what differs.</summary>
internal sealed class PlanSection : IReportSection
{
    public string Title => "Plan";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        (string Label, RefineCommand Command)[] commands =
        [
            .. content.Of<BenchmarkResult>().Zip(content.Labels()).Select(pair => (pair.Second, pair.First.Command)),
        ];
        if (commands.Length == 0) yield break;
        List<List<(string Label, RefineCommand Command)>> plans = [];
        foreach ((string Label, RefineCommand Command) one in commands)
        {
            if (plans.Find(plan => PlanDifferences.AreSame(plan[0].Command, one.Command)) is { } same) same.Add(one);
            else plans.Add([one]);
        }
        if (plans.Count == 1)
        {
            if (commands.Length > 1) yield return new TextBlock("All commands have the same plan.");
            yield return Decisions(commands[0].Command.Plan.ToString(), PlanDifferences.Of(commands[0].Command));
            yield break;
        }
        (string Label, RefineCommand Command)[] distinct =
        [
            .. plans.Select(plan => (string.Join("; ", plan.Select(one => one.Label)), plan[0].Command)),
        ];
        if (PlanDifferences.Table("Where the plans differ", distinct) is { } table) yield return table;
        DecisionRow[][] rows = [.. distinct.Select(one => PlanDifferences.Of(one.Command).ToArray())];
        DecisionRow[] shared = [.. rows[0].Where(row => rows.All(other => other.Contains(row)))];
        for (int index = 0; index < distinct.Length; index++)
        {
            DecisionRow[] own = [.. rows[index].Except(shared)];
            if (own.Length == 0) continue;
            yield return Decisions($"{distinct[index].Label}: {distinct[index].Command.Plan}; its own decisions", own);
        }
        if (shared.Length > 0) yield return Decisions("The same in all plans", shared);
    }

    private static TableBlock Decisions(string caption, IReadOnlyList<DecisionRow> rows) => new(
        caption,
        ["Decision", "Value", "Reason", "Source"],
        [.. rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Value, row.Reason, row.Source])])
    {
        Tones = [.. rows.Select(row => row.IsWarning ? ReportTone.Warn : ReportTone.Neutral)],
    };
}
