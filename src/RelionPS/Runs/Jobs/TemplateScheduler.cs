using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Runs.Jobs;

/// <summary>A field of the GUI's form beside its own ones.</summary>
/// <param name="Label">What it is called there.</param>
/// <param name="Default">What it holds at first.</param>
internal sealed record TemplateField(string Label, string Default);

/// <summary>What a template for RELION's GUI says in a batch system's own words.</summary>
/// <param name="Fields">The form's extra fields: <c>XXXextra1XXX</c> and so on.</param>
/// <param name="Directives">Lines that the batch system reads.</param>
/// <param name="Hosts">A line of bash that makes the list <c>hosts</c> from the allocation.</param>
internal sealed record TemplateScheduler(
    IReadOnlyList<TemplateField> Fields, IReadOnlyList<string> Directives, string Hosts)
{
    /// <summary>Each host of a file once, by its first word.</summary>
    private const string EachOnce = "awk '!seen[$1]++ { print $1 }'";

    /// <summary>
    /// The same for LSF, without the node of the job's script, which has one slot where the others have more.
    /// </summary>
    private const string EachOnceOfLsf =
        "awk '!slots[$1]++ { order[++count] = $1 } END { first = 1; if (count > 1 && slots[order[1]] == 1 && "
        + "slots[order[2]] > 1) first = 2; "
        + "for (at = first; at <= count; at++) print order[at] }'";

    /// <summary>Why it asks for what it asks for, for comments.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <exception cref="RelionException"><c>RelionOptionNotForScheduler</c> or
    /// <c>RelionValueNotForScript</c>.</exception>
    public static TemplateScheduler Of(
        BatchScheduler scheduler, RefineCommand command, JobOptions options, JobResources resources)
    {
        options = options with { IsExclusive = resources.IsWholeNode };
        return scheduler switch
        {
            BatchScheduler.Pbs => Pbs(command.Plan, options, resources),
            BatchScheduler.Lsf => Lsf(command.Plan, options, resources),
            BatchScheduler.Sge => Sge(command.Plan, options, resources),
            _ => Slurm(command, options, resources),
        };
    }

    private static TemplateScheduler Slurm(RefineCommand command, JobOptions options, JobResources resources)
    {
        RunPlan plan = command.Plan;
        List<string> lines =
        [
            "#SBATCH --job-name=XXXnameXXX", "#SBATCH --output=XXXoutfileXXX", "#SBATCH --error=XXXerrfileXXX",
        ];
        if (options.Partition is null) lines.Add("#SBATCH --partition=XXXqueueXXX");
        lines.Add("#SBATCH --nodes=XXXextra1XXX");
        if (plan.UsesMpi && command.NeedsTasksPerNode) lines.Add("#SBATCH --ntasks-per-node=XXXextra2XXX");
        if (plan.UsesMpi) lines.Add("#SBATCH --overcommit");
        lines.AddRange(resources.Lines(options).Select(ScriptText.Directive));
        lines.AddRange(options.Lines().Select(ScriptText.Directive));
        return new TemplateScheduler(
            NodesAndRanks(plan), lines, "mapfile -t hosts < <(scontrol show hostnames \"$SLURM_JOB_NODELIST\")")
        {
            Notes = resources.Sentences,
        };
    }

    /// <summary>
    /// GPUs and memory of each chunk, which is a node's (pbs_resources(7B), <c>ngpus</c> and <c>mem</c>).
    /// </summary>
    private static TemplateScheduler Pbs(RunPlan plan, JobOptions options, JobResources resources)
    {
        RefuseQos(options, BatchScheduler.Pbs);
        List<string> lines = Head("#PBS", ["-N", "relion"], ["-o", "XXXoutfileXXX"], ["-e", "XXXerrfileXXX"]);
        lines.Add(Line("#PBS", "-q", options.Partition ?? "XXXqueueXXX"));
        int cores = resources.CpusPerNode
            ?? Math.Max(1, (plan.CoresPerRank ?? plan.ThreadsPerRank) * plan.ComputeRanksPerNode);
        string gpus = resources.Gpus is { } need ? $":ngpus={Text(need.Count)}" : "";
        string memory = resources is { IsPart: true, MemoryBytes: { } bytes }
            ? $":mem={JobResources.Mebibytes(bytes)}mb"
            : "";
        lines.Add($"#PBS -l select=XXXextra1XXX:ncpus={Text(cores)}:mpiprocs=XXXextra2XXX{gpus}{memory}");
        lines.Add(Line("#PBS", "-l", options.IsExclusive == true ? "place=scatter:excl" : "place=scatter"));
        if (options.Account is { } account) lines.Add(Line("#PBS", "-A", account));
        if (options.TimeLimit is { } limit) lines.Add(Line("#PBS", "-l", $"walltime={Hours(limit, ":00")}"));
        if (options.Dependency is { } dependency) lines.Add(Line("#PBS", "-W", $"depend={dependency}"));
        lines.AddRange(Additional("#PBS", options));
        return new TemplateScheduler(
            NodesAndRanks(plan),
            lines,
            $"cd -- \"$PBS_O_WORKDIR\" || exit 1; mapfile -t hosts < <({EachOnce} \"$PBS_NODEFILE\")")
        {
            Notes = Part(resources),
        };
    }

    /// <summary>
    /// GPUs of each host, shared by the job's ranks and by no other job (IBM Spectrum LSF 10.1, <c>bsub -gpu</c>).
    /// </summary>
    private static TemplateScheduler Lsf(RunPlan plan, JobOptions options, JobResources resources)
    {
        RefuseQos(options, BatchScheduler.Lsf);
        List<string> lines = Head("#BSUB", ["-J", "relion"], ["-o", "XXXoutfileXXX"], ["-e", "XXXerrfileXXX"]);
        lines.Add(Line("#BSUB", "-q", options.Partition ?? "XXXqueueXXX"));
        lines.Add("#BSUB -n XXXextra1XXX");
        lines.Add("#BSUB -R \"span[ptile=XXXextra2XXX]\"");
        if (options.IsExclusive == true) lines.Add("#BSUB -x");
        if (resources.Gpus is { } need)
        {
            lines.Add($"#BSUB -gpu \"num={Text(need.Count)}:mode=shared:j_exclusive=yes\"");
        }
        if (options.Account is { } account) lines.Add(Line("#BSUB", "-P", account));
        if (options.TimeLimit is { } limit) lines.Add(Line("#BSUB", "-W", Hours(limit, "")));
        if (options.Dependency is { } dependency) lines.Add(Line("#BSUB", "-w", dependency));
        lines.AddRange(Additional("#BSUB", options));
        int perNode = Slots(plan, resources);
        string counted = resources.IsPart ? "CPUs" : "ranks";
        return new TemplateScheduler(
            [
                new($"Slots (nodes x {counted} on a node)", Text(plan.NodeCount * perNode)),
                new(resources.IsPart ? "CPUs on a node" : "Ranks on a node", Text(perNode)),
            ],
            lines, $"mapfile -t hosts < <({EachOnceOfLsf} \"$LSB_DJOB_HOSTFILE\")")
        {
            Notes = [.. Part(resources), .. Memory(resources, "-R \"rusage[mem=...]\"")],
        };
    }

    /// <summary>
    /// GPUs are a resource that the site has named and set up, of each slot, host or job (complex(5), consumable): the
    /// form has a field for it.
    /// </summary>
    private static TemplateScheduler Sge(RunPlan plan, JobOptions options, JobResources resources)
    {
        RefuseQos(options, BatchScheduler.Sge);
        List<string> lines = Head(
            "#$", ["-N", "relion"], ["-o", "XXXoutfileXXX"], ["-e", "XXXerrfileXXX"], ["-cwd"], ["-S", "/bin/bash"]);
        lines.Add(Line("#$", "-q", options.Partition ?? "XXXqueueXXX"));
        lines.Add("#$ -pe XXXextra1XXX XXXextra2XXX");
        if (resources.Gpus is not null) lines.Add("#$ -l XXXextra3XXX");
        if (options.Account is { } account) lines.Add(Line("#$", "-P", account));
        if (options.TimeLimit is { } limit) lines.Add(Line("#$", "-l", $"h_rt={Hours(limit, ":00")}"));
        if (options.Dependency is { } dependency) lines.Add(Line("#$", "-hold_jid", dependency));
        lines.AddRange(Additional("#$", options));
        return new TemplateScheduler(
            [
                new("Parallel environment", "mpi"),
                new(
                    $"Slots (nodes x {(resources.IsPart ? "CPUs" : "ranks")} on a node)",
                    Text(plan.NodeCount * Slots(plan, resources))),
                .. resources.Gpus is { } need
                    ? [new TemplateField("GPUs, as the site calls and counts them", $"gpu={Text(need.Count)}")]
                    : Array.Empty<TemplateField>(),
            ],
            lines,
            $"mapfile -t hosts < <({EachOnce} \"${{PE_HOSTFILE:-/dev/null}}\"); [ \"${{#hosts[@]}}\" -gt 0 ] || "
            + $"hosts=(\"$(hostname)\")")
        {
            Notes =
            [
                .. Part(resources), .. Memory(resources, "-l h_vmem, or mem_free"),
                .. resources.Gpus is null
                    ? Array.Empty<string>()
                    : ["Grid Engine has no name of its own for GPUs: ask the site for that of -l, and whether it "
                        + "counts for a slot, a host or a job."],
            ],
        };
    }

    /// <summary>Slots of a node: its ranks, and in a part of it each CPU of theirs.</summary>
    private static int Slots(RunPlan plan, JobResources resources) =>
        Math.Max(plan.RanksOnFirstNode, resources.CpusPerNode ?? 0);

    /// <summary>What a part of a node has, without Slurm's words for it.</summary>
    private static IReadOnlyList<string> Part(JobResources resources) =>
        [.. resources.Sentences.Skip(1).Where(_ => resources.IsPart)];

    /// <summary>Memory where the batch system's unit and what it counts for are the site's settings.</summary>
    private static IEnumerable<string> Memory(JobResources resources, string option) =>
        resources is { IsPart: true, MemoryBytes: { } bytes }
            ? [$"A node's ranks take {Quantity.Gigabytes(bytes)}: say so as the site counts it ({option})."]
            : [];

    private static IReadOnlyList<TemplateField> NodesAndRanks(RunPlan plan) =>
        [new("Nodes", Text(plan.NodeCount)), new("Ranks on a node", Text(plan.RanksOnFirstNode))];

    private static List<string> Head(string mark, params string[][] options) =>
        [.. options.Select(words => Line(mark, words))];

    private static IEnumerable<string> Additional(string mark, JobOptions options) =>
        options.Additional.Select(option => Line(mark, option.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static string Line(string mark, params string[] words) => ScriptText.SchedulerLine(mark, words);

    /// <summary>
    /// Hours and minutes as all three take them, with what follows; a part of a minute is a whole one.
    /// </summary>
    private static string Hours(TimeSpan limit, string seconds)
    {
        long minutes = (long)Math.Ceiling(limit.TotalMinutes);
        return string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}{seconds}");
    }

    private static void RefuseQos(JobOptions options, BatchScheduler scheduler)
    {
        if (options.Qos is { } qos) throw JobErrors.OptionNotForScheduler(nameof(JobOptions.Qos), qos, scheduler);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
