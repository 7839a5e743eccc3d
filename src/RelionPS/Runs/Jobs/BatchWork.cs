using System.Globalization;
using RelionPS.Builds.Building;
using RelionPS.Core.Text;
using RelionPS.Refinement.Scripts;

namespace RelionPS.Runs.Jobs;

/// <summary>What a batch script does, once or several times in turn.</summary>
internal sealed record BatchWork
{
    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    public required int Nodes { get; init; }

    /// <summary>Tasks of each node; null leaves it to Slurm.</summary>
    public int? TasksPerNode { get; init; }

    /// <summary>True where the leader shares the cores of another rank.</summary>
    public bool IsOvercommitted { get; init; }

    /// <summary>What is asked of each node beside; null where it is a whole one.</summary>
    public JobResources? Resources { get; init; }

    /// <summary>Lines before the first run.</summary>
    public required IReadOnlyList<string> Preparation { get; init; }

    /// <summary>The line that is run and timed.</summary>
    public required string Command { get; init; }

    /// <summary>Names of the runs; each run's output goes to files of its name.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>Full path of <c>--o</c>, whose files tell when an iteration ended; null where there are none.</summary>
    public string? OutputRoot { get; init; }

    /// <summary>What is said after a run, quoted, up to its time (guide 5.2).</summary>
    public required string Sentence { get; init; }

    /// <summary>The only run's name.</summary>
    public const string SingleRun = "run";

    /// <summary>
    /// Names of a benchmark's runs: warm-ups <c>w01</c>, then <c>r01</c>, as in the files of Measure-RelionBenchmark.
    /// </summary>
    public static IReadOnlyList<string> RunNames(int repeat, int warmup) => repeat == 1 && warmup == 0
        ? [SingleRun]
        : [
            .. Enumerable.Range(1, warmup).Select(number => $"w{number:00}"),
            .. Enumerable.Range(1, repeat).Select(number => $"r{number:00}"),
        ];

    /// <summary>A refinement.</summary>
    /// <param name="command">The command, for an allocation.</param>
    /// <param name="resources">What is asked of each node.</param>
    /// <param name="repeat">Runs that count.</param>
    /// <param name="warmup">Runs before them that do not.</param>
    public static BatchWork Of(RefineCommand command, JobResources resources, int repeat = 1, int warmup = 0)
    {
        RunPlan plan = command.Plan;
        var launch = new LaunchFolder(command, "job", hasHosts: true);
        return new BatchWork
        {
            Name = Path.GetFileName(command.Options.OutputRoot) is { Length: > 0 } name ? name : "relion",
            Nodes = plan.NodeCount,
            // mpirun takes from this how many ranks a host may have; srun is told for each rank.
            TasksPerNode = plan.UsesMpi && command.NeedsTasksPerNode ? plan.RanksOnFirstNode : null,
            IsOvercommitted = plan.UsesMpi,
            Resources = resources,
            Preparation =
            [
                $"cd -- {ScriptText.Folder(command.WorkingDirectory)} || exit 1",
                .. ScriptParts.Folder(command),
                .. SbatchScript.Hosts(plan),
                .. JobGpus.Check(resources, "exit 1"),
                .. JobGpus.Unset(resources),
                // A link that lies there in the place of a file is not written through.
                .. launch.IsEmpty ? Array.Empty<string>() : [$"rm -f -- {string.Join(' ', launch.Places)}"],
                .. launch.Write(),
                .. launch.Environment(),
            ],
            Command = ScriptParts.Run(command, launch),
            Runs = RunNames(repeat, warmup),
            OutputRoot = command.OutputRoot,
            Sentence = ScriptParts.Sentence(command),
        };
    }

    /// <summary>A build.</summary>
    public static BatchWork Of(BuildPlace place) => new()
    {
        Name = place.Recipe.Name,
        Nodes = 1,
        Preparation =
        [
            "export LC_ALL=C",
            "build() (",
            .. BuildScript.Steps(
                place.Recipe,
                place.Targets,
                "echo \"$(date +%s%N) $jobs\" > \"$job/configured\"").Select(line => $"    {line}"),
            ")",
            "rm -f -- \"$job/configured\"",
        ],
        Command = $"build {BashQuoting.JoinWords([
            place.SourcePath, place.WorkFolder, place.InstallPath,
            .. place.Jobs is { } jobs ? [jobs.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ])}",
        Runs = [SingleRun],
        Sentence = BashQuoting.Quote(
            $"RELION {place.Recipe.RelionVersion} was built by the recipe {place.Recipe.Name} in the following time "
            + $"(seconds): "),
    };
}

/// <summary>What a build script is called with.</summary>
/// <param name="Recipe">The recipe, for the source's version.</param>
/// <param name="Targets">RELION's targets; empty is all.</param>
/// <param name="SourcePath">The source tree.</param>
/// <param name="WorkFolder">The folder that CMake works in.</param>
/// <param name="InstallPath">The folder of the programs.</param>
/// <param name="Jobs">Compilers at once; null is one for each CPU.</param>
internal sealed record BuildPlace(
    BuildRecipe Recipe,
    IReadOnlyList<string> Targets,
    string SourcePath,
    string WorkFolder,
    string InstallPath,
    int? Jobs);
