using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// A batch script for Slurm: plain bash that a person can read and submit by hand. It names its hosts from the
/// allocation, times each run as the
/// guide does (5.2), and writes a record of the runs; it needs neither PowerShell nor .NET on the node.
/// </summary>
internal static class SbatchScript
{
    /// <param name="work">What is run.</param>
    /// <param name="folder">Full path of the job's folder, which must be there when the script is submitted: Slurm
    /// makes none for its output.</param>
    /// <param name="options">What is asked of Slurm.</param>
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Render(BatchWork work, string folder, JobOptions options)
    {
        List<string> lines =
        [
            "#!/bin/bash",
            ScriptText.Directive($"--job-name={work.Name}"),
            ScriptText.Directive($"--nodes={Text(work.Nodes)}"),
        ];
        if (work.TasksPerNode is { } tasks) lines.Add(ScriptText.Directive($"--ntasks-per-node={Text(tasks)}"));
        if (work.IsOvercommitted) lines.Add(ScriptText.Directive("--overcommit"));
        if (work.Resources is { } resources)
        {
            lines.AddRange(resources.Lines(options).Select(ScriptText.Directive));
            options = options with { IsExclusive = resources.IsWholeNode };
        }
        lines.Add(ScriptText.OutputDirective(Path.Combine(folder, "slurm.out")));
        lines.Add(ScriptText.Directive("--no-requeue"));
        lines.AddRange(options.Lines().Select(ScriptText.Directive));
        lines.AddRange((work.Resources?.Sentences ?? []).Select(ScriptText.Comment));
        lines.AddRange(
        [
            "set -u",
            ": \"${SLURM_JOB_ID:?This is a batch script for Slurm. Submit it: sbatch}\"",
            $"job={BashQuoting.Quote(folder)}",
            "mkdir -p -- \"$job\" || exit 1",
            // First: the same script may have been submitted twice, and the folder is then that of the job that works.
            .. work.OutputRoot is { } locked ? LockScript.Lines(locked, work.Runs[0]) : [],
            "rm -f -- \"$job/record.json\" \"$job/job.id\" || exit 1",
            "echo \"$SLURM_JOB_ID\" > \"$job/job.id\" || exit 1",
            .. work.Preparation,
            "",
            "# The record has every run up to now: one that fails, is cancelled or reaches the time limit, too.",
            "runs=",
            "record() {",
            "    runs+=\"${runs:+, }$(printf '{\"name\": \"%s\", \"status\": \"%s\", \"startedUtc\": \"%s\", "
            + "\"seconds\": %d.%03d, \"exitCode\": %d}' \\",
            "        \"$run\" \"$ending\" \"$started\" $((milliseconds / 1000)) $((milliseconds % 1000)) "
            + "\"$status\")\"",
            // The name is new each time, so that no link of that name is written through; others may read the record
            // where they may read the results.
            "    partial=$(mktemp -- \"$job/record.XXXXXXXX\") && chmod +r -- \"$partial\" \\",
            "        && printf '{\"schemaVersion\": 2, \"jobId\": %d, \"nodes\": \"%s\", \"runs\": [%s]}\\n' \\",
            "            \"$SLURM_JOB_ID\" \"$SLURM_JOB_NODELIST\" \"$runs\" > \"$partial\" \\",
            "        && mv -fT -- \"$partial\" \"$job/record.json\"",
            "}",
            "stopped=no",
            "trap 'stopped=yes' TERM",
            .. work.OutputRoot is null ? [] : OutputClockScript.Function,
            "",
            $"for run in {BashQuoting.JoinWords(work.Runs)}; do",
            .. work.OutputRoot is null ? [] : OutputClockScript.Begin,
            "    started=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)",
            "    begin=$(date +%s%N)",
            "    btime=`date +%s`",
            $"    {work.Command} > \"$job/$run.out\" 2> \"$job/$run.err\"",
            "    status=$?",
            "    etime=`date +%s`",
            "    diff=`expr $etime - $btime`",
            "    milliseconds=$((($(date +%s%N) - begin) / 1000000))",
            .. work.OutputRoot is null ? [] : OutputClockScript.End,
            "    ending=Failed",
            "    if [ \"$status\" -eq 0 ]; then ending=Completed; elif [ \"$stopped\" = yes ]; then ending=Cancelled; "
            + "fi",
        ]);
        // The next run writes the same files, and then no one can tell any more when this one's iterations ended.
        // The job has the language of who submitted it, which may write numbers with a comma.
        if (work.OutputRoot is { } root)
        {
            lines.Add(
                $"    LC_ALL=C stat -c '%.6Y %n' -- {BashQuoting.Quote(root)}_*optimiser.star > \"$job/$run.times\" "
                + $"2> /dev/null");
        }
        lines.AddRange(
        [
            "    record",
            "    [ \"$ending\" = Completed ] || break",
            $"    echo {work.Sentence}\"$diff\"",
            "    [ \"$stopped\" = no ] || break",
            "done",
            "exit \"$status\"",
        ]);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The allocation's hosts as a list.</summary>
    public static IEnumerable<string> Hosts(RunPlan plan) =>
    [
        "mapfile -t hosts < <(scontrol show hostnames \"$SLURM_JOB_NODELIST\")",
        $"if [ \"${{#hosts[@]}}\" -lt {Text(plan.NodeCount)} ]; then echo \"The plan needs {Text(plan.NodeCount)} "
        + $"node(s), the allocation has ${{#hosts[@]}}.\" >&2; exit 1; fi",
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
