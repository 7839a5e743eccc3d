using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Core.Files;
using RelionPS.Data.Datasets;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands;

/// <summary>Get-RelionDataset: what a particle STAR file holds, and whether its images are there.</summary>
[Cmdlet(VerbsCommon.Get, "RelionDataset", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(RelionDataset))]
public sealed class GetRelionDatasetCommand : FileCommandBase
{
    private const int MostNamed = 3;

    /// <summary>
    /// The folder that RELION starts in: the names of image stacks are relative to it. The current one by default.
    /// </summary>
    [Parameter]
    [Alias("WorkingDirectory")]
    [ValidateNotNullOrEmpty]
    public string? ProjectDirectory { get; set; }

    /// <summary>Does not look for the image stacks.</summary>
    [Parameter]
    public SwitchParameter SkipStackCheck { get; set; }

    /// <summary>
    /// Converts a file of the old kind with relion_convert_star, into <c>NAME_3.1.star</c> beside it, and describes
    /// that.
    /// </summary>
    [Parameter]
    public SwitchParameter Convert { get; set; }

    /// <summary>The file to convert into, in place of <c>NAME_3.1.star</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConvertPath { get; set; }

    /// <summary>Writes a file without the stray values that RELION ends at, and describes that.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RepairPath { get; set; }

    /// <summary>
    /// Overwrites the file that is converted or repaired into. The file that is read is never written over.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Read(string path)
    {
        string given = path;
        if (RepairPath is not null && Repair(path) is { } repaired) path = repaired;
        string project = ProjectDirectory is null ? CurrentDirectory : FullPath(ProjectDirectory);
        if (OptimisationSet.ParticlesIn(path) is { } named)
        {
            WriteVerbose($"'{path}' is an optimisation set; its particles are '{named}'.");
            path = System.IO.Path.GetFullPath(named, project);
        }
        RelionDataset dataset = Await(
            (_, stop) => Task.FromResult(DatasetReader.Read(path, project, !SkipStackCheck, stop)));
        if (Convert || ConvertPath is not null) dataset = Converted(dataset, given);
        Warn(dataset);
        WriteObject(dataset);
    }

    private string? Repair(string path)
    {
        string newPath = FullPath(RepairPath!);
        RefuseExisting(newPath, path);
        if (!ShouldProcess(newPath, $"Write '{path}' without its stray values")) return null;
        IReadOnlyList<MendedLine> mended = Await(
            (_, stop) => Task.FromResult(StrayValues.Mend(path, newPath, Force, stop)));
        foreach (MendedLine line in mended) WriteVerbose($"Line {line.Line}: '{line.Value}' was taken out.");
        if (mended.Count == 0) WriteWarning($"'{path}' has no stray value; '{newPath}' is a copy.");
        return newPath;
    }

    private RelionDataset Converted(RelionDataset dataset, string given)
    {
        if (dataset.StarGeneration != "3.0")
        {
            // The program would end with 0 and write an empty file.
            WriteWarning($"'{dataset.InputStar}' has an optics table already; nothing was converted.");
            return dataset;
        }
        string newPath = ConvertPath is null ? StarConversion.NewPath(dataset.FullName) : FullPath(ConvertPath);
        RefuseExisting(newPath, given, dataset.FullName);
        return ShouldProcess(newPath, $"Convert '{dataset.FullName}'")
            ? Await((_, stop) => StarConversion.RunAsync(
                dataset, newPath, Force, !SkipStackCheck, BuiltInstallations.Folders(), stop))
            : dataset;
    }

    /// <summary>No -Force is meant for the file itself that is read: nothing else has what is in it.</summary>
    private void RefuseExisting(string path, params string[] inputs)
    {
        if (inputs.Any(input => WholeFile.IsSame(path, input))) throw CommandErrors.FileIsInput(path);
        if (System.IO.Path.Exists(path) && !Force) throw CommandErrors.FileExists(path);
    }

    private void Warn(RelionDataset dataset)
    {
        if (dataset.StarGeneration == "3.0" && !Convert)
        {
            WriteWarning(
                $"'{dataset.InputStar}' is of RELION 3.0 or older: it has no optics table. -Convert makes a file that "
                + "has one.");
        }
        if (dataset.HasCarriageReturns)
        {
            WriteWarning(
                $"The lines of '{dataset.InputStar}' end with carriage returns, and RELION finds no table in it by "
                + "name. Convert it: sed -i 's/\\r$//'.");
        }
        if (!dataset.Unread.IsNone)
        {
            WriteWarning($"'{dataset.InputStar}' has {dataset.ParticleCount} particles; {dataset.Unread.Text}.");
        }
        if (dataset.MissingStacks is { Count: > 0 } missing)
        {
            string some = string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? ", …" : "");
            WriteWarning(
                $"{missing.Count} of {dataset.StackCount} image stacks are not below '{dataset.WorkingDirectory}': "
                + $"{some}. Name RELION's project folder with -ProjectDirectory.");
        }
    }
}
