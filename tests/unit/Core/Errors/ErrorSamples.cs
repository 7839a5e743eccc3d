using System.Reflection;
using System.Runtime.CompilerServices;

namespace RelionPS.UnitTests.Core.Errors;

/// <summary>A value of any type that a factory of errors takes, in two forms that differ.</summary>
internal static class ErrorSamples
{
    public static object Of(Type type, bool second)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return second ? "second" : "first";
        if (plain == typeof(int)) return second ? 34 : 12;
        if (plain == typeof(long)) return second ? 34L : 12L;
        if (plain == typeof(double)) return second ? 3.5 : 1.5;
        if (plain == typeof(TimeSpan)) return TimeSpan.FromSeconds(second ? 34 : 12);
        if (plain == typeof(object)) return second ? new Version(3, 4) : "first";
        if (plain.IsEnum) return Enum.GetValues(plain).GetValue(second ? 1 : 0)!;
        if (plain == typeof(Exception)) return new InvalidOperationException(second ? "second" : "first");
        if (plain.IsAssignableFrom(typeof(string[]))) return new[] { second ? "second" : "first" };
        return Made(plain, second);
    }

    /// <summary>An object whose plain properties are such values, the others not set.</summary>
    private static object Made(Type type, bool second)
    {
        object made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            Type plain = property.PropertyType;
            bool isPlain = plain == typeof(string) || plain.IsPrimitive || plain.IsEnum;
            bool isTexts = plain != typeof(string) && plain.IsAssignableFrom(typeof(string[]));
            if (isPlain && plain != typeof(bool) || isTexts) property.SetValue(made, Of(plain, second));
        }
        return made;
    }
}
