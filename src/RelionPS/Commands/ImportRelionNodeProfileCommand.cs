using System.Management.Automation;
using RelionPS.Errors;
using RelionPS.Nodes;

namespace RelionPS.Commands;

/// <summary>Import-RelionNodeProfile: profiles from the files of Export-RelionNodeProfile.</summary>
[Cmdlet(VerbsData.Import, "RelionNodeProfile", DefaultParameterSetName = "Path")]
[OutputType(typeof(NodeProfile))]
public sealed class ImportRelionNodeProfileCommand : RelionCommandBase
{
    /// <summary>The files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files as they are named, brackets and all.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    private protected override void Execute()
    {
        foreach (string path in ParameterSetName == "LiteralPath" ? LiteralPath.Select(FullPath) : Path.SelectMany(Resolve))
        {
            try
            {
                WriteObject(NodeProfileFile.Read(path), enumerateCollection: true);
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }
}
