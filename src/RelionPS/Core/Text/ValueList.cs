using System.Collections.ObjectModel;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>
/// A list of the module's objects. As text it is its values, where an array is the name of its type: a column of
/// Export-Csv, and what is deeper than ConvertTo-Json goes.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="values">The values; they are not copied.</param>
public sealed class ValueList<T>(IList<T> values) : ReadOnlyCollection<T>(values)
{
    /// <summary>The list without values.</summary>
    internal static ValueList<T> None { get; } = new([]);

    /// <summary>How many, as arrays say it.</summary>
    public int Length => Count;

    /// <summary>The values: words and numbers side by side, all else separated by semicolons.</summary>
    public override string ToString() =>
        string.Join(IsWord ? " " : "; ", this.Select(AsText));

    private static bool IsWord => typeof(T).IsPrimitive || typeof(T).IsEnum || typeof(T) == typeof(string);

    private static string AsText(T value) => value is null ? "" : Quantity.Value(value);
}
