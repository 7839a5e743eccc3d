using System.Management.Automation;
using RelionPS.Commands.Binding;

namespace RelionPS.Commands;

/// <summary>Compare-RelionNodeProfile: what changed between two dates, or between nodes.</summary>
[Cmdlet(VerbsData.Compare, "RelionNodeProfile")]
[OutputType(typeof(NodeProfileDifference))]
public sealed class CompareRelionNodeProfileCommand : RelionCommandBase
{
    /// <summary>The profile, or profiles, to compare with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public NodeProfile[] ReferenceObject { get; set; } = [];

    /// <summary>The profiles to compare: each with the only reference, or with the reference of its name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public NodeProfile[] DifferenceObject { get; set; } = [];

    /// <summary>Compares also what always changes: free memory and space, time and place of the reading.</summary>
    [Parameter]
    public SwitchParameter IncludeVolatile { get; set; }

    private protected override void Execute()
    {
        foreach (NodeProfile node in DifferenceObject)
        {
            NodeProfile? reference = ReferenceObject.Length == 1
                ? ReferenceObject[0]
                : ReferenceObject.FirstOrDefault(candidate => candidate.Name == node.Name);
            if (reference is null) WriteError(ErrorRecords.From(CommandErrors.ProfileNoReference(node)));
            else
            {
                WriteObject(
                    NodeProfileDifferences.Between(reference, node, IncludeVolatile), enumerateCollection: true);
            }
        }
    }
}
