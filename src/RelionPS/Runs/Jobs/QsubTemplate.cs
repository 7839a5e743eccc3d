using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Refinement.Command;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// A submission template for RELION's own GUI, which fills in its XXXnameXXX variables (RELION 3.1, pipeline_jobs.cpp):
/// name, queue, output files, the extra fields and the command, which comes without a launcher.
/// </summary>
internal static partial class QsubTemplate
{
    /// <summary>What the GUI offers at most unless its variables say more.</summary>
    private const int GuiRanks = 64, GuiThreads = 16;

    /// <param name="command">The command.</param>
    /// <param name="options">What is asked of the batch system.</param>
    /// <param name="scheduler">The batch system.</param>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c> or
    /// <c>RelionOptionNotForScheduler</c>.</exception>
    public static string Render(
        RefineCommand command, JobOptions options, BatchScheduler scheduler = BatchScheduler.Slurm)
    {
        JobResources resources = JobResources.Of(command, options);
        command = RefineCommandBuilder.ForAllocation(command, isPart: resources.IsPart);
        RunPlan plan = command.Plan;
        RefuseVariables(command, options);
        TemplateScheduler words = TemplateScheduler.Of(scheduler, command, options, resources);
        List<string> lines =
        [
            "#!/bin/bash",
            $"# In RELION's GUI: {plan.Ranks} MPI procs (XXXmpinodesXXX), {plan.ThreadsPerRank} threads "
            + $"(XXXthreadsXXX), pool {plan.Pool}.",
            .. Limits(command, options, scheduler).Select(
                limit => ScriptText.Comment($"Before the GUI is started: {limit}")),
            .. words.Notes.Select(ScriptText.Comment),
            .. words.Directives,
            "set -u",
            words.Hosts,
            .. JobGpus.Check(resources, ":"),
            .. JobGpus.Unset(resources),
            .. TemplateLaunch.Lines(command),
        ];
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>
    /// Variables to set before the GUI is started, so that it offers the plan's numbers and names the template's extra
    /// fields.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c> or
    /// <c>RelionOptionNotForScheduler</c>.</exception>
    public static IReadOnlyList<string> Limits(RefineCommand command, JobOptions options, BatchScheduler scheduler)
    {
        RunPlan plan = command.Plan;
        IReadOnlyList<TemplateField> fields = TemplateScheduler.Of(
            scheduler, command, options, JobResources.Of(command, options)).Fields;
        List<string> limits = [];
        if (plan.Ranks > GuiRanks) limits.Add($"export RELION_MPI_MAX={plan.Ranks}");
        if (plan.ThreadsPerRank > GuiThreads) limits.Add($"export RELION_THREAD_MAX={plan.ThreadsPerRank}");
        if (plan.Ranks > 1) limits.Add($"export RELION_ERROR_LOCAL_MPI={plan.Ranks}");
        // bsub reads its script from its standard input, and the GUI puts the script's name behind the command.
        limits.Add(scheduler switch
        {
            BatchScheduler.Slurm => "export RELION_QSUB_COMMAND=sbatch",
            BatchScheduler.Lsf => "export RELION_QSUB_COMMAND='bsub <'",
            _ => "export RELION_QSUB_COMMAND=qsub",
        });
        limits.Add($"export RELION_QSUB_EXTRA_COUNT={fields.Count}");
        limits.AddRange(fields.Select((field, at) =>
            $"export RELION_QSUB_EXTRA{at + 1}={BashQuoting.Quote(field.Label)} "
            + $"RELION_QSUB_EXTRA{at + 1}_DEFAULT={BashQuoting.Quote(field.Default)}"));
        return limits;
    }

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
