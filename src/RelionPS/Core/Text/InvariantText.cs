namespace RelionPS.Core.Text;

/// <summary>Sentences with numbers in the invariant culture; long ones in parts.</summary>
internal static class InvariantText
{
    /// <summary>The parts, one after the other.</summary>
    public static string Of(params FormattableString[] parts) =>
        string.Concat(parts.Select(FormattableString.Invariant));
}
