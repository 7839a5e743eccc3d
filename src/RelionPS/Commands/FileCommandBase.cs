using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;

namespace RelionPS.Commands;

/// <summary>
/// Commands that read files: a path with wildcards, or one as it is named. A file that fails leaves the others alone.
/// </summary>
public abstract class FileCommandBase : RelionCommandBase
{
    /// <summary>The files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [FileOfDataset]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files as they are named, brackets and all.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The files of this input, by their full paths.</summary>
    private protected IReadOnlyList<string> Inputs { get; private set; } = [];

    /// <summary>The command's work for one file, by its full path.</summary>
    private protected abstract void Read(string path);

    private protected sealed override void Execute()
    {
        Inputs = [.. ParameterSetName == "LiteralPath" ? LiteralPath.Select(FullPath) : Path.SelectMany(Resolve)];
        foreach (string path in Inputs)
        {
            try
            {
                Read(path);
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }
}
