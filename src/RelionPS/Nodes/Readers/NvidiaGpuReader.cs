using System.Globalization;
using System.Text.RegularExpressions;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>NVIDIA's GPUs: from the PCI bus, from the driver's files in /proc, and from nvidia-smi.</summary>
internal static partial class NvidiaGpuReader
{
    public const string Driver = "/proc/driver/nvidia";

    /// <summary>A folder a GPU that the driver shows.</summary>
    public const string Gpus = $"{Driver}/gpus";
    private const int Most = 256;

    /// <summary>A GPU as it was found.</summary>
    /// <param name="Device">What is known of it.</param>
    /// <param name="IsDriven">Whether the driver shows it to this session; null where nothing tells.</param>
    public sealed record Found(GpuDevice Device, bool? IsDriven);

    /// <summary>
    /// The GPUs by number. Those that nvidia-smi lists have its numbers; what it does not show, as in a job that may
    /// use some only, comes behind.
    /// </summary>
    public static IReadOnlyList<Found> Read(
        NodeFiles files, IReadOnlyList<PciDisplay> bus, NvidiaSmi? smi, NodeDomains domains)
    {
        PciDisplay[] own = [.. bus.Where(item => GpuModels.Vendor(item.Vendor) == GpuModels.Nvidia)];
        IReadOnlyList<string> driven = files.Names(Gpus);
        Dictionary<string, string> folders = new(StringComparer.Ordinal);
        foreach (string name in driven.Take(Most)) folders.TryAdd(PciDisplays.Normalised(name), $"{Gpus}/{name}");
        Dictionary<string, IReadOnlyDictionary<string, string>> rows = new(StringComparer.Ordinal);
        foreach ((int at, IReadOnlyDictionary<string, string> row) in (smi?.Gpus ?? []).Select((row, at) => (at, row)))
        {
            rows.TryAdd(AddressOf(row, at, files, folders), row);
        }
        string[] addresses =
        [
            .. rows.Keys,
            .. folders.Keys.Concat(own.Select(item => item.Address)).Distinct().Except(rows.Keys)
                // What the driver does not show has no number that anybody uses.
                .OrderBy(address => folders.ContainsKey(address) ? 0 : 1)
                .ThenBy(address => address, StringComparer.Ordinal),
        ];
        int next = rows.Values.Select(row => Index(row) ?? -1).DefaultIfEmpty(-1).Max() + 1;
        return
        [
            .. addresses.Take(Most).Select(address =>
            {
                IReadOnlyDictionary<string, string>? row = rows.GetValueOrDefault(address);
                PciDisplay? display = own.FirstOrDefault(item => item.Address == address);
                var device = new GpuDevice
                {
                    Index = (row is null ? null : Index(row)) ?? next++,
                    Vendor = GpuModels.Nvidia,
                    BusId = address,
                };
                string? folder = folders.GetValueOrDefault(address);
                IReadOnlyDictionary<string, string> information = Information(files, folder);
                device = WithNames(device, row, information, smi?.Source, folder, files);
                device = WithState(device, row, smi, files);
                if (device.MemoryBytes.Value is null && domains.GpuMemory.SizeOf(address) is { } size)
                {
                    device = device with { MemoryBytes = new(size, $"{folder}/numa_status") };
                }
                // A capture may have the place of a device and not its maker.
                string place = display?.Folder ?? $"{PciDisplays.Bus}/{address}";
                device = GpuLocality.Place(device, files, files.Exists(place) ? place : null, domains);
                return new Found(device, IsDriven(files, smi, row, information, folders.ContainsKey(address)));
            }),
        ];
    }

