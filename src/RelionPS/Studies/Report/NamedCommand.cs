using RelionPS.Core.Errors;

namespace RelionPS.Studies.Report;

/// <summary>A command of the report, with what it is there.</summary>
/// <param name="Label">Its name in the report.</param>
/// <param name="Role">Whether it was measured, or planned, or found by a search.</param>
/// <param name="Command">The command.</param>
/// <param name="Line">The bash line; null where a value in it can stand in no script.</param>
/// <param name="IsMeasured">True where it is that of a benchmark.</param>
internal sealed record NamedCommand(string Label, string Role, RefineCommand Command, string? Line, bool IsMeasured)
{
    /// <summary>True where a plan was given by itself, measured or not.</summary>
    public bool IsPlan { get; private init; }

    /// <summary>Objects of one kind that it stands for.</summary>
    public int Times { get; private init; } = 1;

    /// <summary>
    /// Every command of the report, each once: the same line on the same node is one command, whatever was done with
    /// it. Measured ones are first, then the order is that in which they came.
    /// </summary>
    public static IReadOnlyList<NamedCommand> Of(ReportContent content)
    {
        IReadOnlyList<BenchmarkResult> results = content.Of<BenchmarkResult>();
        NamedCommand[][] same =
        [
            .. results.Zip(content.Labels())
                .Select(pair => Measured(pair.First, pair.Second))
                .Concat(content.Items.SelectMany(Others))
                .GroupBy(one => (
                    Line: one.Line ?? Guid.NewGuid().ToString(), one.Command.Node.Name, one.Command.Plan.ToString()))
                .Select(group => group.ToArray()),
        ];
        NamedCommand[] others = [.. same.Where(one => !one[0].IsMeasured).Select(one => one[0])];

        // A single command needs no more than its name.
        IReadOnlyList<string> labels = others.Length == 1 && results.Count == 0
            ? [others[0].Label]
            : CommandLabels.Of(
                results
                    .Select(result => (result.Name, result.Command, (string?)result.RelionVersion))
                    .Concat(others.Select(one => (one.Label, one.Command, one.Command.Origin?.RelionVersion))));
        var own = new Queue<string>(labels.Skip(labels.Count - others.Length));
        return
        [
            .. same.Select(group => group[0] with
            {
                Label = group[0].IsMeasured
                    ? string.Join("; ", group.Where(one => one.IsMeasured).Select(one => one.Label).Distinct())
                    : own.Dequeue(),
                Role = string.Join("; ", group.Select(one => one.Role).Distinct()),
                IsPlan = group.Any(one => one.IsPlan),
                Times = Math.Max(group.Count(one => one.IsMeasured), group.Count(one => !one.IsMeasured)),
            }),
        ];
    }

    private static NamedCommand Measured(BenchmarkResult result, string label) => new(
        label, $"measured, {ReportWords.Count(result.Seconds.Length, "run")}", result.Command, Render(result.Command),
        true);

    /// <summary>The commands in an object that is no benchmark.</summary>
    private static IEnumerable<NamedCommand> Others(object item)
    {
        (string Role, string Name, RefineCommand Command)? one = item switch
        {
            RefineCommand command =>
                (command.Origin is null ? "planned" : "as it was read", command.Name, command),
            SearchResult search => ("the search's best", search.Name, search.Command),
            PlacementResult placement => ("its placement was tested", placement.Command.Name, placement.Command),
            RelionForecast forecast => ("foreseen", forecast.Name, forecast.Command),
            _ => null,
        };
        return one is (var role, var name, var found)
            ? [new NamedCommand(name, role, found, Render(found), false) { IsPlan = item is RefineCommand }]
            : [];
    }

    private static string? Render(RefineCommand command)
    {
        try
        {
            return command.CommandLine;
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
