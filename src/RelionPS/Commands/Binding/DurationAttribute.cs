using System.Management.Automation;
using RelionPS.Core.Text;

namespace RelionPS.Commands.Binding;

/// <summary>A time as people write it, <c>2h</c>, <c>90min</c>, <c>1d6h</c>, beside .NET's <c>1.06:00:00</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        // PowerShell takes 45s and 2d for numbers, and still knows how they were written.
        string? text = inputData is string or PSObject { BaseObject: string or IConvertible }
            ? LanguagePrimitives.ConvertTo<string>(inputData)
            : null;
        return text is not null && WrittenAmount.Time(text) is { } time ? time : inputData;
    }
}
