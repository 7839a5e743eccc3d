using System.Management.Automation;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Binding;

/// <summary>A time as people write it, <c>2h</c>, <c>90min</c>, <c>1d6h</c>, beside .NET's <c>1.06:00:00</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text
        && WrittenAmount.Time(text) is { } time
            ? time
            : inputData;
}