    /// <summary>The driver's version; <c>none</c> where no driver of NVIDIA's is loaded for the GPUs.</summary>
    public static Fact<string> DriverVersion(NodeFiles files, NvidiaSmi? smi)
    {
        if (smi?.Gpus.Select(row => row.GetValueOrDefault("driver_version")).FirstOrDefault(IsVersion) is { } version)
        {
            return new(version, smi.Source);
        }
        foreach (string path in new[] { $"{Driver}/version", "/sys/module/nvidia/version" })
        {
            // "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  …", and the module's own bare number.
            if (files.Lines(path) is [var line, ..] && VersionPattern().Match(line) is { Success: true } match)
            {
                return new(match.Value, path);
            }
        }
        return files.Root == "/"
            ? new("none", $"{Driver}/version")
            : new(null, $"{Driver}/version", "capture proc/driver/nvidia/version");
    }

    /// <summary>The newest CUDA of the driver, which says it itself or by its version.</summary>
    public static Fact<string> CudaVersion(NvidiaSmi? smi, Fact<string> driver)
    {
        if (smi?.CudaVersion is { } own) return new(own, $"{smi.Source}, CUDA Version");
        if (driver.Value is not { } version || version == "none")
        {
            return new(null, driver.Source, driver.HowToKnow ?? "load NVIDIA's driver");
        }
        return CudaDrivers.CudaOf(version) is { } cuda
            ? new(cuda, $"{driver.Source}, by {CudaDrivers.Source}")
            : new(null, driver.Source, "ask nvidia-smi: the module's table has no such driver");
    }

    /// <summary>
    /// A row that lacks the address is known by its name; or else by its number, which is its place among the rows.
    /// </summary>
    private static string AddressOf(
        IReadOnlyDictionary<string, string> row, int place, NodeFiles files, Dictionary<string, string> folders)
    {
        if (row.GetValueOrDefault("pci.bus_id") is { } address && address.Contains(':'))
        {
            return PciDisplays.Normalised(address);
        }
        string? uuid = row.GetValueOrDefault("uuid");
        return folders.FirstOrDefault(item => Information(files, item.Value).GetValueOrDefault("GPU UUID") == uuid).Key
            ?? string.Create(CultureInfo.InvariantCulture, $"gpu{Index(row) ?? place}");
    }

