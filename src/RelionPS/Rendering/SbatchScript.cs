using System.Globalization;
using RelionPS.Slurm;

namespace RelionPS.Rendering;

/// <summary>
/// A command as a batch script for Slurm: plain bash that a person can read and submit by hand. It names its hosts from the allocation, times the run as
/// the guide does (5.2), and writes a record of the run; it needs neither PowerShell nor .NET on the node.
/// </summary>
internal static class SbatchScript
{
    /// <param name="command">The command, for an allocation.</param>
    /// <param name="folder">Full path of the job's folder.</param>
    /// <param name="options">What is asked of Slurm.</param>
    public static string Render(RefineCommand command, string folder, JobOptions options)
    {
        RunPlan plan = command.Plan;
        List<string> lines =
        [
            "#!/bin/bash",
            Option($"--job-name={Path.GetFileName(command.Options.OutputRoot ?? "relion")}"),
            Option($"--nodes={Text(plan.NodeCount)}"),
        ];
        // mpirun takes from this how many ranks a host may have; srun is told for each rank.
        if (plan.UsesMpi && command.Mpi != "SlurmSrun") lines.Add(Option($"--ntasks-per-node={Text(plan.RanksOnFirstNode)}"));
        if (plan.UsesMpi) lines.Add(Option("--overcommit"));
        lines.AddRange([Option($"--output={Path.Combine(folder, "slurm.out")}"), Option("--no-requeue"), .. options.Lines().Select(Option)]);
        lines.AddRange(
        [
            "set -u",
            $"job={BashQuoting.Quote(folder)}",
            "mkdir -p -- \"$job\" || exit 1",
            $"cd -- {BashQuoting.Quote(command.WorkingDirectory)} || exit 1",
            .. ScriptParts.Folder(command),
            .. Hosts(plan),
            .. ScriptParts.Files(command),
            .. ScriptParts.Environment(command),
            "",
            "# The record is written at the end of the run, a cancelled one's and one's that reaches its time limit, too.",
            "record() {",
            "    milliseconds=$((($(date +%s%N) - begin) / 1000000))",
            "    printf '{\"schemaVersion\": 1, \"jobId\": %d, \"status\": \"%s\", \"startedUtc\": \"%s\", \"seconds\": %d.%03d, \"exitCode\": %d, \"nodes\": \"%s\"}\\n' \\",
            "        \"$SLURM_JOB_ID\" \"$ending\" \"$started\" $((milliseconds / 1000)) $((milliseconds % 1000)) \"$status\" \"$SLURM_JOB_NODELIST\" > \"$job/record.json.partial\" \\",
            "        && mv -- \"$job/record.json.partial\" \"$job/record.json\"",
            "}",
            "ending=Failed",
            "trap 'ending=Cancelled' TERM",
            "",
            "started=$(date -u +%Y-%m-%dT%H:%M:%SZ)",
            "begin=$(date +%s%N)",
            "btime=`date +%s`",
            $"{ScriptParts.Run(command)} > \"$job/run.out\" 2> \"$job/run.err\"",
            "status=$?",
            "etime=`date +%s`",
            "diff=`expr $etime - $btime`",
            "[ \"$status\" -eq 0 ] && ending=Completed",
            "record",
            $"[ \"$status\" -eq 0 ] && echo {ScriptParts.Sentence(command)}\"$diff\"",
            "exit \"$status\"",
        ]);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The allocation's hosts as a list.</summary>
    public static IEnumerable<string> Hosts(RunPlan plan) =>
    [
        "mapfile -t hosts < <(scontrol show hostnames \"$SLURM_JOB_NODELIST\")",
        $"if [ \"${{#hosts[@]}}\" -lt {Text(plan.NodeCount)} ]; then echo \"The plan needs {Text(plan.NodeCount)} node(s), the allocation has ${{#hosts[@]}}.\" >&2; exit 1; fi",
    ];

    /// <summary>One option a line; sbatch takes quotes as a shell does.</summary>
    public static string Option(string option) => $"#SBATCH {(option.Any(char.IsWhiteSpace) ? $"\"{option}\"" : option)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
