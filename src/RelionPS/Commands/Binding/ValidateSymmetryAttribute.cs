using System.Management.Automation;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands.Binding;

/// <summary>Takes the point groups that RELION knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateSymmetryAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        string name = LanguagePrimitives.ConvertTo<string>(element);
        if (!SymmetryGroup.IsKnown(name)) throw new ValidationMetadataException(BindingErrors.SymmetryUnknown(name));
    }
}
