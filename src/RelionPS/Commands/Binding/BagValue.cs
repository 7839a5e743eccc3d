using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>A value of a bag as what it was in the object.</summary>
internal static class BagValue
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The value as the type that its property has.</summary>
    /// <param name="value">What the bag has; PowerShell may have wrapped it.</param>
    /// <param name="type">Type of the property.</param>
    /// <param name="bag">The bag that the value is of.</param>
    /// <param name="path">Type and property, for messages.</param>
    /// <exception cref="PSInvalidCastException">It is no such value.</exception>
    public static object? Of(object? value, Type type, PSObject bag, string path)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is null) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object)) return Untyped(value!, bag);
        if (type.IsEnum) return Enumeration(value!, type, path);
        if (ItemType(type) is { } item) return Items(plain, item, bag, path);
        if (type == typeof(OrderedDictionary)) return Variables(value!);
        if (type.IsAssignableFrom(typeof(Dictionary<string, string>))) return Dictionary(value!);
        if (type.IsInstanceOfType(plain)) return plain;
        if (type == typeof(TimeSpan) && value is PSObject { BaseObject: PSCustomObject } time)
        {
            plain = time.Properties[nameof(TimeSpan.Ticks)]?.Value is { } ticks
                ? TimeSpan.FromTicks(Convert.ToInt64(ticks, Invariant))
                : plain;
        }
        if (type.Assembly == typeof(BagValue).Assembly)
        {
            if (value is not PSObject part || !LiveType.IsBag(part)) throw NotRebuilt(path);
            Type live = LiveType.Of(part) is { } was && type.IsAssignableFrom(was) ? was : type;
            return PropertyBag.Holds(part, live) ? PropertyBag.Rebuild(part, live) : throw NotRebuilt(path);
        }
        try
        {
            return LanguagePrimitives.ConvertTo(plain, type, Invariant);
        }
        catch (PSInvalidCastException)
        {
            throw NotRebuilt(path);
        }
    }

    /// <summary>
    /// A value of any type: an enumeration of the module's by name. JSON does not tell how large an integer was; it is
    /// an int where it can be and is no amount of bytes.
    /// </summary>
    private static object? Untyped(object value, PSObject bag)
    {
        if (value is PSObject wrapped && LiveType.Of(wrapped) is { } type)
        {
            return type.IsEnum ? Enumeration(wrapped, type, type.Name) : LiveType.Again(wrapped);
        }
        object plain = value is PSObject other && !LiveType.IsBag(other) ? other.BaseObject : value;
        bool isOfJson = LiveType.Of(bag) is null;
        bool isBytes = bag.Properties["Name"]?.Value is string name && name.EndsWith("Bytes", StringComparison.Ordinal);
        return isOfJson && !isBytes && plain is long number and >= int.MinValue and <= int.MaxValue
            ? (int)number
            : plain;
    }

    private static object Enumeration(object value, Type type, string path)
    {
        // What was an enumeration is a number whose text is the name.
        string text = value.ToString() ?? "";
        return Enum.TryParse(type, text, ignoreCase: true, out object? member) && Enum.IsDefined(type, member!)
            ? member!
            : throw NotRebuilt(path);
    }

    private static Type? ItemType(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;

    private static Array Items(object plain, Type type, PSObject bag, string path)
    {
        object?[] items = plain is IEnumerable several and not (string or IDictionary)
            ? [.. several.Cast<object?>()]
            : [plain];
        var array = Array.CreateInstance(type, items.Length);
        for (int index = 0; index < items.Length; index++)
        {
            array.SetValue(Of(items[index], type, bag, $"{path}[{index}]"), index);
        }
        return array;
    }

    private static OrderedDictionary Variables(object value)
    {
        var table = new OrderedDictionary();
        foreach ((string name, object? text) in Pairs(value)) table[name] = Plain(text);
        return table.AsReadOnly();
    }

    private static Dictionary<string, string> Dictionary(object value) =>
        Pairs(value).ToDictionary(pair => pair.Name, pair => Convert.ToString(Plain(pair.Value), Invariant) ?? "");

    private static IEnumerable<(string Name, object? Value)> Pairs(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is IDictionary table
            ? table.Cast<DictionaryEntry>().Select(entry => (Convert.ToString(entry.Key, Invariant)!, entry.Value))
            : PSObject.AsPSObject(value).Properties.Select(property => (property.Name, (object?)property.Value));

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static PSInvalidCastException NotRebuilt(string path) =>
        new(BindingErrors.ObjectNotRebuilt(path));
}
