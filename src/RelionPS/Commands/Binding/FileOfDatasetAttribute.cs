using System.Collections;
using System.Management.Automation;

namespace RelionPS.Commands.Binding;

/// <summary>
/// Takes a data set for the file that it was read from, a benchmark's for that of its particles. The engine would take
/// its text before the property of that name, since a list of paths is asked for.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FileOfDatasetAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Bare(inputData) is IList items ? items.Cast<object?>().Select(Path).ToArray() : Path(inputData);

    private static object? Path(object? item) => Bare(item) switch
    {
        RelionDataset dataset => WildcardPattern.Escape(dataset.FullName),
        BenchmarkDataset dataset => WildcardPattern.Escape(
            System.IO.Path.Combine(dataset.WorkingDirectory, dataset.InputStar)),
        _ => item,
    };

    /// <summary>The object itself; that of another session, made again.</summary>
    private static object? Bare(object? item) =>
        LiveType.Again(item) is var live && live is PSObject wrapped ? wrapped.BaseObject : live;
}
