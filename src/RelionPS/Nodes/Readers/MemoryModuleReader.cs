using System.Globalization;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// Memory slots from the SMBIOS table, which only root may read, else modules from EDAC, which knows no empty slots.
/// </summary>
internal static class MemoryModuleReader
{
    private const string Smbios = SmbiosTable.Path;
    private const string Edac = "/sys/devices/system/edac/mc";

    public static MemoryFacts Read(NodeFiles files, IReadOnlyList<SmbiosStructure> smbios)
    {
        if (SmbiosMemory.Read(smbios) is { } fromSmbios)
        {
            // An array that claims fewer slots than there are devices is not believed.
            return Facts(
                fromSmbios,
                Smbios,
                Math.Max(fromSmbios.Count, SmbiosMemory.Slots(smbios) ?? 0),
                knowsEmptySlots: true);
        }
        if (FromEdac(files) is { Count: > 0 } fromEdac) return Facts(fromEdac, Edac, null, knowsEmptySlots: false);
        string how = files.IsDenied(Smbios) ? "run as root: only root may read the SMBIOS table"
            : files.Exists(Smbios) ? "the SMBIOS table holds no memory that makes sense"
                : "the machine, or the hypervisor, has no SMBIOS table and no EDAC driver; as root, a capture has "
                    + "sys/firmware/dmi";
        return new MemoryFacts
        {
            Modules = new(null, Smbios, how),
            Slots = new(null, Smbios, how),
            Channels = new(null, Smbios, how),
            ChannelsPopulated = new(null, Smbios, how),
            PersistentMemory = Persistent(files, null, how),
        };
    }

    private static MemoryFacts Facts(
        IReadOnlyList<MemoryModule> modules, string source, int? slots, bool knowsEmptySlots)
    {
        const string Unnamed = "this maker's slot names tell no channel: see the board's manual";
        const string NeedsSmbios = "EDAC shows no empty slots: run as root, to read the SMBIOS table";
        bool isNamed = modules.All(module => module.Channel is not null);
        int channels = modules.Select(module => module.Channel).Distinct().Count();
        int populated = modules.Where(module => module.IsPopulated).Select(module => module.Channel).Distinct().Count();
        return new MemoryFacts
        {
            Modules = new(modules, source),
            Slots = slots is null ? new(null, source, NeedsSmbios) : new(slots, source),
            Channels = !isNamed ? new(null, source, Unnamed)
                : knowsEmptySlots ? new(channels, source)
                : new(null, source, NeedsSmbios),
            ChannelsPopulated = isNamed ? new(populated, source) : new(null, source, Unnamed),
            PersistentMemory = new(modules.Any(module => module.IsPersistent), source),
        };
    }

    private static Fact<bool?> Persistent(NodeFiles files, bool? fromModules, string how) =>
        files.Numbered("/sys/bus/nd/devices", "nmem").Count > 0
            ? new(true, "/sys/bus/nd/devices")
            : new(fromModules, Smbios, how);

    private static List<MemoryModule> FromEdac(NodeFiles files)
    {
        var modules = new List<MemoryModule>();
        foreach (int controller in files.Numbered(Edac, "mc"))
        {
            foreach (string prefix in new[] { "dimm", "rank" })
            {
                foreach (int number in files.Numbered($"{Edac}/mc{controller}", prefix))
                {
                    string folder = $"{Edac}/mc{controller}/{prefix}{number}";
                    if (files.Number($"{folder}/size") is not (> 0 and < 1 << 24 and { } mebibytes)) continue;
                    string label = files.Text($"{folder}/dimm_label") is { Length: > 0 } text
                        ? text
                        : $"mc{controller} {prefix}{number}";
                    modules.Add(
                        new MemoryModule(
                            label,
                            Channel(controller, files.Text($"{folder}/dimm_location")),
                            mebibytes << 20,
                            Type(files.Text($"{folder}/dimm_mem_type")),
                            null));
                }
            }
        }
        return modules;
    }

    /// <summary>
    /// <c>channel 1 slot 0</c>, <c>csrow 0 channel 1</c>, <c>branch 0 channel 1 slot 0</c>: pairs of a layer and its
    /// number.
    /// </summary>
    private static string? Channel(int controller, string? location)
    {
        string[] words = (location ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = Array.IndexOf(words, "channel");
        if (at < 0 || at + 1 >= words.Length) return null;
        int branch = Array.IndexOf(words, "branch");
        string before = branch >= 0 && branch + 1 < words.Length ? $"branch {words[branch + 1]} " : "";
        return string.Create(CultureInfo.InvariantCulture, $"mc{controller}/{before}channel {words[at + 1]}");
    }

    /// <summary><c>Registered-DDR4</c>, <c>Unbuffered-DDR5</c>.</summary>
    private static string Type(string? text) => text is null ? "Unknown" : text[(text.LastIndexOf('-') + 1)..];
}
