using RelionPS.Core.Text;
using RelionPS.Studies.Report.Sections;

namespace RelionPS.Studies.Report;

/// <summary>What a report says first of plans, placements, runs, data sets and clusters.</summary>
internal static class ObjectConclusions
{
    /// <summary>More than these are counted.</summary>
    private const int ShownDifferences = 3;

    /// <summary>A sentence for each plan that was not measured; equal ones have one.</summary>
    public static IEnumerable<VerdictBlock> Plans(ReportContent content)
    {
        foreach (IReadOnlyList<NamedCommand> plan in PlanGroups.Of(content.Commands))
        {
            // A search, a benchmark and a forecast say for themselves what comes of their commands.
            NamedCommand[] planned = [.. plan.Where(one => one.IsPlan)];
            if (planned.Length == 0 || plan.Any(one => one.IsMeasured)) continue;
            RefineCommand command = planned[0].Command;
            string[] doubts =
            [
                .. command.Decisions.Where(decision => decision.IsWarning)
                    .Select(decision => $"{decision.Name} {decision.ValueText}: {decision.Reason}"),
                .. command.Origin?.Problems ?? [],
            ];
            string[] names = [.. planned.Select(one => one.Command.Name).Distinct()];
            yield return new VerdictBlock(
                doubts.Length > 0 ? ReportTone.Warn : ReportTone.Neutral,
                $"{ReportWords.And(names)} on {command.Node.Name}: {command.Plan}",
                [
                    command.Origin is null ? "planned, not measured" : "as it was read; no rule decided",
                    .. Memory(command),
                ])
            {
                Doubts = doubts,
            };
        }
    }

    /// <summary>Whether the ranks run where the plan puts them.</summary>
    public static VerdictBlock Placement(PlacementResult placement) => new(
        placement.IsAsPlanned ? ReportTone.Good : ReportTone.Bad,
        $"{placement.Command.Name}: {placement}",
        [
            .. placement.Differences.Take(ShownDifferences)
                .Select(rank => InvariantText.Of($"rank {rank.Rank}: ") + rank.Note),
            .. placement.Differences.Count > ShownDifferences
                ? [InvariantText.Of($"{placement.Differences.Count - ShownDifferences} more, see the ranks")]
                : Array.Empty<string>(),
        ]);

    /// <summary>How the runs stand, each in a sentence.</summary>
    public static IEnumerable<VerdictBlock> Runs(IReadOnlyList<RefineRun> runs) =>
        runs.Zip(RunSection.Labels(runs)).Select(pair => Run(pair.First, pair.Second));

    /// <summary>Whether RELION can read the particles.</summary>
    public static VerdictBlock Data(RelionDataset data)
    {
        string[] faults = [.. Faults(data)];
        return new VerdictBlock(
            faults.Length > 0 ? ReportTone.Bad : ReportTone.Neutral,
            $"{data}",
            data.ImageBytes is { } bytes ? [$"all images take {Quantity.Bytes(bytes)}"] : [])
        {
            Doubts =
            [
                .. faults,
                .. data.MissingStacks is null
                    ? ["the image stacks were not looked for"]
                    : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>What the cluster is short of, or what it has to be.</summary>
    public static VerdictBlock Cluster(ClusterPlan plan)
    {
        string microscopes = ReportWords.Count(plan.MicroscopeCount, "microscope");
        ClusterRequirement[] failed = Those(FindingStatus.Fail), unknown = Those(FindingStatus.Unknown);
        string needs = InvariantText.Of(
            $"{plan.NodeCount} nodes of {plan.SocketsPerNode} sockets and {plan.CoresPerNode} to ")
            + InvariantText.Of($"{plan.MaximumCoresPerNode} cores, ")
            + $"{Quantity.Gigabytes(plan.MemoryPerNodeBytes)} each, and a file system of "
            + $"{Quantity.Gigabytes(plan.StorageBytes)}";
        (ReportTone tone, string verdict) = plan.IsMet switch
        {
            true => (ReportTone.Good, $"The cluster has what the guide asks for {microscopes}"),
            false => (
                ReportTone.Bad,
                $"The cluster is too small for {microscopes}: "
                    + ReportWords.And([.. failed.Select(item => item.Name)])),
            null when unknown.Length > 0 => (
                ReportTone.Warn,
                $"Whether the cluster has what the guide asks for {microscopes} can't be told"),
            null => (ReportTone.Neutral, $"For {microscopes} the guide asks for {needs}"),
        };
        return new VerdictBlock(
            tone,
            verdict,
            [
                .. failed.Select(item => $"{item.Name}: {item.Found} of {item.Wanted}, short of {item.Short}"),
                .. plan.IsMet is null && unknown.Length == 0 ? Array.Empty<string>() : [$"asked for: {needs}"],
            ])
        {
            Doubts = [.. unknown.Select(item => $"{item.Name} is not known: {item.Reason}")],
        };

        ClusterRequirement[] Those(FindingStatus status) =>
            [.. plan.Requirements.Where(item => item.Status == status)];
    }

    private static VerdictBlock Run(RefineRun run, string label)
    {
        List<string> reasons = [run.StatusReason];
        if (run.Resolution is { } resolution) reasons.Add($"resolution {Quantity.Angstrom(resolution)}");
        if (run.Time is { } time) reasons.Add($"{Quantity.Duration(time)} in all");
        return new VerdictBlock(
            RunSection.Tone(run.Status),
            run.IterationCount is { } all
                ? InvariantText.Of($"{label}: {run.Status}, iteration {run.Iteration} of {all}")
                : InvariantText.Of($"{label}: {run.Status}, iteration {run.Iteration}"),
            [.. reasons.Where(reason => reason.Length > 0)])
        {
            Doubts = [.. run.Problems, .. run.Notes.Select(note => note.Message)],
        };
    }

    private static IEnumerable<string> Memory(RefineCommand command)
    {
        if (command.Plan.Memory is { } memory)
        {
            yield return $"{Quantity.Bytes(memory.NodeBytes)} of memory expected on the fullest node, of "
                + Quantity.Bytes(command.Node.UsableMemoryBytes);
        }
    }

    private static IEnumerable<string> Faults(RelionDataset data)
    {
        if (data.IsEmpty) yield return "the particle table has no row";
        if (data.MissingStacks is { Count: > 0 } missing)
        {
            yield return InvariantText.Of($"{missing.Count} of {data.StackCount} image stacks are not there");
        }
        if (data.HasCarriageReturns)
        {
            yield return "lines end with carriage returns, and RELION then finds no table by its name";
        }
        if (!data.Unread.IsNone) yield return data.Unread.Text;
        if (data.UndefinedGroups.Count > 0)
        {
            yield return $"particles name optics groups that are not there: {Quantity.List(data.UndefinedGroups)}";
        }
    }
}
