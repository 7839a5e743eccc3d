using System.Management.Automation;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands;

/// <summary>Import-RelionNodeProfile: profiles from the files of Export-RelionNodeProfile.</summary>
[Cmdlet(VerbsData.Import, "RelionNodeProfile", DefaultParameterSetName = "Path")]
[OutputType(typeof(NodeProfile))]
public sealed class ImportRelionNodeProfileCommand : FileCommandBase
{
    private protected override void Read(string path) =>
        WriteObject(NodeProfileFile.Read(path), enumerateCollection: true);
}
