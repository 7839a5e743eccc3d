using System.Globalization;
using System.Management.Automation;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Binding;

/// <summary>
/// Bytes as people write them: <c>256GB</c>, which PowerShell makes a number of itself, and <c>'256 GB'</c>, which is
/// text. A small number has lost its unit.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteSizeAttribute : ArgumentTransformationAttribute
{
    private const double Least = 1 << 20;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is string text && WrittenAmount.Bytes(text) is { } bytes) return bytes;
        bool isNumber = double.TryParse(
            Convert.ToString(plain, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number);
        return isNumber && number is > 0 and < Least
            ? throw new ArgumentTransformationMetadataException(BindingErrors.SizeWithoutUnit(number))
            : inputData;
    }
}
