using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace RelionPS.Core.Text;

/// <summary>
/// Finds what an object lacks though its type says that it always has it. A shell makes objects of a hashtable
/// without a look at what is required, and a file may say <c>null</c>, so that the compiler's word holds for neither.
/// </summary>
internal static class Wholeness
{
    /// <summary>Deeper than any object of the module's; one that holds itself ends here.</summary>
    private const int Deepest = 12;

    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    /// <summary>A property, and whether it, and the items in it, always have a value.</summary>
    private sealed record Member(PropertyInfo Property, bool IsNeeded, bool AreItemsNeeded);

    /// <summary>
    /// The path of the first value that is missing, such as <c>Plan.Hosts[2]</c>; null where none is.
    /// </summary>
    public static string? Missing(object? value) => value is null ? null : Missing(value, itemsNeeded: true, Deepest);

    /// <summary>The object that was read, where it is whole.</summary>
    /// <exception cref="JsonException">A value is missing; the message names it.</exception>
    public static T OfFile<T>(T value)
        where T : notnull =>
        Missing(value) is { } path ? throw new JsonException($"{path} has no value.") : value;

    private static string? Missing(object value, bool itemsNeeded, int depth)
    {
        bool isLeaf = value is string or JsonElement || value.GetType().IsPrimitive || value.GetType().IsEnum;
        if (depth == 0 || isLeaf) return null;
        if (value is IList items) return MissingItem(items, itemsNeeded, depth);
        if (value.GetType().Assembly != typeof(Wholeness).Assembly) return null;
        foreach (Member member in Known.GetOrAdd(value.GetType(), MembersOf))
        {
            object? part = member.Property.GetValue(value);
            if (part is null)
            {
                if (member.IsNeeded) return member.Property.Name;
                continue;
            }
            if (Missing(part, member.AreItemsNeeded, depth - 1) is { } path)
            {
                return path.StartsWith('[') ? member.Property.Name + path : $"{member.Property.Name}.{path}";
            }
        }
        return null;
    }

    private static string? MissingItem(IList items, bool itemsNeeded, int depth)
    {
        Type? type = items.GetType() is { IsArray: true } array
            ? array.GetElementType()
            : items.GetType().GetGenericArguments().FirstOrDefault();
        if (type is { IsPrimitive: true } or { IsEnum: true }) return null;
        for (int index = 0; index < items.Count; index++)
        {
            if (items[index] is not { } item)
            {
                if (itemsNeeded) return $"[{index}]";
                continue;
            }
            if (Missing(item, itemsNeeded: true, depth - 1) is { } path)
            {
                return path.StartsWith('[') ? $"[{index}]{path}" : $"[{index}].{path}";
            }
        }
        return null;
    }

    /// <summary>Properties that hold a value of their own: what is computed follows from those.</summary>
    private static Member[] MembersOf(Type type)
    {
        // It keeps what it has seen, and is not for several threads.
        var context = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0)
                .Where(property => !property.IsDefined(typeof(ComputedAttribute), inherit: false))
                .Where(property => !property.PropertyType.IsPrimitive && !property.PropertyType.IsEnum)
                .Select(property => Of(property, context.Create(property))),
        ];
    }

    private static Member Of(PropertyInfo property, NullabilityInfo known)
    {
        NullabilityInfo? items = known.ElementType ?? known.GenericTypeArguments.LastOrDefault();
        return new Member(
            property,
            known.ReadState == NullabilityState.NotNull,
            items is null || items.ReadState != NullabilityState.Nullable || IsOfTypeParameter(property));
    }

    /// <summary>True for a <c>T?</c>, whose mark holds for the items too as far as reflection can tell.</summary>
    private static bool IsOfTypeParameter(PropertyInfo property) =>
        property.DeclaringType is { IsGenericType: true } type
            && type.GetGenericTypeDefinition().GetProperty(property.Name)?.PropertyType.IsGenericParameter == true;
}
