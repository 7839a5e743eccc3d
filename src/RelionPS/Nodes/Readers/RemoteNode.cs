using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>How another node is reached.</summary>
public enum NodeAccess
{
    /// <summary>By ssh, without questions (keys or host-based).</summary>
    Ssh,

    /// <summary>By Slurm's srun: a short step on the whole node.</summary>
    Srun,
}

/// <summary>
/// Profiles another node: its few files of /proc and /sys are streamed here and read by the same code as this node's.
/// Nothing is installed or written there; sh, grep, sed and env are all it takes, and nvidia-smi is asked where it is
/// there. (tar would not do: it believes the size of a file, which is 0 for those of /proc.)
/// </summary>
internal static partial class RemoteNode
{
    /// <summary>
    /// grep prints each line with its file's name before it. The control groups' folders follow from /proc/self/cgroup.
    /// </summary>
    private static readonly string Script =
        "g=; for c in $(sed -n -e 's/^0:://p' -e 's/^[0-9]*:[^:]*\\(memory\\|cpu\\)[^:]*://p' /proc/self/cgroup); do "
        + "while :; do "
        + "g=\"$g /sys/fs/cgroup$c /sys/fs/cgroup/memory$c /sys/fs/cgroup/cpuset$c "
        + "/sys/fs/cgroup/cpu$c /sys/fs/cgroup/cpu,cpuacct$c /sys/fs/cgroup/cpuacct,cpu$c\"; [ \"$c\" != / ] && [ -n "
        + "\"$c\" ] || break; c=${c%/*}; done; done; "
        + "f=; s=; for d in $g; do case \"$s \" in *\" $d \"*) continue;; esac; s=\"$s $d\"; f=\"$f $d/memory.max "
        + "$d/memory.high $d/memory.limit_in_bytes $d/cpu.max $d/cpu.cfs_quota_us $d/cpu.cfs_period_us "
        + "$d/cpuset.cpus.effective $d/cpuset.effective_cpus $d/cpuset.cpus\"; done; "
        + "grep -s \"\" /proc/cpuinfo /proc/meminfo /proc/version /proc/self/status /proc/self/cgroup "
        + "/proc/self/mountinfo "
        + "/proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/arch /etc/hostname /etc/os-release "
        + "/sys/devices/system/cpu/online /sys/devices/system/cpu/smt/control "
        + "/sys/devices/system/cpu/cpu*/topology/*_list /sys/devices/system/cpu/cpu*/topology/*_id "
        + "/sys/devices/system/node/node*/cpulist /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name "
        + "/proc/sys/kernel/numa_balancing /proc/sys/vm/zone_reclaim_mode /proc/sys/vm/overcommit_memory "
        + "/sys/kernel/mm/hugepages/hugepages-*/nr_hugepages /etc/openmpi/openmpi-mca-params.conf /proc/self/limits "
        + "/proc/self/mounts /sys/kernel/mm/transparent_hugepage/enabled "
        + "/sys/devices/system/cpu/cpu0/cpufreq/* /sys/devices/system/cpu/cpufreq/boost "
        + "/sys/devices/system/cpu/intel_pstate/* /sys/devices/system/cpu/vulnerabilities/* "
        + "/sys/devices/system/cpu/cpu*/cache/index*/level /sys/devices/system/cpu/cpu*/cache/index*/type "
        + "/sys/devices/system/cpu/cpu*/cache/index*/size "
        + "/sys/devices/system/cpu/cpu*/cache/index*/shared_cpu_list /sys/devices/system/node/node*/meminfo "
        + "/sys/devices/system/node/node*/distance "
        + "/sys/class/net/*/operstate /sys/class/net/*/speed /sys/class/net/*/type /sys/class/infiniband/*/fw_ver "
        + "/sys/class/infiniband/*/ports/*/rate "
        + "/sys/class/infiniband/*/ports/*/state /sys/class/infiniband/*/ports/*/link_layer "
        + "/sys/devices/system/edac/mc/mc*/dimm*/* $f /dev/null"
        + Gpus();

    /// <summary>
    /// The files of the GPUs, the variables that say which may be used, and nvidia-smi's answers in the form of files.
    /// Where it lists nothing, as where it hangs, it is asked no more; <c>timeout</c> is of every distribution.
    /// </summary>
    private static string Gpus()
    {
        const string Bus = PciDisplays.Bus;
        string variables = string.Join("\\|", GpuEnvironment.Names);
        string questions = string.Join(" || ", NvidiaSmi.GpuWords().Select(words => $"s {string.Join(' ', words)}"));
        return "; f=; for p in " + Bus + "/*; do c=; read c 2>/dev/null < $p/class; case \"$c\" in 0x03*|0x12*) "
            + "f=\"$f $p/vendor $p/device $p/numa_node $p/local_cpulist $p/local_cpus $p/product_name $p/unique_id "
            + "$p/mem_info_vram_* $p/gpu_busy_percent $p/current_compute_partition $p/hwmon/hwmon*/power1_cap "
            + "$p/ras/*_err_count\";; esac; "
            + "done; grep -s \"\" " + Bus + "/*/class $f /proc/driver/nvidia/version "
            + "/proc/driver/nvidia/gpus/*/information /proc/driver/nvidia/gpus/*/numa_status "
            + "/sys/module/nvidia/version /sys/module/amdgpu/version "
            + "/opt/rocm/.info/version /sys/class/kfd/kfd/topology/nodes/*/properties "
            + "/sys/class/kfd/kfd/topology/nodes/*/gpu_id /sys/class/kfd/kfd/proc/*/vram_* /dev/null; "
            + $"env | sed -n \"s#^\\({variables}\\)=#{GpuEnvironment.File}:&#p\"; "
            + $"s() {{ timeout 8 {NvidiaSmi.Program} $* 2>/dev/null; }}; "
            + $"a() {{ sed \"s|^|{NvidiaSmi.Folder}/$1:|\"; }}; "
            + $"if l=$(s {string.Join(' ', NvidiaSmi.ListWords)}); then echo \"$l\" | a {NvidiaSmi.ListFile}; "
            + $"{{ {questions}; }} | a {NvidiaSmi.GpusFile}; "
            + $"s {string.Join(' ', NvidiaSmi.ProcessWords)} | a {NvidiaSmi.ProcessesFile}; "
            + $"s {string.Join(' ', NvidiaSmi.DriverWords)} | a {NvidiaSmi.DriverFile}; fi";
    }

