using System.Collections;
using System.Globalization;
using System.Reflection;

namespace RelionPS.Nodes.Advice;

/// <summary>
/// Values of a profile by the path that a user writes: <c>Memory.SwapTotalBytes</c>. Facts are seen through.
/// </summary>
internal static class PropertyPath
{
    public static bool Exists(string path)
    {
        Type type = typeof(NodeProfile);
        foreach (string name in path.Split('.'))
        {
            if (Find(type, name) is not { } property) return false;
            type = property.PropertyType;
        }
        return true;
    }

    public static (object? Value, string Source, string? HowToKnow) Get(NodeProfile node, string path)
    {
        object? value = node;
        string source = node.Source;
        string? howToKnow = null;
        foreach (string name in path.Split('.'))
        {
            if (value is null) break;
            value = Find(value.GetType(), name)?.GetValue(value);
            if (value is INodeFact fact) (value, source, howToKnow) = (fact.Value, fact.Source, fact.HowToKnow);
        }
        return (value, source, howToKnow);
    }

    /// <summary>The value as a rule compares it: lists with commas, numbers invariant, a dash for null.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Text)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    private static PropertyInfo? Find(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
}
