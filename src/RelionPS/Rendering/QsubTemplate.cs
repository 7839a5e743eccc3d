using System.Collections.Specialized;
using RelionPS.Slurm;

namespace RelionPS.Rendering;

/// <summary>
/// A submission template for RELION's own GUI, which fills in its XXXnameXXX variables (RELION 3.1, pipeline_jobs.cpp): name, queue, output files, the
/// extra fields and the command, which comes without a launcher.
/// </summary>
internal static class QsubTemplate
{
    /// <summary>What the GUI offers at most unless its variables say more.</summary>
    private const int GuiRanks = 64, GuiThreads = 16;

    private const string Folder = "@files@/";

    /// <param name="command">The command, for an allocation.</param>
    /// <param name="options">What is asked of Slurm.</param>
    public static string Render(RefineCommand command, JobOptions options)
    {
        RunPlan plan = command.Plan;
        RefineCommand moved = InFolderOfTheJob(command);
        List<string> lines =
        [
            "#!/bin/bash",
            $"# In RELION's GUI: {plan.Ranks} MPI procs (XXXmpinodesXXX), {plan.ThreadsPerRank} threads (XXXthreadsXXX), pool {plan.Pool}.",
            .. Limits(plan).Select(limit => $"# Before the GUI is started: {limit}"),
            "#SBATCH --job-name=XXXnameXXX",
            "#SBATCH --output=XXXoutfileXXX",
            "#SBATCH --error=XXXerrfileXXX",
        ];
        if (options.Partition is null) lines.Add("#SBATCH --partition=XXXqueueXXX");
        lines.Add("#SBATCH --nodes=XXXextra1XXX");
        if (plan.UsesMpi && command.Mpi != "SlurmSrun") lines.Add("#SBATCH --ntasks-per-node=XXXextra2XXX");
        if (plan.UsesMpi) lines.Add("#SBATCH --overcommit");
        lines.AddRange([.. options.Lines().Select(SbatchScript.Option), "set -u", .. SbatchScript.Hosts(plan)]);
        if (moved.LaunchFiles.Count > 0) lines.AddRange(["files=.relionps-$SLURM_JOB_ID", "mkdir -p -- \"$files\" || exit 1"]);
        lines.AddRange([.. ScriptParts.Files(moved), .. ScriptParts.Environment(moved), $"{BashQuoting.JoinWords(moved.LauncherArguments)} XXXcommandXXX".TrimStart()]);
        return string.Join('\n', lines.Select(line => line.Replace(Folder, "$files/", StringComparison.Ordinal))) + "\n";
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

    /// <summary>The GUI runs many jobs in one project, so that the launcher's files are each job's own.</summary>
    private static RefineCommand InFolderOfTheJob(RefineCommand command)
    {
        Dictionary<string, string> paths = command.LaunchFiles.ToDictionary(file => file.Path, file => $"{Folder}launch{Path.GetExtension(file.Path)}");
        var environment = new OrderedDictionary();
        foreach ((string name, string value) in command.Variables) environment.Add(name, paths.GetValueOrDefault(value, value));
        return command with
        {
            LaunchFiles = [.. command.LaunchFiles.Select(file => file with { Path = paths[file.Path] })],
            LauncherArguments = [.. command.LauncherArguments.Select(token => paths.Aggregate(token, (text, path) => text.Replace(path.Key, path.Value, StringComparison.Ordinal)))],
            Environment = environment,
        };
    }
}
