namespace RelionPS;

/// <summary>Whether two results are the same as far as the numbers of two correct programs can be.</summary>
public enum ComparisonVerdict
{
    /// <summary>Every check is within its limit.</summary>
    Equivalent,

    /// <summary>At least one check is not; the reasons name it.</summary>
    Different,
}

/// <summary>What a comparison compared.</summary>
public enum ComparisonKind
{
    /// <summary>Maps of classes (Class3D), of one iteration.</summary>
    Classification,

    /// <summary>Final map and half-maps of an auto-refinement (Refine3D).</summary>
    AutoRefine,
}

/// <summary>One value held against its limit.</summary>
/// <param name="Name">What was checked, for example <c>LeastFsc</c>.</param>
/// <param name="Subject">The class, or <c>run</c>.</param>
/// <param name="Found">What was found.</param>
/// <param name="Limit">The limit, with its direction, for example <c>at least 0.99</c>.</param>
/// <param name="IsMet">Whether the value is within it.</param>
/// <param name="Reason">The sentence that says so.</param>
public sealed record ComparisonCheck(string Name, string Subject, string Found, string Limit, bool IsMet, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Reason;
}
