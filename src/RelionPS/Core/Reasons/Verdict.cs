using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Core.Reasons;

/// <summary>The few forms that a rule's answer takes.</summary>
internal static class Verdict
{
    public static RuleResult Unknown(string reason, string remedy) =>
        new(FindingStatus.Unknown, "Unknown", reason, remedy);

    public static RuleResult NotApplicable(string found, string reason) =>
        new(FindingStatus.NotApplicable, found, reason);

    /// <summary>Judges a fact; unknown where the fact is.</summary>
    public static RuleResult Of<T>(
        Fact<T> fact, Func<T, bool> isMet, FindingStatus otherwise, Func<T, string>? show = null) =>
        fact.Value is { } value
            ? new RuleResult(
                isMet(value) ? FindingStatus.Pass : otherwise, show?.Invoke(value) ?? fact.ToString(), fact.Source)
            : Unknown($"{fact.Source} can't be read", fact.HowToKnow ?? "");

    public static RuleResult AtLeast(
        double? value,
        double threshold,
        Func<double, string> show,
        string source,
        string howToKnow,
        FindingStatus otherwise = FindingStatus.Fail) =>
        value is { } number
            ? new RuleResult(number >= threshold ? FindingStatus.Pass : otherwise, show(number), source)
            : Unknown($"{source} can't be read", howToKnow);

    public static string Count(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    public static string OnOff(bool? value) => value == true ? "enabled" : "disabled";

    public static string Limit(long? bytes) => bytes == long.MaxValue ? "unlimited" : Quantity.Bytes(bytes);
}
