using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>Limits of the process, mitigations and accelerators.</summary>
internal static class PlatformReader
{
    private const string Limits = "/proc/self/limits";

    private static readonly Dictionary<string, string> GpuMakers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["0x10de"] = "NVIDIA",
        ["0x1002"] = "AMD",
        ["0x8086"] = "Intel",
    };

    public static PlatformFacts Read(NodeFiles files, Fact<string> hypervisor)
    {
        IReadOnlyList<string> limits = files.Lines(Limits);
        return new PlatformFacts
        {
            Hypervisor = hypervisor,
            Container = HypervisorReader.Container(files),
            LockedMemoryBytes = Known.Number(SoftLimit(limits, "Max locked memory"), Limits),
            OpenFiles = Known.Number(SoftLimit(limits, "Max open files"), Limits),
            StackBytes = Known.Number(SoftLimit(limits, "Max stack size"), Limits),
            AddressSpaceBytes = Known.Number(SoftLimit(limits, "Max address space"), Limits),
            DataSegmentBytes = Known.Number(SoftLimit(limits, "Max data size"), Limits),
            OpenMpiSettings = OpenMpiSettings.Read(files),
            Mitigations = Mitigations(files),
            Gpus = Gpus(files),
        };
    }

    private static long? SoftLimit(IReadOnlyList<string> lines, string name)
    {
        string? word = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault();
        if (word == "unlimited") return long.MaxValue;
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }

    private static Fact<IReadOnlyList<string>> Mitigations(NodeFiles files)
    {
        const string Source = "/sys/devices/system/cpu/vulnerabilities";
        IReadOnlyList<string> names = files.Names(Source);
        if (names.Count == 0) return new(null, Source, "needs a kernel of 4.15 or later");
        return new(
            [
                .. names.Where(
                    name => files.Text($"{Source}/{name}")?.StartsWith("Mitigation", StringComparison.Ordinal) == true),
            ],
            Source);
    }

    private static Fact<IReadOnlyList<string>> Gpus(NodeFiles files)
    {
        const string Source = "/proc/driver/nvidia/gpus, /sys/class/drm";
        List<string> nvidia = [.. files.Names("/proc/driver/nvidia/gpus").Select(name =>
            files
                .Lines($"/proc/driver/nvidia/gpus/{name}/information")
                .FirstOrDefault(line => line.StartsWith("Model:", StringComparison.Ordinal))?["Model:".Length..].Trim()
                ?? "NVIDIA")];
        IEnumerable<string> drawn = files
            .Numbered("/sys/class/drm", "card")
            .Select(card => files.Text($"/sys/class/drm/card{card}/device/vendor") ?? "")
                .Where(GpuMakers.ContainsKey)
                .Select(vendor => GpuMakers[vendor])
                .Where(maker => nvidia.Count == 0 || maker != "NVIDIA");
        return files.Exists("/sys/class")
            ? new([.. nvidia, .. drawn], Source)
            : new(null, Source, "capture sys/class/drm and proc/driver/nvidia");
    }
}
