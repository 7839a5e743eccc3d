using System.Collections.ObjectModel;

namespace RelionPS;

/// <summary>Variables of the module's objects by name. As text they are <c>NAME=value</c> side by side.</summary>
/// <param name="values">The variables.</param>
public sealed class ValueTable(IDictionary<string, string> values) : ReadOnlyDictionary<string, string>(values)
{
    /// <summary>The variables as such a table; null stays, as it does in lists.</summary>
    internal static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> values) => values switch
    {
        null or ValueTable => values!,
        IDictionary<string, string> table => new ValueTable(table),
        _ => new ValueTable(new Dictionary<string, string>(values)),
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', this.Select(pair => $"{pair.Key}={pair.Value}"));
}