    /// <summary>Lines <c>Model: …</c> of the driver's file.</summary>
    private static IReadOnlyDictionary<string, string> Information(NodeFiles files, string? folder)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (folder is null) return values;
        foreach (string line in files.Lines($"{folder}/information"))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, var value])
            {
                values.TryAdd(name, value);
            }
        }
        return values;
    }

    private static GpuDevice WithNames(
        GpuDevice device,
        IReadOnlyDictionary<string, string>? row,
        IReadOnlyDictionary<string, string> information,
        string? smiSource,
        string? folder,
        NodeFiles files)
    {
        string file = $"{folder ?? $"{Gpus}/{device.BusId}"}/information";
        // The name may be "Unknown" and the UUID question marks until the driver has started the GPU.
        string? named = information.GetValueOrDefault("Model");
        if (named == "Unknown") named = null;
        string? uuid = information.GetValueOrDefault("GPU UUID");
        if (uuid?.Contains('?') == true) uuid = null;
        string how = files.Root == "/" ? "load NVIDIA's driver" : "capture proc/driver/nvidia/gpus";
        Fact<string> model = Said(row, "name") is { } name ? new(name, smiSource!) : Known.Text(named, file, how);
        return device with
        {
            Model = model,
            Uuid = Said(row, "uuid") is { } id ? new(id, smiSource!) : Known.Text(uuid, file, how),
            Minor = int.TryParse(
                information.GetValueOrDefault("Device Minor"), NumberStyles.None, CultureInfo.InvariantCulture,
                out int minor)
                ? new(minor, file)
                : new(null, file, how),
            Architecture = Said(row, "compute_cap") is { } capability && NvidiaSmi.Number(capability) is not null
                ? new(capability, smiSource!)
                : model.Value is { } known && GpuModels.Architecture(GpuModels.Nvidia, known) is { } architecture
                    ? new(architecture, GpuModels.NvidiaTable)
                    : new(null, smiSource ?? NvidiaSmi.Program, "ask nvidia-smi --query-gpu=compute_cap"),
        };
    }

    private static GpuDevice WithState(
        GpuDevice device, IReadOnlyDictionary<string, string>? row, NvidiaSmi? smi, NodeFiles files)
    {
        string source = smi?.Source ?? NvidiaSmi.Program;
        string missing = row is not null ? "nvidia-smi does not say it of this GPU"
            : smi is not null ? "nvidia-smi does not list this GPU in this session"
            : files.Root == "/" ? "put nvidia-smi on PATH, where it answers"
            : $"capture nvidia-smi's answers in {NvidiaSmi.Folder[1..]}, see Get-RelionNodeProfile";
        Fact<bool?> mig = OnOff("mig.mode.current");
        // GPUs without MIG say [N/A] to it.
        if (row?.ContainsKey("mig.mode.current") == true && mig.Value is null) mig = new(false, source);
        IEnumerable<GpuSlice>? slices = device.Uuid.Value is { } uuid ? smi?.Slices?[uuid] : null;
        if (mig.Value is null && slices?.Any() == true) mig = new(true, source);
        return device with
        {
            MemoryBytes = Cell<long?>("memory.total", NvidiaSmi.Mebibytes),
            MemoryUsedBytes = Cell<long?>("memory.used", NvidiaSmi.Mebibytes),
            BusyPercent = Cell<int?>("utilization.gpu", text => NvidiaSmi.Number(text) is { } number and <= 100
                ? (int)number
                : null),
            Ecc = OnOff("ecc.mode.current"),
            EccErrors = Cell<long?>(
                "ecc.errors.uncorrected.volatile.total",
                text => NvidiaSmi.Number(text) is { } number and < 1L << 40 ? (long)number : null),
            PowerLimitWatts = Cell<double?>("power.limit", NvidiaSmi.Number),
            PersistenceMode = OnOff("persistence_mode"),
            Mig = mig,
            Slices = mig.Value == false ? new([], source)
                : slices is null ? new(null, source, row is null ? missing : "capture the answer of nvidia-smi -L")
                : new([.. slices], source),
            Processes = row is null || smi?.Processes is not { } processes || device.Uuid.Value is not { } own
                ? new(null, source, row is null ? missing : "capture nvidia-smi --query-compute-apps")
                : new([.. processes[own].Concat((slices ?? []).SelectMany(slice => processes[slice.Uuid]))], source),
        };

        Fact<T> Cell<T>(string field, Func<string?, T?> read) =>
            row?.GetValueOrDefault(field) is { } text && read(text) is { } value
                ? new(value, source)
                : new(default, source, missing);

        Fact<bool?> OnOff(string field) => Cell<bool?>(field, text => text switch
        {
            "Enabled" => true,
            "Disabled" => false,
            _ => null,
        });
    }

    private static bool? IsDriven(
        NodeFiles files, NvidiaSmi? smi, IReadOnlyDictionary<string, string>? row,
        IReadOnlyDictionary<string, string> information, bool hasFolder)
    {
        if (smi is not null) return row is not null;
        if (!hasFolder) return files.Exists(Driver) || files.Root == "/" ? false : null;
        string excluded = information.GetValueOrDefault("GPU Excluded")
            ?? information.GetValueOrDefault("Blacklisted") ?? "No";
        return !excluded.Equals("Yes", StringComparison.OrdinalIgnoreCase);
    }

    private static int? Index(IReadOnlyDictionary<string, string> row) =>
        NvidiaSmi.Number(row.GetValueOrDefault("index")) is >= 0 and < 65536 and var number ? (int)number : null;

    /// <summary>What nvidia-smi says, unless it says that it can't: <c>[N/A]</c>, <c>[GPU is lost]</c>.</summary>
    private static string? Said(IReadOnlyDictionary<string, string>? row, string field) =>
        row?.GetValueOrDefault(field) is { Length: > 0 } text && text[0] != '[' && text != "N/A" ? text : null;

    private static bool IsVersion(string? text) =>
        text is { Length: > 0 } && VersionPattern().Match(text).Length == text.Length;

    [GeneratedRegex(@"\b\d{2,4}\.\d{1,3}(?:\.\d{1,3})?\b")]
    private static partial Regex VersionPattern();
}
