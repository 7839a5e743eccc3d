using System.Globalization;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Reasons;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Jobs;

/// <summary>A job before it is submitted, by the module or by hand.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Script">The batch script.</param>
/// <param name="Manifest">What the folder says of it.</param>
internal sealed record JobDraft(string Folder, string Script, JobManifest Manifest)
{
    private const string ScriptName = "job.sh";

    private static readonly string[] DependencyOptions = ["--dependency", "-d"];

    /// <summary>Whether it may write over results of another run.</summary>
    public bool IsForced { get; init; }

    /// <summary>Why it asks for what it asks for.</summary>
    public IReadOnlyList<Decision> Notes { get; init; } = [];

    /// <summary>The name that Slurm shows.</summary>
    public required string JobName { get; init; }

    /// <summary>Where <see cref="Write"/> puts the script.</summary>
    public string ScriptPath => Path.Combine(Folder, ScriptName);

    /// <summary>Options for sbatch that may say which jobs it waits for.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>A refinement, or a benchmark where it runs several times.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static JobDraft Of(RefineCommand command, JobOptions options, string? folder, int repeat = 1, int warmup = 0)
    {
        string[] paths = [command.WorkingDirectory, command.Options.OutputRoot ?? "", .. command.Arguments];
        foreach (string value in paths)
        {
            BashQuoting.RefuseUnwritable(value);
        }
        string root = command.OutputRoot;
        folder ??= NewFolder(root);
        JobResources resources = JobResources.Of(command, options);
        RefineCommand allocated = RefineCommandBuilder.ForAllocation(command, folder, resources.IsPart);
        BatchWork work = BatchWork.Of(allocated, resources, repeat, warmup);
        int? iterations = int.TryParse(
            ArgumentReader.ValueOf(command.Arguments, OptionTable.Iterations),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number)
            ? number
            : null;
        return new JobDraft(folder, SbatchScript.Render(work, folder, options), new JobManifest
        {
            Name = command.Name,
            Runs = work.Runs,
            Refinement = new JobRefinement(
                root, iterations, allocated.LauncherArguments.Count, new CommandRecord(allocated)),
        })
        {
            JobName = work.Name,
            Notes = resources.Decisions,
            WaitsFor = [.. options.Lines().Where(line => DependencyOptions.Any(option => IsOption(line, option)))],
        };
    }

    /// <summary>A build.</summary>
    public static JobDraft Of(BuildPlace place, JobOptions options, string? folder)
    {
        BuildRecipe recipe = place.Recipe;
        folder ??= NewFolder(Path.GetDirectoryName(place.WorkFolder)!);
        BatchWork work = BatchWork.Of(place);
        return new JobDraft(folder, SbatchScript.Render(work, folder, options), new JobManifest
        {
            Name = recipe.Name,
            Runs = work.Runs,
            Build = new JobBuild(
                recipe.Name,
                recipe.Suffix,
                recipe.RelionVersion,
                recipe.IsOn("ALTCPU"),
                recipe.WantsDownloads,
                recipe.Spec.Tools?.Environment.GetValueOrDefault("LD_LIBRARY_PATH"),
                place.SourcePath, place.WorkFolder, place.InstallPath, place.Targets, recipe.CMakeArguments,
                [.. recipe.Decisions.Select(DecisionFacts.Of)]),
        })
        {
            JobName = work.Name,
        };
    }

    /// <summary>
    /// Makes the folder with script and manifest in it. The folder is new or empty: the job writes files of plain names
    /// there.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c> or <c>RelionJobFolderTaken</c>.</exception>
    public JobDraft Write()
    {
        if (Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any())
        {
            throw JobErrors.JobFolderTaken(Folder);
        }
        string path = ScriptPath;
        WritableFolder.Ensure(Folder);
        try
        {
            WholeFile.Write(path, Script, overwrite: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Two at a time found the folder empty.
            throw Path.Exists(path) ? JobErrors.JobFolderTaken(Folder) : NotWritable(exception);
        }
        try
        {
            return Written(path);
        }
        catch (RelionException)
        {
            // A folder without a manifest would be no job, and would bar the next one.
            File.Delete(path);
            throw;
        }
    }

    /// <summary>
    /// Takes away what <see cref="Write"/> made of a job that was not taken, so that its folder bars no other.
    /// </summary>
    /// <param name="isNew">Whether the folder was made for it.</param>
    public void TakeBack(bool isNew)
    {
        try
        {
            File.Delete(ScriptPath);
            File.Delete(Path.Combine(Folder, JobManifest.FileName));
            if (isNew) Directory.Delete(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left says of itself that it was not submitted.
        }
    }

    /// <summary>
    /// Makes the folder for a script that is elsewhere and that the user submits; takes one that was made for that
    /// script and never used.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c> or <c>RelionJobFolderTaken</c>.</exception>
    public JobDraft WriteManifest(string scriptPath)
    {
        RefuseUsedFolder(scriptPath);
        WritableFolder.Ensure(Folder);
        return Written(scriptPath);
    }

    /// <summary>
    /// Refuses a folder in which the script of a job would write over anything but the manifest of its own export.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionJobFolderTaken</c>.</exception>
    public void RefuseUsedFolder(string scriptPath)
    {
        if (!Path.Exists(Folder)) return;
        string[] entries = Directory.Exists(Folder)
            ? [.. Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).OfType<string>()]
            : [""];
        bool isOwnExport = entries is [JobManifest.FileName]
            && DirectoryEntry.At(Path.Combine(Folder, JobManifest.FileName)).Kind == EntryKind.File
            && JobManifest.TryRead(Folder) is { Id: 0 } manifest
            && manifest.ScriptPath == scriptPath;
        if (entries.Length > 0 && !isOwnExport) throw JobErrors.JobFolderTaken(Folder);
    }

    private JobDraft Written(string scriptPath)
    {
        JobDraft draft = this with { Manifest = Manifest with { ScriptPath = scriptPath } };
        try
        {
            draft.Manifest.Write(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(exception);
        }
        return draft;
    }

    private RelionException NotWritable(Exception exception) =>
        FileErrors.OutputNotWritable(Folder, exception.Message, exception);

    private static bool IsOption(string line, string option) => line.StartsWith(option, StringComparison.Ordinal);

    private static string NewFolder(string root) =>
        string.Create(CultureInfo.InvariantCulture, $"{root}_job_{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}");
}
