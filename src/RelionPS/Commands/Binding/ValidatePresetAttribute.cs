using System.Management.Automation;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands.Binding;

/// <summary>Takes the names of the presets that are known.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidatePresetAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        string key = LanguagePrimitives.ConvertTo<string>(element);
        if (!Presets.All.Any(preset => preset.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ValidationMetadataException(BindingErrors.PresetUnknown(
                key, string.Join(", ", Presets.All.Select(preset => preset.Key))));
        }
    }
}
