using System.Management.Automation;
using RelionPS.Builds.Building;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Files;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Scripts;
using RelionPS.Runs.Jobs;

namespace RelionPS.Commands;

/// <summary>What Export-RelionScript writes of a refinement.</summary>
public enum ScriptKind
{
    /// <summary>A script for bash that runs and times the command (guide 5.2).</summary>
    Bash,

    /// <summary>A batch script for Slurm, as Submit-RelionJob submits it.</summary>
    Sbatch,

    /// <summary>A submission template for RELION's own GUI.</summary>
    QsubTemplate,
}

/// <summary>Export-RelionScript: a script that does the same without the module: a refinement, or a build.</summary>
[Cmdlet(VerbsData.Export, "RelionScript", SupportsShouldProcess = true, DefaultParameterSetName = CommandSet)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportRelionScriptCommand : SlurmOptionCommandBase
{
    private const string CommandSet = "RefineCommand";
    private const string RecipeSet = "BuildRecipe";

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The command, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = CommandSet)]
    [ValidateNotNull]
    public RefineCommand? RefineCommand { get; set; }

    /// <summary>A recipe, from Get-RelionBuildRecipe.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = RecipeSet)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public BuildRecipe? BuildRecipe { get; set; }

    /// <summary>
    /// File to write; a folder takes one script a recipe, under its name. The text itself is the output where left out.
    /// </summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What kind of script.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    public ScriptKind As { get; set; }

    /// <summary>The batch system that a template for RELION's GUI is for.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    public BatchScheduler Scheduler { get; set; }

    /// <summary>Runs of a batch script that count, one after the other.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateRange(1, 99)]
    public int Repeat { get; set; } = 1;

    /// <summary>Runs of a batch script before them whose time does not count.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateRange(0, 99)]
    public int Warmup { get; set; }

    /// <summary>RELION's targets without their prefix, or <c>All</c>.</summary>
    [Parameter(ParameterSetName = RecipeSet)]
    [ValidatePattern(ScriptText.TargetRule)]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string[] Target { get; set; } = ["refine", "refine_mpi"];

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        JobOptions options = Options();
        string path = FullPath(Path ?? "relion.sh");
        if (BuildRecipe is not null && Directory.Exists(path))
        {
            path = System.IO.Path.Combine(path, ScriptText.FileName(BuildRecipe.Name) + ".sh");
        }
        if (As != ScriptKind.Sbatch && (IsBound(nameof(Repeat)) || IsBound(nameof(Warmup))))
        {
            Refuse(CommandErrors.RepeatNotForScript(As));
        }
        if (As != ScriptKind.QsubTemplate && IsBound(nameof(Scheduler)))
        {
            Refuse(CommandErrors.SchedulerNotForScript(As));
        }
        // The job's folder is made beside the script: Slurm writes its output there, and Receive-RelionJob finds what
        // the job was.
        JobDraft? job = RefineCommand is not null && As == ScriptKind.Sbatch
            ? JobDraft.Of(RefineCommand, options, System.IO.Path.ChangeExtension(path, null) + "_job", Repeat, Warmup)
            : null;
        Warn(job?.Notes ?? []);
        string text = job?.Script
            ?? (BuildRecipe is not null ? RenderBuild(BuildRecipe) : RenderRun(RefineCommand!, options));
        if (Path is null)
        {
            WriteObject(text);
            return;
        }
        if (_written.Contains(path)) throw CommandErrors.ScriptJustWritten(path);
        if (System.IO.Path.Exists(path) && !Force) throw CommandErrors.ScriptExists(path);
        job?.RefuseUsedFolder(path);
        _written.Add(path);
        if (!ShouldProcess(path, "Write script")) return;
        Write(path, text, Force);
        job?.WriteManifest(path);
        if (RefineCommand is not null && As == ScriptKind.QsubTemplate)
        {
            foreach (string limit in QsubTemplate.Limits(RefineCommand, options, Scheduler))
            {
                WriteWarning($"Before RELION's GUI is started: {limit}");
            }
        }
        WriteObject(new FileInfo(path));
    }

    private static void Write(string path, string text, bool overwrite)
    {
        const UnixFileMode executable =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            WholeFile.Write(WholeFile.Followed(path), text, overwrite);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | executable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(path, exception.Message, exception);
        }
    }

    private string RenderBuild(BuildRecipe recipe) =>
        BuildScript.Render(recipe, Target.Contains("All", StringComparer.OrdinalIgnoreCase) ? [] : Target);

    private string RenderRun(RefineCommand command, JobOptions options) =>
        As == ScriptKind.QsubTemplate
            ? QsubTemplate.Render(command, options, Scheduler)
            : BashScript.Render(command);
}
