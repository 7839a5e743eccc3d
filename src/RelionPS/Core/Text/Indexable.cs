using System.Collections;

namespace RelionPS;

/// <summary>
/// Lists as PowerShell can index them. What the compiler makes of a collection expression for a read-only list has no
/// public indexer, so that
/// <c>$command.Arguments[0]</c> would give the whole list.
/// </summary>
internal static class Indexable
{
    /// <summary>
    /// The values as a list that says them as text too. The null of a file or of a shell stays: who reads the whole
    /// object names it.
    /// </summary>
    public static IReadOnlyList<T> List<T>(IReadOnlyList<T> values) => values switch
    {
        null or ValueList<T> => values!,
        // One for all, as the empty array is: two objects without values are equal in that.
        T[] { Length: 0 } => ValueList<T>.None,
        T[] or List<T> => new ValueList<T>((IList<T>)values),
        _ => new ValueList<T>(values.ToArray()),
    };

    /// <inheritdoc cref="List{T}"/>
    public static IReadOnlyList<T>? ListOrNull<T>(IReadOnlyList<T>? values) => values is null ? null : List(values);

    /// <summary>A value that may be such a list, in whatever type it is held.</summary>
    public static T Value<T>(T value)
    {
        if (!typeof(T).IsGenericType
            || typeof(T).GetGenericTypeDefinition() != typeof(IReadOnlyList<>)
            || value is Array
            || value is not IList list)
        {
            return value;
        }
        var array = Array.CreateInstance(typeof(T).GetGenericArguments()[0], list.Count);
        list.CopyTo(array, 0);
        return (T)(object)array;
    }
}
