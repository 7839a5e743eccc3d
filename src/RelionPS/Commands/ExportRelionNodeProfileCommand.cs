using System.Management.Automation;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands;

/// <summary>Export-RelionNodeProfile: keeps profiles in a JSON file.</summary>
[Cmdlet(VerbsData.Export, "RelionNodeProfile", SupportsShouldProcess = true)]
[OutputType(typeof(NodeProfile))]
public sealed class ExportRelionNodeProfileCommand : RelionCommandBase
{
    private readonly List<NodeProfile> _nodes = [];

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath")]
    public string Path { get; set; } = "";

    /// <summary>The profiles; all of a pipeline go into the one file, by name.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public NodeProfile[] NodeProfile { get; set; } = [];

    /// <summary>Overwrites a file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the profiles to the pipeline too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Execute()
    {
        _nodes.AddRange(NodeProfile);
        if (PassThru) WriteObject(NodeProfile, enumerateCollection: true);
    }

    private protected override void Finish()
    {
        string path = FullPath(Path);
        if (_nodes.Count > 0 && ShouldProcess(path, $"Write {_nodes.Count} node profiles"))
        {
            NodeProfileFile.Write(path, _nodes, Force);
        }
    }
}
