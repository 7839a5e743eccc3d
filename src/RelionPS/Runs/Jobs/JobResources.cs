using RelionPS.Core.Text;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Devices;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Runs.Slurm;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// What a job asks of each of its nodes: all of it, as plans for CPUs do, or the GPUs that the plan uses, with the
/// cores and the memory of their ranks.
/// </summary>
internal sealed record JobResources
{
    private const string Rule = "PartOfNode", Source = "Slurm, sbatch(1)";

    /// <summary>
    /// Memory of a process for the runtime of its GPUs, beside what the estimate knows: 595 MiB were measured where one
    /// with <c>--cpu</c> held 281.
    /// </summary>
    private const long RuntimeBytes = 512L << 20;

    private const long Mebibyte = 1L << 20;

    /// <summary>Options of sbatch by which a user says himself what the job has of each kind.</summary>
    private static readonly string[] OfCpus = ["--cpus-per-task", "--cpus-per-gpu", "-c"],
        OfMemory = ["--mem", "--mem-per-cpu", "--mem-per-gpu"],
        OfGpus = ["--gpus", "--gpus-per-node", "--gpus-per-socket", "--gpus-per-task", "-G"],
        OfTasks = ["--gpus-per-task", "--ntasks-per-gpu", "--gpu-bind"];

    /// <summary>True where no other job may work on the nodes.</summary>
    public required bool IsWholeNode { get; init; }

    /// <summary>Logical CPUs of a node; null leaves it to the nodes, which are whole, or to Slurm.</summary>
    public int? CpusPerNode { get; init; }

    /// <summary>Memory of a node, in bytes; 0 is all of it, null leaves it to the cluster.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>GPUs of a node; null for a run on CPUs.</summary>
    public SlurmGpus.Need? Gpus { get; init; }

    /// <summary>How many of them the plan uses, which the job counts when it begins.</summary>
    public int UsedGpus { get; init; }

    /// <summary>The reasons, for the script and the job's record.</summary>
    public IReadOnlyList<Decision> Decisions { get; init; } = [];

    /// <summary>The reasons as sentences.</summary>
    public IReadOnlyList<string> Sentences =>
        [.. Decisions.Select(reason => $"{reason.Name} = {reason.ValueText}: {reason.Reason} ({reason.Source})")];

    /// <summary>True where the job has a part of a node, whose CPUs are known only when it begins.</summary>
    public bool IsPart => !IsWholeNode && CpusPerNode is not null;

    /// <summary>What a command's plan needs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="options">What the user asks for.</param>
    public static JobResources Of(RefineCommand command, JobOptions options)
    {
        bool? isExclusive = options.IsExclusive
            ?? (options.Additional.Contains("--exclusive") ? true : null);
        if (command.Acceleration != Acceleration.Gpu) return new JobResources { IsWholeNode = isExclusive ?? true };
        IReadOnlyList<int> named = Named(command);
        int used = command.Plan.Gpu?.GpusPerNode ?? named.Count;
        if (used == 0) return new JobResources { IsWholeNode = isExclusive ?? true };
        bool isPart = command.Plan.Gpu is not null
            && !(isExclusive ?? !Nodes(command).Any(node => There(node) > used));
        int last = named.DefaultIfEmpty(-1).Max();
        int count = isPart ? used : Math.Max(There(command.Node) ?? 0, Math.Max(used, last + 1));
        var need = new SlurmGpus.Need(count, isPart ? TypesOf(command, named, count) : Types(command.Node));
        var resources = new JobResources
        {
            IsWholeNode = !isPart,
            Gpus = need,
            UsedGpus = used,
            CpusPerNode = isPart ? Cpus(command) : null,
            MemoryBytes = isPart ? Memory(command) : 0,
        };
        return resources with { Decisions = [.. Reasons(command, resources, options)] };
    }

    /// <summary>The lines of a batch script that ask Slurm for it, without their mark.</summary>
    /// <param name="options">What the user asks for: his own words for a kind stand in place of these.</param>
    public IEnumerable<string> Lines(JobOptions options)
    {
        if (CpusPerNode is { } cpus && !IsAsked(options, OfCpus))
        {
            // With --overcommit, --cpus-per-task is for all tasks of a node together (sbatch(1)).
            yield return $"--cpus-per-task={Quantity.Value(cpus)}";
        }
        if (MemoryBytes is { } bytes && !IsAsked(options, OfMemory))
        {
            yield return $"--mem={(bytes == 0 ? "0" : $"{Mebibytes(bytes)}M")}";
        }
        if (Gpus is { } gpus && !IsAsked(options, OfGpus) && !options.Additional.Any(IsGpuGres))
        {
            yield return SlurmGpus.Of(gpus).Option(gpus);
        }
    }

    /// <summary>Memory in whole mebibytes, as Slurm's and PBS's megabytes are.</summary>
    public static string Mebibytes(long bytes) => Quantity.Value((bytes + Mebibyte - 1) / Mebibyte);

    private static bool IsAsked(JobOptions options, string[] names) =>
        options.Additional.Any(option => Is(option, names));

