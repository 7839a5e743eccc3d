using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Data.Datasets;

namespace RelionPS.Commands;

/// <summary>Convert-RelionDataset: a file with an optics table from one of RELION 3.0 or older.</summary>
[Cmdlet(VerbsData.Convert, "RelionDataset", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(RelionDataset))]
public sealed class ConvertRelionDatasetCommand : DatasetWriterCommandBase
{
    /// <summary>The file to convert into; <c>NAME_3.1.star</c> beside the old one where left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    private protected override void Read(string path)
    {
        RelionDataset dataset = Dataset(path);
        if (dataset.StarGeneration != "3.0")
        {
            // The program would end with 0 and write an empty file.
            WriteWarning($"'{dataset.InputStar}' has an optics table already; nothing was converted.");
            WriteObject(dataset);
            return;
        }
        string newPath = DestinationPath is null
            ? StarConversion.NewPath(dataset.FullName)
            : FullPath(DestinationPath);
        RefuseExisting(newPath, path, dataset.FullName);
        if (!ShouldProcess(newPath, $"Convert '{dataset.FullName}'")) return;
        dataset = Await((_, stop) => StarConversion.RunAsync(
            dataset, newPath, Force, !SkipStackCheck, BuiltInstallations.Folders(), stop));
        Warn(dataset);
        WriteObject(dataset);
    }
}
