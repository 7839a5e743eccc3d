using System.Management.Automation;
using RelionPS.Core.Files;
using RelionPS.Data.Datasets;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands;

/// <summary>Commands that read particle STAR files, and say what is odd about them.</summary>
public abstract class DatasetCommandBase : FileCommandBase
{
    private const int MostNamed = 3;

    /// <summary>
    /// The folder that RELION starts in: the names of image stacks are relative to it. The current one by default.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("WorkingDirectory")]
    [ValidateNotNullOrEmpty]
    public string? ProjectDirectory { get; set; }

    /// <summary>Does not look for the image stacks.</summary>
    [Parameter]
    public SwitchParameter SkipStackCheck { get; set; }

    /// <summary>What a file holds; an optimisation set stands for the particles that it names.</summary>
    private protected RelionDataset Dataset(string path)
    {
        string project = ProjectDirectory is null ? CurrentDirectory : FullPath(ProjectDirectory);
        if (OptimisationSet.ParticlesIn(path) is { } named)
        {
            WriteVerbose($"'{path}' is an optimisation set; its particles are '{named}'.");
            path = System.IO.Path.GetFullPath(named, project);
        }
        return Await((_, stop) => Task.FromResult(DatasetReader.Read(path, project, !SkipStackCheck, stop)));
    }

    private protected void Warn(RelionDataset dataset)
    {
        if (dataset.StarGeneration == "3.0")
        {
            WriteWarning(
                $"'{dataset.InputStar}' is of RELION 3.0 or older: it has no optics table. Convert-RelionDataset "
                + "makes a file that has one.");
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

/// <summary>Of these, the commands that write another file.</summary>
public abstract class DatasetWriterCommandBase : DatasetCommandBase
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Overwrites the file that is written. A file that is read is never written over.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Refuses what must not be written: no -Force is meant for a file that is read, or was just written.
    /// </summary>
    private protected void RefuseExisting(string path, params string[] inputs)
    {
        if (Inputs.Concat(inputs).Any(input => WholeFile.IsSame(path, input))) throw CommandErrors.FileIsInput(path);
        if (!_written.Add(path) || (System.IO.Path.Exists(path) && !Force)) throw CommandErrors.FileExists(path);
    }
}
