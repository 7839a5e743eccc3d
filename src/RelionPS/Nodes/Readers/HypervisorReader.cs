namespace RelionPS.Nodes.Readers;

/// <summary>The hypervisor or container that a node runs in, as tables.</summary>
internal static class HypervisorReader
{
    private static readonly (string Word, string Name)[] Makers =
    [
        ("KVM", "KVM"), ("QEMU", "KVM"), ("VMware", "VMware"), ("Amazon EC2", "Amazon EC2"),
        ("Google Compute Engine", "Google"), ("Virtual Machine", "Hyper-V"),
        ("VirtualBox", "VirtualBox"), ("innotek", "VirtualBox"), ("Xen", "Xen"), ("OpenStack", "OpenStack"),
        ("Bochs", "Bochs"), ("Parallels", "Parallels"), ("Alibaba Cloud ECS", "Alibaba Cloud"),
    ];

    private static readonly (string Path, string Name)[] ContainerFiles =
        [("/.dockerenv", "docker"), ("/run/.containerenv", "podman"), ("/.singularity.d", "apptainer")];

    private static readonly (string Word, string Name)[] ContainerGroups =
        [("kubepods", "kubernetes"), ("docker", "docker"), ("libpod", "podman"), ("lxc", "lxc")];

    public static Fact<string> Hypervisor(NodeFiles files, CpuInfo info)
    {
        string board = $"{files.Text("/sys/class/dmi/id/sys_vendor")} {files.Text("/sys/class/dmi/id/product_name")}";
        // Amazon's bare metal says so: "Amazon EC2 c5.metal".
        string? maker = board.Contains(".metal", StringComparison.Ordinal)
            ? null
            : Makers.FirstOrDefault(item => board.Contains(item.Word, StringComparison.OrdinalIgnoreCase)).Name;
        if (maker is not null) return new(maker, "/sys/class/dmi/id");
        if (files.Text("/sys/hypervisor/type") is { Length: > 0 } type) return new(type, "/sys/hypervisor/type");
        if (files
            .Lines("/proc/sysinfo")
            .FirstOrDefault(line => line.StartsWith("VM00 Control Program:", StringComparison.Ordinal)) is { } program)
        {
            return new(program.Split(':', 2)[1].Trim().Split(' ')[0], "/proc/sysinfo");
        }
        if (files.Exists("/proc/sysinfo"))
        {
            return new(
                files.Lines("/proc/sysinfo").Any(line => line.StartsWith("LPAR Number:", StringComparison.Ordinal))
                    ? "LPAR"
                    : "none",
                "/proc/sysinfo");
        }
        string platform = info.First("platform") ?? "";
        if (platform.Contains("pSeries", StringComparison.Ordinal))
        {
            return new(
                files.Text("/proc/device-tree/hypervisor/compatible")?.Contains("kvm", StringComparison.Ordinal) == true
                    || platform.Contains("emulated", StringComparison.Ordinal)
                    ? "KVM"
                    : "PowerVM",
                "/proc/cpuinfo");
        }
        IReadOnlySet<string> flags = info.Flags;
        if (flags.Contains("hypervisor")) return new("virtual machine", "/proc/cpuinfo, flag hypervisor");
        bool isX86 = flags.Contains("lm") || flags.Contains("fpu") && info.First("vendor_id") is not null;
        return isX86 || platform.Contains("PowerNV", StringComparison.Ordinal) || board.Length > 1
            ? new("none", "/proc/cpuinfo, flag hypervisor")
            : new(
                null,
                "/proc/cpuinfo, flag hypervisor",
                "this architecture does not say; ask systemd-detect-virt on the node");
    }

    public static Fact<string> Container(NodeFiles files)
    {
        if (files.Text("/run/systemd/container") is { Length: > 0 } name) return new(name, "/run/systemd/container");
        if (ContainerFiles.FirstOrDefault(item => files.Exists(item.Path)) is { Name: { } maker, Path: var path })
        {
            return new(maker, path);
        }
        const string Source = "/proc/self/cgroup";
        if (files.Text(Source) is not { } groups) return new(null, Source, "capture proc/self");
        return new(
            ContainerGroups.FirstOrDefault(item => groups.Contains(item.Word, StringComparison.Ordinal)).Name ?? "none",
            Source);
    }
}
