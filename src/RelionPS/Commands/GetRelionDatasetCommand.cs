using System.Management.Automation;

namespace RelionPS.Commands;

/// <summary>Get-RelionDataset: what a particle STAR file holds, and whether its images are there.</summary>
[Cmdlet(VerbsCommon.Get, "RelionDataset", DefaultParameterSetName = "Path")]
[OutputType(typeof(RelionDataset))]
public sealed class GetRelionDatasetCommand : DatasetCommandBase
{
    private protected override void Read(string path)
    {
        RelionDataset dataset = Dataset(path);
        Warn(dataset);
        WriteObject(dataset);
    }
}
