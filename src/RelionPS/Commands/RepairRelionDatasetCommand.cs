using System.Management.Automation;
using RelionPS.Data.Datasets;

namespace RelionPS.Commands;

/// <summary>Repair-RelionDataset: a file without the stray values that RELION ends at.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "RelionDataset", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(RelionDataset))]
public sealed class RepairRelionDatasetCommand : DatasetWriterCommandBase
{
    /// <summary>The file to write; <c>NAME_repaired.star</c> beside the broken one where left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    private protected override void Read(string path)
    {
        string newPath = DestinationPath is null ? StrayValues.NewPath(path) : FullPath(DestinationPath);
        RefuseExisting(newPath, path);
        if (!ShouldProcess(newPath, $"Write '{path}' without its stray values")) return;
        IReadOnlyList<MendedLine> mended = Await(
            (_, stop) => Task.FromResult(StrayValues.Mend(path, newPath, Force, stop)));
        foreach (MendedLine line in mended) WriteVerbose($"Line {line.Line}: '{line.Value}' was taken out.");
        if (mended.Count == 0) WriteWarning($"'{path}' has no stray value; '{newPath}' is a copy.");
        RelionDataset dataset = Dataset(newPath);
        Warn(dataset);
        WriteObject(dataset);
    }
}