    /// <summary>How long a node may take whose files are all in memory.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="RelionException"><c>RelionProgramNotFound</c> or <c>RelionNodeUnreachable</c>.</exception>
    public static async Task<NodeProfile> ReadAsync(
        string host, NodeAccess access, IReporter reporter, CancellationToken cancellationToken)
    {
        // A name that reads as an option would be one. Slurm knows no users before its nodes' names.
        bool isName = access == NodeAccess.Ssh ? HostName.IsValidWithUser(host) : HostName.IsValid(host);
        if (!isName) throw ReaderErrors.NodeNameInvalid(host, access);
        string[] words = [.. Words(host, access)];
        (string program, IReadOnlyList<string> arguments) = (words[0], words[1..]);
        reporter.Verbose($"{program} {string.Join(' ', arguments.SkipLast(1))} …");
        var request = new ProcessRequest(ProgramFinder.Require(program), arguments) { CaptureText = true };
        // Slurm may let a step wait for its turn; a node that ssh has reached answers, or its file server is gone.
        TimeSpan patience = access == NodeAccess.Ssh ? Patience : Timeout.InfiniteTimeSpan;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        ProcessOutcome outcome = await ProcessRunner.RunAsync(request, limit.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.IsCancelled)
        {
            string silence = FormattableString.Invariant($"no answer in {patience.TotalSeconds:0} s");
            throw ReaderErrors.NodeUnreachable(host, access, silence);
        }
        string root = Directory.CreateTempSubdirectory("relionps-node-").FullName;
        try
        {
            // grep's exit code is not 0 where any file is absent, as some always are.
            if (!Unpack(outcome.StandardOutput, root))
            {
                throw ReaderErrors.NodeUnreachable(
                    host,
                    access,
                    outcome.StandardError.Trim() is { Length: > 0 } error ? error : $"exit code {outcome.ExitCode}");
            }
            NodeProfile node = NodeProfileReader.Read(root, cancellationToken: cancellationToken);
            return node with { Name = host, Source = $"{access}:{host}" };
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>The program and its arguments that stream the node's files here.</summary>
    internal static IEnumerable<string> Words(string host, NodeAccess access)
    {
        // ssh hands its words to the user's login shell, which may be any; all of them know these quotes.
        if (access == NodeAccess.Ssh)
        {
            return [
                "ssh",
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=10",
                host,
                "--",
                "sh -c '" + Script.Replace("'", "'\\''", StringComparison.Ordinal) + "'",
            ];
        }
        bool isInAllocation = Environment.GetEnvironmentVariable("SLURM_JOB_ID") is { Length: > 0 };
        string[] step =
        [
            "srun", "--quiet", "-N", "1", "-n", "1", "-w", host, "--overlap", "--cpu-bind=none", "sh", "-c", Script,
        ];
        // srun alone would be given, and see, one CPU; a step of a whole node's allocation sees the node.
        return isInAllocation ? step : ["salloc", "--quiet", "-N", "1", "-w", host, "--exclusive", .. step];
    }

    /// <summary>
    /// Where the path of a line ends. Names of control groups may have colons of their own (containers'), so their path
    /// ends behind the file's name; addresses of the PCI bus have two.
    /// </summary>
    private static int PathLength(string line) =>
        GroupFilePattern().Match(line) is { Success: true } match ? match.Length - 1
        : PciFilePattern().Match(line) is { Success: true } device ? device.Length - 1
        : line.IndexOf(':');

    [GeneratedRegex(@"\A/sys/fs/cgroup/.*?(?<=/)(memory\.|cpuset\.|cpu\.)[a-z_.]+:")]
    private static partial Regex GroupFilePattern();

    [GeneratedRegex(
        @"\A(/sys/bus/pci/devices|/proc/driver/nvidia/gpus)/"
        + @"[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]/[^:]*:")]
    private static partial Regex PciFilePattern();

    /// <summary>
    /// Puts lines of <c>path:text</c> back into files below the root; false where there is no CPU among them.
    /// </summary>
    internal static bool Unpack(string text, string root)
    {
        var files = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int colon = PathLength(line);
            if (colon < 1 || line[0] != '/' || line[..colon].Split('/').Contains("..")) continue;
            string path = line[..colon];
            if (!files.TryGetValue(path, out List<string>? lines)) files[path] = lines = [];
            lines.Add(line[(colon + 1)..]);
        }
        foreach ((string path, List<string> lines) in files)
        {
            string full = Path.Combine(root, path.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, string.Join('\n', lines) + "\n");
        }
        return files.ContainsKey("/proc/cpuinfo");
    }
}
