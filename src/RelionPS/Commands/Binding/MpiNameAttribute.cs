using System.Management.Automation;
using RelionPS.Refinement.Launchers;

namespace RelionPS.Commands.Binding;

/// <summary>Takes <c>Auto</c>, <c>None</c> and the names of the launcher dialects that are known.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MpiNameAttribute : ValidateEnumeratedArgumentsAttribute
{
    internal static IEnumerable<string> Names => ["Auto", "None", .. MpiDialects.All.Select(dialect => dialect.Name)];

    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        string name = LanguagePrimitives.ConvertTo<string>(element);
        if (!Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ValidationMetadataException(LauncherErrors.MpiUnknown(name, Names).Message);
        }
    }
}
