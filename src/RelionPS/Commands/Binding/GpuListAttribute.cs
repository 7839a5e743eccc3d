using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>
/// RELION's list of GPUs as people type it: without quotes PowerShell makes an array of <c>0,1</c>, whose commas are
/// RELION's own.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class GpuListAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Plain(inputData) is IEnumerable list and not string
            ? string.Join(
                ',',
                list.Cast<object?>().Select(item => Convert.ToString(Plain(item), CultureInfo.InvariantCulture)))
            : inputData;

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
