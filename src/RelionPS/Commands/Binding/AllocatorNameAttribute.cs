using System.Management.Automation;
using RelionPS.Refinement.Command;

namespace RelionPS.Commands.Binding;

/// <summary>Takes the names of the memory allocators that are known.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllocatorNameAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        string name = LanguagePrimitives.ConvertTo<string>(element);
        if (!Allocators.Names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new ValidationMetadataException(BindingErrors.AllocatorUnknown(
                name, string.Join(", ", Allocators.Names)));
        }
    }
}
