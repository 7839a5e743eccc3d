using System.Collections;
using System.Collections.Specialized;
using System.Reflection;
using System.Xml.Linq;
using RelionPS.Commands.Binding;

namespace RelionPS.Testing;

/// <summary>
/// An object of each of the module's types with a view, every value of which is another than a new object's.
/// </summary>
internal static class SampleObjects
{
    /// <summary>The types that have a view, by name.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        .. XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"))
            .Descendants("TypeName")
            .Select(name => name.Value)
            .Where(name => name.StartsWith("RelionPS.", StringComparison.Ordinal))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>An object of the type.</summary>
    /// <param name="type">Full name of the type.</param>
    /// <param name="scale">What its numbers with decimals are multiplied by.</param>
    public static object Of(string type, double scale = 1) => Value(TypeOf(type), "x", scale)!;

    /// <summary>The type of that full name.</summary>
    public static Type TypeOf(string name) => typeof(NodeProfile).Assembly.GetType(name, throwOnError: true)!;

    private static object? Value(Type type, string name, double scale)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return $"{name} ü";
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 40 + (name.Length % 7);
        if (type == typeof(long)) return 40L + (name.Length % 7);
        if (type == typeof(double)) return scale * (12.345678 + name.Length);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(1234567);
        if (type == typeof(DateTime)) return new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        // What a decision may be of: a number, or one of the module's names.
        if (type == typeof(object)) return name == nameof(Decision.Before) ? RankBinding.None : 30;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type == typeof(OrderedDictionary)) return new OrderedDictionary { ["B"] = "1", ["A"] = "2" };
        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            return new Dictionary<string, string> { ["B"] = "1", ["A"] = "2" };
        }
        if (type.IsArray || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)))
        {
            Type item = type.GetElementType() ?? type.GetGenericArguments()[0];
            var items = Array.CreateInstance(item, 2);
            for (int index = 0; index < 2; index++) items.SetValue(Value(item, name + index, scale), index);
            return items;
        }
        return Made(type, scale);
    }

    private static object Made(Type type, double scale)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(made => made.GetParameters().Length)
            .First();
        object made = constructor.Invoke(
            [
                .. constructor.GetParameters().Select(
                    parameter => Value(parameter.ParameterType, parameter.Name!, scale)),
            ]);
        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.SetMethod is not null)
            .Where(property => !constructor.GetParameters().Any(given => given.Name == property.Name)))
        {
            property.SetValue(made, Value(property.PropertyType, property.Name, scale));
        }
        return made;
    }

    /// <summary>All that an object is made of, as text: two with the same are the same.</summary>
    public static string Text(object? value, int depth = 0) => value switch
    {
        null => "null",
        string or ValueType => FormattableString.Invariant($"{value.GetType().Name} {value}"),
        OrderedDictionary table => string.Join(
            ", ", table.Cast<DictionaryEntry>().Select(pair => $"{pair.Key} = {Text(pair.Value, depth + 1)}")),
        // Others have no order.
        IDictionary table => string.Join(
            ", ", table.Keys.Cast<object>().Select(name => $"{name} = {table[name]}").Order()),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(item => Text(item, depth + 1)))}]",
        _ when depth > 20 => throw new InvalidOperationException("An object holds itself."),
        _ => value.GetType().FullName + " { " + string.Join(", ", value.GetType()
            .GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Where(property => property.Name != "SyncRoot")
            .Select(property => $"{property.Name} = {Text(property.GetValue(value), depth + 1)}")) + " }",
    };
}
