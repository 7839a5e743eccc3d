using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Refinement.Scripts;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// A submission template for RELION's own GUI, which fills in its XXXnameXXX variables (RELION 3.1, pipeline_jobs.cpp): name, queue, output files, the
/// extra fields and the command, which comes without a launcher.
/// </summary>
internal static partial class QsubTemplate
{
    /// <summary>What the GUI offers at most unless its variables say more.</summary>
    private const int GuiRanks = 64, GuiThreads = 16;

    /// <param name="command">The command, for an allocation.</param>
    /// <param name="options">What is asked of Slurm.</param>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Render(RefineCommand command, JobOptions options)
    {
        RunPlan plan = command.Plan;
        // The GUI runs many jobs in one project, so that the launcher's files are each job's own.
        var launch = new LaunchFolder(command, "files", hasHosts: true);
        RefuseVariables(command, options);
        List<string> lines =
        [
            "#!/bin/bash",
            $"# In RELION's GUI: {plan.Ranks} MPI procs (XXXmpinodesXXX), {plan.ThreadsPerRank} threads (XXXthreadsXXX), pool {plan.Pool}.",
            .. Limits(plan).Select(limit => ScriptText.Comment($"Before the GUI is started: {limit}")),
            "#SBATCH --job-name=XXXnameXXX",
            "#SBATCH --output=XXXoutfileXXX",
            "#SBATCH --error=XXXerrfileXXX",
        ];
        if (options.Partition is null) lines.Add("#SBATCH --partition=XXXqueueXXX");
        lines.Add("#SBATCH --nodes=XXXextra1XXX");
        if (plan.UsesMpi && command.NeedsTasksPerNode) lines.Add("#SBATCH --ntasks-per-node=XXXextra2XXX");
        if (plan.UsesMpi) lines.Add("#SBATCH --overcommit");
        lines.AddRange([.. options.Lines().Select(ScriptText.Directive), "set -u", .. SbatchScript.Hosts(plan)]);
        // mkdir without -p refuses a folder, or a link, that is there.
        if (!launch.IsEmpty) lines.AddRange(["files=.relionps-$SLURM_JOB_ID", "mkdir -- \"$files\" || exit 1"]);
        lines.AddRange([.. launch.Write(), .. launch.Environment(), Run(command, launch)]);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Variables to set before the GUI is started, so that it offers the plan's numbers and names the template's extra fields.</summary>
    public static IReadOnlyList<string> Limits(RunPlan plan)
    {
        List<string> limits = [];
        if (plan.Ranks > GuiRanks) limits.Add($"export RELION_MPI_MAX={plan.Ranks}");
        if (plan.ThreadsPerRank > GuiThreads) limits.Add($"export RELION_THREAD_MAX={plan.ThreadsPerRank}");
        if (plan.Ranks > 1) limits.Add($"export RELION_ERROR_LOCAL_MPI={plan.Ranks}");
        limits.Add("export RELION_QSUB_EXTRA_COUNT=2");
        limits.Add($"export RELION_QSUB_EXTRA1=Nodes RELION_QSUB_EXTRA1_DEFAULT={plan.NodeCount}");
        limits.Add($"export RELION_QSUB_EXTRA2='Ranks on a node' RELION_QSUB_EXTRA2_DEFAULT={plan.RanksOnFirstNode}");
        return limits;
    }

    private static string Run(RefineCommand command, LaunchFolder launch) => command.LauncherArguments.Count == 0
        ? "XXXcommandXXX"
        : $"{ScriptParts.Launcher(command, launch)} XXXcommandXXX";

    /// <summary>The GUI puts its own words into every value that has one of its variables.</summary>
    private static void RefuseVariables(RefineCommand command, JobOptions options)
    {
        IEnumerable<string> values =
        [
            .. options.Lines(),
            .. command.Variables.SelectMany(variable => new[] { variable.Key, variable.Value }),
            .. command.LauncherArguments,
            .. command.LaunchFiles.SelectMany(file => file.Lines).Select(line => line.ToString()),
        ];
        if (values.FirstOrDefault(value => GuiVariable().IsMatch(value)) is { } taken)
        {
            throw TextErrors.ValueNotForScript(
                taken, "RELION's GUI puts text of its own in the place of XXX…XXX; write it otherwise");
        }
    }

    [GeneratedRegex("XXX[A-Za-z0-9_]+XXX")]
    private static partial Regex GuiVariable();
}
