using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>Why the commands are as they are; several side by side by what differs.</summary>
internal sealed class PlanSection : IReportSection
{
    /// <summary>Ranks of more than these fill pages; the first are shown.</summary>
    private const int ShownRanks = 40;

    public string Title => "Plan";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IReadOnlyList<IReadOnlyList<NamedCommand>> plans = PlanGroups.Of(content.Commands);
        return plans.Count switch
        {
            0 => [],
            1 => Single(plans[0][0].Command, plans[0].Sum(one => one.Times)),
            _ => Several(plans),
        };
    }

    private static IEnumerable<ReportBlock> Single(RefineCommand command, int commands)
    {
        if (commands > 1) yield return new TextBlock("All commands have the same plan.");
        yield return new FactsBlock(Facts(command));
        yield return Decisions(command.Plan.ToString(), PlanDifferences.Of(command));
        foreach (ReportBlock block in Placement(command.Plan)) yield return block;
    }

    private static IEnumerable<ReportBlock> Several(IReadOnlyList<IReadOnlyList<NamedCommand>> plans)
    {
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

    private static List<(string, string)> Facts(RefineCommand command)
    {
        RunPlan plan = command.Plan;
        List<(string, string)> facts =
        [
            ("Node", command.Node.Name),
            ("Program", command.Executable),
        ];
        if (plan.UsesMpi)
        {
            facts.Add(("Launcher", command.Mpi));
            facts.Add((
                "On each node",
                ReportWords.Count(plan.ComputeRanksPerNode, "compute rank")
                    + (plan.PinDomain is { } domain ? InvariantText.Of($", {domain} logical CPUs each") : "")));
        }
        if (plan.Hosts.Count > 0) facts.Add(("Hosts", Quantity.List(plan.Hosts)));
        if (plan.Memory is { } memory)
        {
            facts.Add((
                "Memory",
                $"{Quantity.Bytes(memory.NodeBytes)} expected on the fullest node, which has "
                + $"{Quantity.Bytes(command.Node.UsableMemoryBytes)}"));
        }
        if (command.Origin is { } origin) facts.Add(("Read from", origin.ToString()));
        return facts;
    }

    private static IEnumerable<ReportBlock> Placement(RunPlan plan)
    {
        if (plan.Placement.Count == 0) yield break;
        yield return new TableBlock(
            plan.Placement.Count <= ShownRanks
                ? "Where each rank runs"
                : InvariantText.Of($"Where each rank runs, the first {ShownRanks} of {plan.Placement.Count}"),
            ["Rank#", "Host", "CPUs"],
            [
                .. plan.Placement.Take(ShownRanks).Select(rank => (IReadOnlyList<string>)
                [
                    Quantity.Value(rank.Rank), rank.HostName, rank.Cpus,
                ]),
            ]);
    }

    private static TableBlock Decisions(string caption, IReadOnlyList<DecisionRow> rows) => new(
        caption,
        ["Decision", "Value", "Reason", "Source"],
        [.. rows.Select(row => (IReadOnlyList<string>)[row.Name, row.Value, row.Reason, row.Source])])
    {
        Tones = [.. rows.Select(row => row.IsWarning ? ReportTone.Warn : ReportTone.Neutral)],
    };
}
