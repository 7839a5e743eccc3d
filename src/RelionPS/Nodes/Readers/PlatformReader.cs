using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>Limits of the process and mitigations.</summary>
internal static class PlatformReader
{
    private const string Limits = "/proc/self/limits";

    public static PlatformFacts Read(NodeFiles files, Fact<string> hypervisor, GpuFacts gpu)
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
            Gpus = Gpus(gpu),
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

    private static Fact<IReadOnlyList<string>> Gpus(GpuFacts gpu) =>
        gpu.Devices.Value is { } devices
            ? new([.. devices.Select(device => device.Model.Value ?? device.Vendor)], gpu.Devices.Source)
            : new(null, gpu.Devices.Source, gpu.Devices.HowToKnow);
}
