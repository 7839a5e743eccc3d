using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>
/// For parameters that take objects of several types, and so have no type to convert to: an object that came from
/// another session is what it was there, alone or among others.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LiveObjectAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is object?[] several
            ? several.Any(item => LiveType.IsBag(item)) ? several.Select(LiveType.Again).ToArray() : inputData
            : LiveType.Again(inputData);
}
