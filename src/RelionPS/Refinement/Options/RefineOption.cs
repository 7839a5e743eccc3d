using System.Globalization;

namespace RelionPS.Refinement.Options;

/// <summary>An option of the refinement program that is a property of <see cref="RefineOptions"/>.</summary>
/// <param name="Flag">As RELION spells it.</param>
/// <param name="Property">The property, and the name of the parameter that sets it.</param>
/// <param name="IsSwitch">True for a flag without a value.</param>
/// <param name="Value">The property's value, null where it was not given.</param>
/// <param name="With">The options with another value of the property, null for none.</param>
internal sealed record RefineOption(
    string Flag,
    string Property,
    bool IsSwitch,
    Func<RefineOptions, object?> Value,
    Func<RefineOptions, object?, RefineOptions> With) : RelionOption(Flag)
{
    /// <summary>What its value is: text, a number, or true and false.</summary>
    public required Type ValueType { get; init; }

    /// <summary>True where it may be given as a further argument as well.</summary>
    public bool IsTakenAsToken { get; init; }

    /// <summary>The options with the property as its token says; null where the token is no such value.</summary>
    public RefineOptions? Read(RefineOptions options, string token)
    {
        try
        {
            return With(options, Convert.ChangeType(token, ValueType, CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>Its tokens: none where it was not given or is off, a switch's flag alone where it is on.</summary>
    public IEnumerable<string> Tokens(RefineOptions options)
    {
        if (Value(options) is not { } value) return [];
        if (IsSwitch) return value is true ? [Flag] : [];
        return [Flag, Convert.ToString(value, CultureInfo.InvariantCulture)!];
    }
}
