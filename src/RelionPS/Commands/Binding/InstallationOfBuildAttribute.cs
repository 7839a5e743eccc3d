using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>Takes what Invoke-RelionBuild gives for the installation that it built, alone or among others.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InstallationOfBuildAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Base(inputData) switch
    {
        BuildResult build => build.Installation,
        string text => throw new ArgumentTransformationMetadataException(BindingErrors.InstallationExpected(text)),
        object?[] values when values.Any(value => Base(value) is BuildResult) =>
            values.Select(value => Base(value) is BuildResult build ? build.Installation : value).ToArray(),
        _ => inputData,
    };

    /// <summary>The object itself; that of another session, made again.</summary>
    private static object? Base(object? value) =>
        LiveType.Again(value) is var live && live is PSObject wrapped ? wrapped.BaseObject : live;
}
