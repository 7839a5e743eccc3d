using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>
/// Makes the module's objects again of what is left of them in another session: the names and values that Start-Job,
/// Invoke-Command, Import-Clixml and ConvertFrom-Json give. RelionPS.Types.ps1xml names it for every type.
/// </summary>
public sealed class LiveObjectConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType)
    {
        if (!LiveType.IsBag(sourceValue)) return false;
        Type? type = LiveType.Of(sourceValue);
        if (type is null && LiveType.WasAnother(sourceValue)) return false;
        return (type is null || destinationType.IsAssignableFrom(type))
            && PropertyBag.Holds(sourceValue, type ?? destinationType);
    }

    /// <inheritdoc/>
    public override object ConvertFrom(
        PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        PropertyBag.Rebuild(sourceValue, LiveType.Of(sourceValue) ?? destinationType);

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) =>
        sourceValue is PSObject bag && CanConvertFrom(bag, destinationType);

    /// <inheritdoc/>
    public override object ConvertFrom(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        ConvertFrom((PSObject)sourceValue, destinationType, formatProvider, ignoreCase);

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(
        object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();
}
