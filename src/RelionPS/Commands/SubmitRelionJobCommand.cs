using System.Management.Automation;
using RelionPS.Builds.Building;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Locks;
using RelionPS.Studies.Report;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">Submits refinements, benchmarks and builds to Slurm.</para>
/// <para type="description">The job's folder holds the batch script, its output and its record; any later session finds
/// the job there. The hosts are those
/// that Slurm gives, whatever the command names. <c>-WhatIf</c> says what would be submitted, <c>-Verbose</c> shows the
/// script.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Submit, "RelionJob", SupportsShouldProcess = true, DefaultParameterSetName = CommandSet)]
[OutputType(typeof(RelionJob))]
public sealed class SubmitRelionJobCommand : SlurmOptionCommandBase
{
    private const string CommandSet = "RefineCommand";
    private const string RecipeSet = "BuildRecipe";

    private RelionToolchain? _tools;

    /// <summary>The commands, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = CommandSet)]
    [ValidateNotNullOrEmpty]
    public RefineCommand[] InputObject { get; set; } = [];

    /// <summary>Runs of each command that count; the job makes them one after the other.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateRange(1, 99)]
    public int Repeat { get; set; } = 1;

    /// <summary>Runs before them whose time does not count; they fill the file cache.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateRange(0, 99)]
    public int Warmup { get; set; }

    /// <summary>Recipes, from Get-RelionBuildRecipe; each is a job on one node.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = RecipeSet)]
    [ValidateNotNullOrEmpty]
    public BuildRecipe[] BuildRecipe { get; set; } = [];

    /// <summary>RELION's source tree, where the node sees it too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RecipeSet)]
    [ValidateNotNullOrEmpty]
    public string SourcePath { get; set; } = "";

    /// <summary>Folder for the builds, one folder a recipe.</summary>
    [Parameter(ParameterSetName = RecipeSet)]
    [ValidateNotNullOrEmpty]
    public string BuildPath { get; set; } = "relion-build";

    /// <summary>
    /// Folder for the programs, under the recipe's name; <c>bin</c> of the build folder where left out.
    /// </summary>
    [Parameter(ParameterSetName = RecipeSet)]
    [ValidateNotNullOrEmpty]
    public string? InstallPath { get; set; }

    /// <summary>Compilers at once; left out, one for each CPU that the job has.</summary>
    [Parameter(ParameterSetName = RecipeSet)]
    [Alias("Jobs")]
    [ValidateRange(1, 1024)]
    public int Job { get; set; }

    /// <summary>RELION's targets without their prefix, or <c>All</c>.</summary>
    [Parameter(ParameterSetName = RecipeSet)]
    [ValidatePattern(ScriptText.TargetRule)]
    [ArgumentCompleter(typeof(TargetCompleter))]
    public string[] Target { get; set; } = ["refine", "refine_mpi"];

    /// <summary>
    /// The job's folder, new or empty; by default <c>…_job_&lt;time&gt;</c> beside the results, or beside the recipe's
    /// build folder.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Writes over results that are there and that no benchmark left.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        JobOptions options = Options();
        string? folder = Path is null ? null : FullPath(Path);
        if (ParameterSetName == RecipeSet)
        {
            foreach (BuildPlace place in BuildRecipe.Select(Place))
            {
                Submit(
                    JobDraft.Of(place, options, folder),
                    $"a build of RELION {place.Recipe.RelionVersion} on one node",
                    place.SourcePath,
                    () => Claim(place));
            }
            return;
        }
        foreach (RefineCommand command in InputObject)
        {
            JobDraft draft = JobDraft.Of(command, options, folder, Repeat, Warmup) with { IsForced = Force };
            Warn(draft.Notes);
            Submit(
                draft,
                Size(command.Plan, draft.Manifest.Runs.Count),
                command.WorkingDirectory,
                () => RefuseProgram(command));
        }
    }

    private void Submit(JobDraft draft, string what, string workingDirectory, Action check)
    {
        string job = $"the job '{draft.JobName}': {what}, by the script '{draft.ScriptPath}'";
        WriteVerbose(draft.Script);
        if (!ShouldProcess($"Submit to Slurm {job}", $"Submit to Slurm {job}?", "Submit")) return;
        if (!Directory.Exists(workingDirectory)) throw RootErrors.WorkingDirectoryNotFound(workingDirectory);
        check();
        WriteObject(Await((reporter, token) => JobFolder.SubmitAsync(draft, reporter, token)));
    }

    /// <summary>What a job takes, in a few words.</summary>
    private static string Size(RunPlan plan, int runs)
    {
        string ranks = plan.UsesMpi ? $"{Quantity.Value(plan.Ranks)} ranks × " : "";
        return $"{ReportWords.Count(plan.NodeCount, "node")}, {ranks}{ReportWords.Count(plan.ThreadsPerRank, "thread")}"
            + (runs > 1 ? $", {Quantity.Value(runs)} runs" : "");
    }

    /// <summary>
    /// Where the programs are seen from here: the job would find out only when it runs, and a launcher not even then.
    /// </summary>
    private static void RefuseBrokenProgram(RefineCommand command)
    {
        foreach (string name in command.LauncherArguments.Take(1).Append(command.Executable))
        {
            if (ProgramFinder.Find(name, command.WorkingDirectory) is { } path
                && ProgramFile.Obstacle(path, command.WorkingDirectory, isForThisMachine: false) is { } obstacle)
            {
                throw ProcessErrors.ProgramNotStarted(path, obstacle);
            }
        }
    }

    private void RefuseProgram(RefineCommand command)
    {
        RefuseBrokenProgram(command);
        if (!command.Arguments.Contains(OptionTable.Gpu)
            || ProgramFinder.Find(command.Executable, command.WorkingDirectory) is not { } path)
        {
            return;
        }
        RelionCapability capability = Await((_, token) => RelionProbe.ProbeAsync(path, token));
        if (AccelerationFallback.Lacking(command, path, capability) is not { } lacking) return;
        // By its name alone the job finds the program of its own node.
        if (command.Executable.Contains('/')) throw lacking;
        WriteWarning(lacking.Message);
    }

    /// <summary>The job's script asks no questions: what is another's in its way is told now.</summary>
    private static void Claim(BuildPlace place)
    {
        var own = new OwnBuildPlace(
            System.IO.Path.GetDirectoryName(place.WorkFolder)!, place.WorkFolder, place.InstallPath);
        own.Claim();
        own.RefuseOthers(place.Targets.Select(target => "relion_" + target + place.Recipe.Suffix));
    }

    /// <summary>The same folders as Invoke-RelionBuild's, so that either goes on where the other was.</summary>
    private BuildPlace Place(BuildRecipe recipe)
    {
        SourceTree source = SourceTree.Open(FullPath(SourcePath));
        string builds = FullPath(BuildPath);
        BuildRecipe fitted = SourceRecipe.Of(
            recipe, source, () => _tools ??= Await((_, token) => ToolchainReader.ReadAsync("/opt/intel", [], token)));
        return new BuildPlace(
            fitted,
            Target.Contains("All", StringComparer.OrdinalIgnoreCase) ? [] : Target,
            source.Path,
            System.IO.Path.Combine(builds, fitted.Name, "build"),
            InstallPath is null ? System.IO.Path.Combine(builds, "bin") : FullPath(InstallPath),
            IsBound(nameof(Job)) ? Job : null);
    }
}
