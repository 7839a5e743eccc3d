using System.Globalization;
using System.Text.Json;
using RelionPS.Benchmarking;
using RelionPS.Errors;
using RelionPS.Recipes;
using RelionPS.Refine;
using RelionPS.Rendering;

namespace RelionPS.Slurm;

/// <summary>A job before it is submitted, by the module or by hand.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Script">The batch script.</param>
/// <param name="Manifest">What the folder says of it.</param>
internal sealed record JobDraft(string Folder, string Script, JobManifest Manifest)
{
    /// <summary>A refinement, or a benchmark where it runs several times.</summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static JobDraft Of(RefineCommand command, JobOptions options, string? folder, int repeat = 1, int warmup = 0)
    {
        string[] paths = [command.WorkingDirectory, command.Options.OutputRoot ?? "", .. command.Arguments];
        foreach (string value in paths)
        {
            BashQuoting.RefuseUnwritable(value);
        }
        string root = BenchmarkPreflight.OutputRoot(command);
        folder ??= NewFolder(root);
        RefineCommand allocated = RefineCommandBuilder.ForAllocation(command, folder);
        BatchWork work = BatchWork.Of(allocated, repeat, warmup);
        int? iterations = int.TryParse(ArgumentReader.ValueOf(command.Arguments, "--iter"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        BenchmarkRecord record = BenchmarkRecord.Of(allocated, new BenchmarkRun { Number = 1, IsWarmup = false, Status = BenchmarkStatus.Failed, StartedUtc = DateTime.UtcNow });
        return new JobDraft(folder, SbatchScript.Render(work, folder, options), new JobManifest
        {
            Name = command.Name,
            Runs = work.Runs,
            Refinement = new JobRefinement(root, iterations, allocated.LauncherArguments.Count, JsonDocument.Parse(record.ToJson()).RootElement),
        });
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
                recipe.Name, recipe.Suffix, recipe.RelionVersion, recipe.IsOn("ALTCPU"), recipe.WantsDownloads, recipe.Spec.Tools?.Environment.GetValueOrDefault("LD_LIBRARY_PATH"),
                place.SourcePath, place.WorkFolder, place.InstallPath, place.Targets, recipe.CMakeArguments,
                [.. recipe.Decisions.Select(decision => new DecisionFacts(decision.Name, Convert.ToString(decision.Value, CultureInfo.InvariantCulture), decision.Rule, decision.Reason, decision.Source, decision.IsWarning))]),
        });
    }

    /// <summary>Makes the folder with script and manifest in it.</summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c> or <c>RelionJobFolderTaken</c>.</exception>
    public JobDraft Write()
    {
        if (File.Exists(Path.Combine(Folder, JobManifest.FileName))) throw new RelionException("RelionJobFolderTaken", Folder, Folder);
        string path = Path.Combine(Folder, "job.sh");
        BenchmarkPreflight.EnsureWritable(Folder);
        File.WriteAllText(path, Script);
        return WriteManifest(path);
    }

    /// <summary>Makes the folder for a script that is elsewhere and that the user submits.</summary>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c>.</exception>
    public JobDraft WriteManifest(string scriptPath)
    {
        BenchmarkPreflight.EnsureWritable(Folder);
        JobDraft draft = this with { Manifest = Manifest with { ScriptPath = scriptPath } };
        draft.Manifest.Write(Folder);
        return draft;
    }

    private static string NewFolder(string root) => string.Create(CultureInfo.InvariantCulture, $"{root}_job_{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}");
}
