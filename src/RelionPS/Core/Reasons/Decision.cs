using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One number of the plan, and why it is that.</summary>
/// <param name="Name">What was decided, for example <c>ThreadsPerRank</c>.</param>
/// <param name="Value">What it became.</param>
/// <param name="Rule">The rule's short name, <c>Override</c> where the user decided.</param>
/// <param name="Reason">The rule applied to this case, with its numbers.</param>
/// <param name="Source">Where the rule is from: <c>guide 3.4</c>, a RELION file and version, <c>measured</c>, or the
/// parameter that overrode it.</param>
/// <param name="IsWarning">True where the user should act on it.</param>
public sealed record Decision(
    string Name, object? Value, string Rule, string Reason, string Source, bool IsWarning = false)
{
    /// <summary>What it was in the command that was planned again; null for a new plan.</summary>
    public object? Before { get; init; }

    /// <summary>The value as text; bytes in a readable unit. What it was stands before it, where it changed.</summary>
    internal string ValueText => IsChanged ? $"{Text(Before)} → {Text(Value)}" : Text(Value);

    private bool IsChanged => Before is not null && !Equals(Before, Value);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} = {(IsChanged ? $"{Plain(Before)} → " : "")}{Plain(Value)}: {Reason} ({Source})";

    private static string Plain(object? value) => value is null ? "" : Quantity.Value(value);

    private string Text(object? value) => value is long bytes && Name.EndsWith("Bytes", StringComparison.Ordinal)
        ? Quantity.Bytes(bytes)
        : Quantity.Value(value);
}
