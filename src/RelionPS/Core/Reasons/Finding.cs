namespace RelionPS;

/// <summary>How a node stands to a rule.</summary>
public enum FindingStatus
{
    /// <summary>The node meets it.</summary>
    Pass,

    /// <summary>The node does not, and runs the slower for it.</summary>
    Warn,

    /// <summary>The node does not meet what the guide asks for, or a run would break.</summary>
    Fail,

    /// <summary>The fact can't be read; the remedy says how it could.</summary>
    Unknown,

    /// <summary>The rule has no meaning for this node.</summary>
    NotApplicable,
}

/// <summary>One rule applied to one node, with the evidence and what to do.</summary>
public sealed record Finding
{
    /// <summary>The rule's name, the same in every version.</summary>
    public required string Id { get; init; }

    /// <summary>How the node stands to it.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>
    /// <c>Processor</c>, <c>Memory</c>, <c>Storage</c>, <c>Network</c>, <c>Gpu</c>, <c>Run</c>, <c>Cluster</c> or a
    /// site's own.
    /// </summary>
    public required string Category { get; init; }

    /// <summary>The node, or the nodes.</summary>
    public required string Subject { get; init; }

    /// <summary>What was found, with its unit.</summary>
    public required string Found { get; init; }

    /// <summary>What the rule asks for.</summary>
    public required string Wanted { get; init; }

    /// <summary>Why it matters, or where the fact was read.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do; empty where there is nothing to do.</summary>
    public required string Remedy { get; init; }

    /// <summary><c>guide 2.1</c>, <c>field</c> for the practice of clusters, or the site's rule file.</summary>
    public required string Source { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Id} {Status}, found {Found}, wanted {Wanted}";
}

/// <summary>All findings of one node in one line.</summary>
/// <param name="Subject">The node, or the nodes.</param>
/// <param name="Status">The worst of its findings: Fail, Warn, Unknown, Pass.</param>
/// <param name="Pass">Rules met.</param>
/// <param name="Warn">Rules not met that cost time.</param>
/// <param name="Fail">Rules not met.</param>
/// <param name="Unknown">Rules whose facts can't be read.</param>
/// <param name="NotApplicable">Rules without meaning for it.</param>
/// <param name="NotMet">Names of the rules that failed, then of those that warn.</param>
public sealed record FindingSummary(
    string Subject,
    FindingStatus Status,
    int Pass,
    int Warn,
    int Fail,
    int Unknown,
    int NotApplicable,
    IReadOnlyList<string> NotMet)
{
    /// <summary>Names of the rules that failed, then of those that warn.</summary>
    public IReadOnlyList<string> NotMet { get; init; } = Indexable.List(NotMet);

    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Status}, {Pass} met, {Warn} warn, {Fail} fail";
}
