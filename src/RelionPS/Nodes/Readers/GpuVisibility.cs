using System.Globalization;
using RelionPS.Nodes.Profile;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// Which GPUs a session may use, and what its programs call them (NVIDIA, CUDA C++ Programming Guide, "CUDA Environment
/// Variables", and MIG User Guide; AMD, "GPU isolation techniques"; Slurm, srun(1)).
/// </summary>
internal static class GpuVisibility
{
    private const string Order =
        "set CUDA_DEVICE_ORDER=PCI_BUS_ID: CUDA numbers the fastest GPU first, and models are mixed here";

    /// <summary>A device that a program could count: a GPU, or a slice of it.</summary>
    private sealed record Candidate(GpuDevice Device, GpuSlice? Slice)
    {
        public VisibleGpu Numbered(int number) => new(
            number,
            Device.BusId,
            Slice is null ? null : Slice.Uuid.Length > 0 ? Slice.Uuid : $"{Slice.Profile}:{Slice.Index}");
    }

    /// <summary>NVIDIA's GPUs as CUDA counts them.</summary>
    /// <param name="devices">Those that the driver shows, in its order.</param>
    /// <param name="environment">The session's variables.</param>
    /// <param name="source">What shows the GPUs.</param>
    public static Fact<IReadOnlyList<VisibleGpu>> OfCuda(
        IReadOnlyList<GpuDevice> devices, GpuEnvironment environment, string source)
    {
        bool isOrderKnown = environment["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID"
            || devices.Select(device => device.Model.Value).Distinct().Count() < 2;
        if (environment["CUDA_VISIBLE_DEVICES"] is { } list)
        {
            source = $"CUDA_VISIBLE_DEVICES, {source}";
            string[] words = Words(list);
            if (!isOrderKnown && words.Any(word => Number(word) is not null)) return new(null, source, Order);
            return new(Numbered(Chosen(words, devices)), source);
        }
        if (environment.First("SLURM_STEP_GPUS", "SLURM_JOB_GPUS") is var (name, text)
            && CpuList.TryParse(text) is { Count: > 0 } numbers
            // Where Slurm shows a job its own GPUs alone, its numbers are those of the whole node.
            && numbers.Count < devices.Count)
        {
            source = $"{name}, {source}";
            if (!isOrderKnown) return new(null, source, Order);
            return new(
                [
                    .. devices.Select((device, at) => (Device: device, At: at))
                        .Where(item => numbers.Contains(item.Device.Minor.Value ?? item.Device.Index))
                        .Select(item => Whole(item.Device)?.Numbered(item.At)).OfType<VisibleGpu>(),
                ],
                source);
        }
        GpuDevice[] whole = [.. devices.Where(device => device.Mig.Value != true)];
        if (whole.Length == devices.Count) return new(Numbered(devices.Select(Whole).OfType<Candidate>()), source);
        return whole.Length > 0
            ? new(null, source, "name them in CUDA_VISIBLE_DEVICES: whole GPUs and slices are mixed here")
            // A process sees one slice, the first, however many there are.
            : new(Numbered(devices.Select(Whole).OfType<Candidate>().Take(1)), source);
    }

    /// <summary>AMD's GPUs as HIP counts them.</summary>
    /// <param name="devices">The GPUs.</param>
    /// <param name="nodes">What the kernel shows, in its order.</param>
    /// <param name="environment">The session's variables.</param>
    public static Fact<IReadOnlyList<VisibleGpu>> OfHip(
        IReadOnlyList<GpuDevice> devices, IReadOnlyList<AmdGpuReader.ComputeNode> nodes, GpuEnvironment environment)
    {
        string source = AmdGpuReader.Topology;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new List<Candidate>();
        foreach (AmdGpuReader.ComputeNode node in nodes)
        {
            if (devices.FirstOrDefault(device => device.BusId == node.BusId) is not { } device) continue;
            int at = seen[node.BusId] = seen.GetValueOrDefault(node.BusId, -1) + 1;
            all.Add(new Candidate(device, device.Slices.Value?.ElementAtOrDefault(at)));
        }
        IReadOnlyList<Candidate> left = all;
        // HIP's list counts what ROCr's has left. HIP takes CUDA's name for its own where that is not set.
        foreach (string[] names in new[]
        {
            ["ROCR_VISIBLE_DEVICES"],
            new[] { "HIP_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL" },
        })
        {
            if (environment.First(names) is not var (name, list)) continue;
            source = $"{name}, {source}";
            left = Picked(Words(list), left);
        }
        if (left.Count == all.Count
            && environment.First("SLURM_STEP_GPUS", "SLURM_JOB_GPUS") is var (slurm, text)
            && CpuList.TryParse(text) is { Count: > 0 } numbers && numbers.Count < devices.Count)
        {
            return new(
                [
                    .. all.Select((candidate, at) => (Candidate: candidate, At: at))
                        .Where(item => numbers.Contains(item.Candidate.Device.Index))
                        .Select(item => item.Candidate.Numbered(item.At)),
                ],
                $"{slurm}, {source}");
        }
        return new(Numbered(left), source);
    }

    /// <summary>What a list names, up to the first word that names nothing: CUDA looks no further.</summary>
    private static List<Candidate> Chosen(string[] words, IReadOnlyList<GpuDevice> devices)
    {
        var chosen = new List<Candidate>();
        foreach (string word in words)
        {
            Candidate? found = Number(word) is { } number
                ? devices.ElementAtOrDefault(number) is { } device ? Whole(device) : null
                : word.StartsWith("MIG-", StringComparison.Ordinal) ? OfSlice(word, devices)
                : word.StartsWith("GPU-", StringComparison.Ordinal) ? Only(
                    devices.Where(device => device.Uuid.Value?.StartsWith(word, StringComparison.Ordinal) == true))
                : null;
            if (found is null || chosen.Contains(found)) break;
            chosen.Add(found);
        }
        // One slice a process: what stands beside it is not seen.
        return chosen.FirstOrDefault(candidate => candidate.Slice is not null) is { } slice ? [slice] : chosen;
    }

    private static List<Candidate> Picked(string[] words, IReadOnlyList<Candidate> all)
    {
        var chosen = new List<Candidate>();
        foreach (string word in words)
        {
            Candidate? found = Number(word) is { } number
                ? all.ElementAtOrDefault(number)
                : all.FirstOrDefault(item => !chosen.Contains(item)
                    && string.Equals(item.Device.Uuid.Value, word, StringComparison.OrdinalIgnoreCase));
            if (found is null || chosen.Contains(found)) break;
            chosen.Add(found);
        }
        return chosen;
    }

    private static Candidate? OfSlice(string word, IReadOnlyList<GpuDevice> devices) =>
        devices
            .SelectMany(device => (device.Slices.Value ?? []).Select(slice => new Candidate(device, slice)))
            .FirstOrDefault(candidate => candidate.Slice!.Uuid == word);

    private static Candidate? Only(IEnumerable<GpuDevice> found) =>
        found.Take(2).ToArray() is [var one] ? Whole(one) : null;

    /// <summary>The GPU, or the slice that stands for it: nothing where it is cut and no slice was made.</summary>
    private static Candidate? Whole(GpuDevice device) =>
        device.Mig.Value != true ? new(device, null)
        : device.Slices.Value is not { } slices ? new(device, new GpuSlice(0, "slice", "", null))
        : slices.Count > 0 ? new(device, slices[0]) : null;

    private static IReadOnlyList<VisibleGpu> Numbered(IEnumerable<Candidate> candidates) =>
        [.. candidates.Select((candidate, number) => candidate.Numbered(number))];

    private static string[] Words(string list) =>
        list.Length == 0 ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries).Take(1024)];

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
