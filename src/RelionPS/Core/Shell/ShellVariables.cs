namespace RelionPS.Core.Shell;

/// <summary>
/// The variables of a script as far as it sets them itself, with what was set outside and is known. A variable that is
/// set in a loop or a condition, or from what is not known, has no known value.
/// </summary>
/// <param name="outside">Gives the value of a variable that the script does not set; null where it is not known.
/// </param>
internal sealed class ShellVariables(Func<string, string?> outside)
{
    private readonly Dictionary<string, (IReadOnlyList<string> Values, int Line)?> _values =
        new(StringComparer.Ordinal);

    private readonly List<string> _exported = [];

    /// <summary>The exported variables with a known value, in the order of their export.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Exported =>
    [
        .. _exported
            .Select(name => (name, known: Find(name)))
            .Where(pair => pair.known is not null)
            .Select(pair => KeyValuePair.Create(pair.name, string.Join(' ', pair.known!.Value.Values))),
    ];

    /// <summary>Its values, several for an array, and the line that sets them, 0 for outside; else null.</summary>
    public (IReadOnlyList<string> Values, int Line)? Find(string name) =>
        _values.TryGetValue(name, out (IReadOnlyList<string> Values, int Line)? known) ? known
        : outside(name) is { } value ? ([value], 0)
        : null;

    /// <summary>Sets a variable; null values for what is not known.</summary>
    public void Set(string name, IReadOnlyList<string>? values, int line) =>
        _values[name] = values is null ? null : (values, line);

    /// <summary>Marks a variable as one that programs see.</summary>
    public void Export(string name)
    {
        if (!_exported.Contains(name)) _exported.Add(name);
    }

    /// <summary>Takes it away.</summary>
    public void Unset(string name)
    {
        _values[name] = null;
        _exported.Remove(name);
    }
}
