using RelionPS.Core.Reasons;

namespace RelionPS.Nodes.Advice;

/// <summary>What a rule is applied to.</summary>
/// <param name="Node">The node.</param>
/// <param name="NodeCount">Nodes of the planned job; null where nobody said.</param>
/// <param name="RanksPerNode">Compute ranks of the planned job on each node; null where nobody said.</param>
/// <param name="Threshold">The rule's number; NaN for rules without one.</param>
/// <param name="Cuda">The CUDA that the job's binary was built with; null where nobody said.</param>
internal sealed record RuleInput(
    NodeProfile Node, int? NodeCount, int? RanksPerNode, double Threshold, string? Cuda = null);

/// <summary>
/// One recommendation: a row of the tables in this folder. A recommendation of the guide that is not met fails; one of
/// the field's own
/// warns, or fails where a run would break.
/// </summary>
internal sealed record NodeRule
{
    public required string Id { get; init; }

    public required string Category { get; init; }

    public required string Source { get; init; }

    /// <summary>What is asked for; <c>{0}</c> stands for the threshold.</summary>
    public required string Wanted { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Why { get; init; }

    public required string Remedy { get; init; }

    public required Func<RuleInput, RuleResult> Check { get; init; }

    /// <summary>The rule's number, which a site may change; NaN for none.</summary>
    public double Threshold { get; init; } = double.NaN;

    /// <summary>The threshold as people write it.</summary>
    public Func<double, string> Show { get; init; } = value => value.ToString(
        "0.##", System.Globalization.CultureInfo.InvariantCulture);

    public string WantedText =>
        string.Format(
            System.Globalization.CultureInfo.InvariantCulture, Wanted, double.IsNaN(Threshold) ? "" : Show(Threshold));

    public Finding Apply(NodeProfile node, int? nodeCount, int? ranksPerNode, string? cuda = null)
    {
        RuleResult result = Check(new RuleInput(node, nodeCount, ranksPerNode, Threshold, cuda));
        bool isMet = result.Status is FindingStatus.Pass or FindingStatus.NotApplicable;
        return new Finding
        {
            Id = Id,
            Status = result.Status,
            Category = Category,
            Subject = node.Name,
            Found = result.Found,
            Wanted = WantedText,
            Reason = result.Status is FindingStatus.Warn or FindingStatus.Fail
                ? $"{Why}; read from {result.Reason}"
                : result.Reason,
            Remedy = isMet ? "" : result.Remedy ?? Remedy,
            Source = Source,
        };
    }
}
