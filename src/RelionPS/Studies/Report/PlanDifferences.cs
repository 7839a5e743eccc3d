using RelionPS.Core.Text;
using RelionPS.Refinement.Options;

namespace RelionPS.Studies.Report;

/// <summary>Commands side by side: what is not the same in all of them, a row each.</summary>
internal static class PlanDifferences
{
    /// <summary>A word for an option or a variable that a command has not.</summary>
    private const string Absent = "-";

    /// <summary>Options that the plan's numbers are, and the one that every command has for itself.</summary>
    private static readonly string[] Told = ["--j", "--pool", OptionTable.Output];

    /// <summary>The table; null where nothing differs.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="commands">Two or more, each with its name.</param>
    public static TableBlock? Table(string caption, IReadOnlyList<(string Label, RefineCommand Command)> commands)
    {
        List<Dictionary<string, string>> facts = [.. commands.Select(one => Facts(one.Command))];
        List<IReadOnlyList<string>> rows =
        [
            .. facts.SelectMany(known => known.Keys).Distinct(StringComparer.Ordinal)
                .Select(name => (
                    Name: name, Values: facts.Select(known => known.GetValueOrDefault(name, Absent)).ToArray()))
                .Where(row => row.Values.Distinct(StringComparer.Ordinal).Count() > 1)
                .Select(row => (IReadOnlyList<string>)[row.Name, .. row.Values]),
        ];
        return rows.Count == 0
            ? null
            : new TableBlock(caption, ["What", .. commands.Select(one => Head(one.Label))], rows);
    }

    /// <summary>What two commands must share to have the same plan.</summary>
    public static bool AreSame(RefineCommand one, RefineCommand other) =>
        Table("", [("", one), ("", other)]) is null && Planned(one).SequenceEqual(Planned(other));

    /// <summary>Decisions but for where the results go: that is every command's own.</summary>
    private static IEnumerable<DecisionRow> Planned(RefineCommand command) =>
        Of(command).Where(row => row.Name != nameof(RefineOptions.OutputRoot));

    /// <summary>The decisions of a command as rows of a table.</summary>
    public static IReadOnlyList<DecisionRow> Of(RefineCommand command) =>
    [
        .. command.Decisions.Select(decision => new DecisionRow(
            decision.Name, decision.ValueText, decision.Reason, decision.Source, decision.IsWarning)),
    ];

    /// <summary>A name that ends in the mark of numeric columns is no such column.</summary>
    private static string Head(string label) => label.EndsWith('#') ? label + " " : label;

    private static Dictionary<string, string> Facts(RefineCommand command)
    {
        RunPlan plan = command.Plan;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Node"] = command.Node.Name,
            [nameof(RefineCommand.Executable)] = command.Executable,
            [nameof(RefineCommand.Acceleration)] = command.Acceleration.ToString(),
            [nameof(RefineCommand.Mpi)] = command.Mpi,
            [nameof(RunPlan.NodeCount)] = Quantity.Value(plan.NodeCount),
            [nameof(RunPlan.Ranks)] = Quantity.Value(plan.Ranks),
            [nameof(RunPlan.ComputeRanksPerNode)] = Quantity.Value(plan.ComputeRanksPerNode),
            [nameof(RunPlan.ThreadsPerRank)] = Quantity.Value(plan.ThreadsPerRank),
            [nameof(RunPlan.Pool)] = Quantity.Value(plan.Pool),
            [nameof(RunPlan.PinDomain)] = Quantity.Value(plan.PinDomain),
            [nameof(RunPlan.ReservedCores)] = Quantity.Value(plan.ReservedCores),
            [nameof(RunPlan.Gpu)] = plan.Gpu?.ToString() ?? Absent,
            [nameof(RefineCommand.Allocator)] = command.Allocator,
            [nameof(RefineCommand.Binding)] = command.Binding.ToString(),
        };
        foreach (DecisionRow decision in Planned(command)) facts.TryAdd(decision.Name, decision.Value);
        foreach ((string option, string value) in OptionsOf(command.Arguments)) facts.TryAdd(option, value);
        foreach ((string name, string value) in command.Variables) facts.TryAdd(name, value);
        if (command.LauncherArguments.Count > 0)
        {
            facts.TryAdd(nameof(RefineCommand.LauncherArguments), string.Join(' ', command.LauncherArguments));
        }
        return facts;
    }

    /// <summary>Each option with what follows it; <c>on</c> where nothing does.</summary>
    private static IEnumerable<(string Option, string Value)> OptionsOf(IReadOnlyList<string> arguments)
    {
        for (int index = 0; index < arguments.Count; index++)
        {
            if (!arguments[index].StartsWith("--", StringComparison.Ordinal)) continue;
            int end = index + 1;
            while (end < arguments.Count && !arguments[end].StartsWith("--", StringComparison.Ordinal)) end++;
            if (Told.Contains(arguments[index])) continue;
            string value = string.Join(' ', arguments.Skip(index + 1).Take(end - index - 1));
            yield return (arguments[index], value.Length == 0 ? "on" : value);
        }
    }
}

/// <summary>A decision as it is shown.</summary>
internal sealed record DecisionRow(string Name, string Value, string Reason, string Source, bool IsWarning);
