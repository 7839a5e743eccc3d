using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>The module's types by the names that PowerShell gives what was one of them in another session.</summary>
internal static class LiveType
{
    private const string Mark = "Deserialized.";

    /// <summary>The type that the object was of; null where it was none of the module's.</summary>
    public static Type? Of(PSObject value) => value.TypeNames.FirstOrDefault() is { } name
        && name.StartsWith(Mark + nameof(RelionPS) + ".", StringComparison.Ordinal)
        // The name of a generic type has versions of .NET in it; what it is of, its property says.
        && !name.Contains('`')
            ? typeof(LiveType).Assembly.GetType(name[Mark.Length..])
            : null;

    /// <summary>True where another session's object, of any module, is what is left of it: names and values.</summary>
    public static bool WasAnother(PSObject value) =>
        value.TypeNames.FirstOrDefault()?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <summary>True for names and values alone, as Import-Clixml and ConvertFrom-Json give them.</summary>
    public static bool IsBag(object? value) => value is PSObject { BaseObject: PSCustomObject };

    /// <summary>
    /// What the object was, where it was one of the module's and can be made again; else the object as it is.
    /// </summary>
    public static object? Again(object? value) =>
        value is PSObject bag && IsBag(bag) && Of(bag) is { IsEnum: false } type && PropertyBag.Holds(bag, type)
            ? PropertyBag.Rebuild(bag, type)
            : value;
}
