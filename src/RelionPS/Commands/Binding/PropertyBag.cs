using System.Management.Automation;
using System.Reflection;

namespace RelionPS.Commands.Binding;

/// <summary>Names and values of an object that was, and the object made of them again.</summary>
internal static class PropertyBag
{
    /// <summary>True where every value is there that an object of the type always has.</summary>
    public static bool Holds(PSObject bag, Type type) =>
        BagShape.Of(type) is { } shape && shape.Required.All(name => bag.Properties[name] is not null);

    /// <summary>The object. Names that its type does not have are passed over: sessions add their own.</summary>
    /// <exception cref="PSInvalidCastException">A value is none that the type has.</exception>
    public static object Rebuild(PSObject bag, Type type)
    {
        BagShape shape = BagShape.Of(type)
            ?? throw new PSInvalidCastException(BindingErrors.ObjectNotRebuilt(type.Name));
        object?[] arguments =
        [
            .. shape.Constructor.GetParameters().Select(
                parameter => bag.Properties[parameter.Name!] is { } given
                    ? BagValue.Of(given.Value, parameter.ParameterType, bag, $"{type.Name}.{parameter.Name}")
                    : parameter.HasDefaultValue ? parameter.DefaultValue : null),
        ];
        object made = shape.Constructor.Invoke(arguments);
        foreach (PropertyInfo property in shape.Properties)
        {
            if (bag.Properties[property.Name] is not { } given) continue;
            object? value = BagValue.Of(given.Value, property.PropertyType, bag, $"{type.Name}.{property.Name}");
            // The null of a value type would be its zero; left alone it is what a new object has.
            if (value is not null || !property.PropertyType.IsValueType || Nullable(property))
            {
                property.SetValue(made, value);
            }
        }
        return HiddenState.Restore(made, bag.Properties[HiddenState.Name]?.Value as string);
    }

    private static bool Nullable(PropertyInfo property) =>
        System.Nullable.GetUnderlyingType(property.PropertyType) is not null;
}