    private static bool IsGpuGres(string option) =>
        Is(option, ["--gres"]) && option.Contains("gpu", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for one of the options, alone or with a value; a short one has its value behind it.</summary>
    private static bool Is(string option, string[] names) => names.Any(name =>
        option.StartsWith(name, StringComparison.Ordinal)
        && (option.Length == name.Length || name.Length == 2 || option[name.Length] is '=' or ' '));

    private static IReadOnlyList<NodeProfile> Nodes(RefineCommand command) =>
        command.Request?.Plan.Nodes is { Count: > 0 } nodes ? nodes : [command.Node];

    /// <summary>GPUs, or slices of them, that a node has; null where that is not known.</summary>
    private static int? There(NodeProfile node) => node.Gpu.Devices.Value is { } devices
        ? devices.Sum(device => Math.Max(1, device.Slices.Value?.Count ?? 0))
        : null;

    /// <summary>The devices that the command's own list names.</summary>
    private static IReadOnlyList<int> Named(RefineCommand command)
    {
        var list = DeviceList.Parse(
            command.Plan.Gpu?.List ?? ArgumentReader.ValueOf(command.Arguments, OptionTable.Gpu) ?? "");
        return list.IsAutomatic
            ? []
            : [.. list.Followers.SelectMany(devices => devices).Select(DeviceList.Number).OfType<int>().Distinct()];
    }

    /// <summary>Slurm's types of the devices that a part of a node has.</summary>
    private static IReadOnlyList<string?> TypesOf(RefineCommand command, IReadOnlyList<int> named, int count)
    {
        IReadOnlyList<string?> all = Types(command.Node);
        IReadOnlyList<int> devices = named.Count == count ? named : [.. Enumerable.Range(0, count)];
        return [.. devices.Select(device => all.ElementAtOrDefault(device))];
    }

    /// <summary>What Slurm calls the GPUs of a node, where the profile is made from its configuration.</summary>
    private static IReadOnlyList<string?> Types(NodeProfile node) =>
    [
        .. (node.Gpu.Devices.Value ?? []).Select(
            device => device.Model.Source == SlurmGpus.Source ? device.Model.Value : null),
    ];

    /// <summary>The followers' threads; the leader has the last follower's.</summary>
    private static int Cpus(RefineCommand command)
    {
        long threads = (long)command.Plan.ComputeRanksPerNode * command.Plan.ThreadsPerRank;
        return (int)Math.Min(threads, Math.Max(1, command.Node.LogicalCpus));
    }

    private static long? Memory(RefineCommand command)
    {
        if (command.Plan.Memory is not { } estimate) return null;
        long held = estimate.NodeBytes + (command.Plan.RanksOnFirstNode * RuntimeBytes);
        double needed = held / NodeMemoryLimit.UsableShare;
        long whole = (long)Math.Ceiling(needed / Mebibyte) * Mebibyte;
        return command.Node.MemoryBytes is { } there ? Math.Min(whole, there / Mebibyte * Mebibyte) : whole;
    }

    private static IEnumerable<Decision> Reasons(RefineCommand command, JobResources resources, JobOptions options)
    {
        SlurmGpus.Need need = resources.Gpus!;
        SlurmGpus.Form form = SlurmGpus.Of(need);
        yield return new Decision(nameof(Gpus), form.Option(need), form.Name, form.Reason, Source);
        foreach (string option in options.Additional.Where(
            option => Is(option, OfTasks) && !option.EndsWith("none", StringComparison.Ordinal)))
        {
            yield return new Decision(nameof(Gpus), option, "GpusOfTasks",
                $"{option} gives each rank GPUs of its own, which it counts from 0: RELION knows a GPU by host and "
                + "number, takes them for one that all share, and leaves most of their memory alone. Leave it out",
                "RELION 5.0.1 source", IsWarning: true);
        }
        if (!resources.IsPart) yield break;
        RunPlan plan = command.Plan;
        string of = There(command.Node) is { } all ? $" of {Quantity.Value(all)}" : "";
        string leader = plan.UsesMpi ? "; the leader shares the last one's" : "";
        yield return new Decision(nameof(CpusPerNode), resources.CpusPerNode, Rule,
            $"a part of the node, with {Quantity.Value(need.Count)}{of} GPU(s): "
            + $"{Quantity.Value(plan.ComputeRanksPerNode)} process(es) that compute × "
            + $"{Quantity.Value(plan.ThreadsPerRank)} thread(s){leader}. -Exclusive takes whole nodes", Source);
        yield return resources.MemoryBytes is { } bytes
            ? new Decision(nameof(MemoryBytes), bytes, Rule,
                $"the fullest node's ranks take {Quantity.Bytes(plan.Memory!.NodeBytes)}, and each "
                + $"{Quantity.Bytes(RuntimeBytes)} for the GPUs' runtime, which is to be "
                + $"{NodeMemoryLimit.SharePercent} of it", Source)
            : new Decision(nameof(MemoryBytes), null, Rule,
                "the job asks for no memory, and gets what the cluster gives where nothing is said: without the box "
                + "size the plan has no estimate. Say -BoxSize, or --mem in -AdditionalOption", Source,
                IsWarning: true);
    }
}
