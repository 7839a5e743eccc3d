namespace RelionPS.Studies.Search;

/// <summary>Puts what was measured in the place of the rules' reasons.</summary>
internal static class MeasuredDecisions
{
    public const string Rule = "Measured";

    public const string Source = "measured";

    /// <summary>The command whose numbers are said to be measured; warnings stay.</summary>
    /// <param name="command">A command with the measured setting.</param>
    /// <param name="reason">What was measured: the search, and the ratio.</param>
    public static RefineCommand Apply(RefineCommand command, string reason)
    {
        var measured = new List<Decision>
        {
            new(nameof(RunPlan.UsesMpi), command.Plan.UsesMpi, Rule, reason, Source),
            new(nameof(RunPlan.ComputeRanksPerNode), command.Plan.ComputeRanksPerNode, Rule, reason, Source),
            new(nameof(RunPlan.ThreadsPerRank), command.Plan.ThreadsPerRank, Rule, reason, Source),
            new(nameof(RunPlan.Pool), command.Plan.Pool, Rule, reason, Source),
        };
        IReadOnlyList<Decision> plan = Replace(command.Plan.Decisions, measured);
        measured.Add(new(nameof(RefineCommand.Acceleration), command.Acceleration, Rule, reason, Source));
        measured.Add(new(nameof(RefineCommand.Allocator), command.Allocator, Rule, reason, Source));
        if (command.Plan.UsesMpi)
        {
            measured.Add(new(nameof(RefineCommand.Binding), command.Binding, Rule, reason, Source));
        }
        if (SearchSpace.Extras.Where(extra => command.Arguments.Contains(extra)).ToArray() is { Length: > 0 } extras)
        {
            measured.Add(new(nameof(RefineOptions.AdditionalArgument), string.Join(' ', extras), Rule, reason, Source));
        }
        return command with
        {
            Plan = command.Plan with { Decisions = plan },
            Decisions = Replace(command.Decisions, measured),
        };
    }

    /// <summary>In the order of the old ones; what is new comes last.</summary>
    private static IReadOnlyList<Decision> Replace(IReadOnlyList<Decision> decisions, IReadOnlyList<Decision> measured)
    {
        var left = measured.ToDictionary(decision => decision.Name, StringComparer.Ordinal);
        var names = left.Keys.ToHashSet(StringComparer.Ordinal);
        var result = new List<Decision>();
        foreach (Decision decision in decisions)
        {
            if (left.Remove(decision.Name, out Decision? instead)) result.Add(instead);
            if (!names.Contains(decision.Name) || decision.IsWarning) result.Add(decision);
        }
        return [.. result, .. left.Values];
    }
}
