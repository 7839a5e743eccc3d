using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Devices;

/// <summary>A device as a plan sees it: a GPU, or a slice of one.</summary>
/// <param name="Number">What RELION's <c>--gpu</c> calls it.</param>
/// <param name="Model">Its model, or <c>GPU</c> where that is not known.</param>
/// <param name="MemoryBytes">Its memory; null where it is not known.</param>
/// <param name="NearCpus">The logical CPUs nearest to it; empty where they are not known.</param>
internal sealed record NodeDevice(int Number, string Model, long? MemoryBytes, IReadOnlyList<int> NearCpus)
{
    /// <summary>A device of which nothing is known but that it is there.</summary>
    public static NodeDevice Unknown(int number) => new(number, "GPU", null, []);

    /// <inheritdoc/>
    public override string ToString() => $"{Number} ({Model})";
}

/// <summary>The devices of a node that a session may use.</summary>
internal static class NodeDevices
{
    /// <summary>By number; empty where the node has none, null where that is not known.</summary>
    public static IReadOnlyList<NodeDevice>? Of(NodeProfile node)
    {
        if (node.Gpu.Devices.Value is not { } devices) return null;
        IReadOnlyList<VisibleGpu> visible = node.Gpu.Visible.Value
            ?? [.. devices.Where(device => device.IsVisible)
                .Select((device, number) => new VisibleGpu(number, device.BusId, null))];
        return
        [
            // Makers count apart, and a RELION has the code of one of them.
            .. visible.DistinctBy(gpu => gpu.Number).OrderBy(gpu => gpu.Number)
                .Select(gpu => Of(gpu, devices.FirstOrDefault(device => device.BusId == gpu.BusId))),
        ];
    }

    /// <summary>How many of which model, <c>4 × NVIDIA A100-SXM4-80GB</c>.</summary>
    public static string Models(IEnumerable<string> models) => string.Join(
        ", ",
        models.GroupBy(model => model).Select(model => FormattableString.Invariant($"{model.Count()} × {model.Key}")));

    private static NodeDevice Of(VisibleGpu gpu, GpuDevice? device)
    {
        if (device is null) return NodeDevice.Unknown(gpu.Number);
        GpuSlice? slice = gpu.Slice is null
            ? null
            : device.Slices.Value?.FirstOrDefault(part => gpu.Slice == part.Uuid || gpu.Slice == part.Profile);
        string model = device.Model.Value ?? device.Vendor;
        return new NodeDevice(
            gpu.Number,
            gpu.Slice is null ? model : $"{model}, {slice?.Profile ?? "a slice"}",
            gpu.Slice is null ? device.MemoryBytes.Value : slice?.MemoryBytes,
            CpuList.TryParse(device.LocalCpus.Value ?? "") ?? []);
    }
}
