using System.Management.Automation;
using RelionPS.Nodes;

namespace RelionPS.Commands;

/// <summary>Get-RelionNodeProfile: the facts of a node, from /proc and /sys below a root folder.</summary>
[Cmdlet(VerbsCommon.Get, "RelionNodeProfile")]
[OutputType(typeof(NodeProfile))]
public sealed class GetRelionNodeProfileCommand : RelionCommandBase
{
    /// <summary>Folder that stands for <c>/</c>: the machine's own root, or the captured files of another node.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "/";

    private protected override void Execute()
    {
        string root = FullPath(Root);
        WriteVerbose($"Reading /proc and /sys below {root}");
        WriteObject(NodeProfileReader.Read(root));
    }
}
