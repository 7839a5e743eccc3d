namespace RelionPS.Core.Reasons;

/// <summary>What a rule says of what it looked at.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Found">What was found.</param>
/// <param name="Reason">Where it was found, or why it is unknown or does not apply.</param>
/// <param name="Remedy">What to do where that differs from the rule's own remedy.</param>
internal sealed record RuleResult(FindingStatus Status, string Found, string Reason, string? Remedy = null);
