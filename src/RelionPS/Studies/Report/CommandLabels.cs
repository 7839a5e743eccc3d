namespace RelionPS.Studies.Report;

/// <summary>Short names that tell commands from each other: what they all share is left out.</summary>
internal static class CommandLabels
{
    /// <summary>
    /// Parts of a label to leave out where they are not needed, the first first: results, program, version, node, name.
    /// </summary>
    private static readonly int[] Dispensable = [8, 7, 6, 1, 0];

    /// <summary>A label for each, in order.</summary>
    /// <param name="commands">Each with the name of its job and RELION's version; null where that is not known.</param>
    public static IReadOnlyList<string> Of(IEnumerable<(string Name, RefineCommand Command, string? Version)> commands)
    {
        List<string[]> parts = [.. commands.Select(one => Parts(one.Name, one.Command, one.Version))];
        if (parts.Count == 0) return [];
        List<int> kept =
        [
            .. Enumerable.Range(0, parts[0].Length).Where(
                part => parts.Select(words => words[part]).Distinct().Count() > 1),
        ];

        // Programs and names are long: they go first where the rest tells the commands apart.
        foreach (int part in Dispensable)
        {
            if (Join(kept.Where(other => other != part)).Distinct().Count() == Join(kept).Distinct().Count())
            {
                kept.Remove(part);
            }
        }
        List<string> labels = Join(kept);
        return [
            .. labels.Select(
                (label, index) => label.Length == 0 || labels.Count(other => other == label) > 1
                    ? FormattableString.Invariant($"{index + 1}: {(label.Length > 0 ? label : parts[index][0])}")
                    : label),
        ];

        List<string> Join(IEnumerable<int> which) =>
        [
            .. parts.Select(words => string.Join(
                ", ", which.Select(part => words[part]).Where(word => word.Length > 0))),
        ];
    }

    private static string[] Parts(string name, RefineCommand command, string? version)
    {
        RunPlan plan = command.Plan;
        return
        [
            name,
            command.Node.Name,
            ReportWords.Count(plan.NodeCount, "node"),
            plan.UsesMpi
                ? FormattableString.Invariant($"{plan.Ranks} ranks × {plan.ThreadsPerRank}")
                : ReportWords.Count(plan.ThreadsPerRank, "thread"),
            FormattableString.Invariant($"pool {plan.Pool}"),
            command.Acceleration == Acceleration.None
                ? "reference code"
                : $"--{command.Acceleration.ToString().ToLowerInvariant()}"
                    + (plan.Gpu is { List.Length: > 0 } gpu ? $" {gpu.List}" : ""),
            version is null ? "" : $"RELION {version}",
            Path.GetFileName(command.Executable),
            command.Options.OutputRoot ?? "",
        ];
    }
}
