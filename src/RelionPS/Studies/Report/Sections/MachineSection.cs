using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Report.Sections;

/// <summary>The nodes that ran, and those that were profiled.</summary>
internal sealed class MachineSection : IReportSection
{
    public string Title => "Machine";

    public IEnumerable<ReportBlock> Blocks(ReportContent content)
    {
        IEnumerable<NodeProfile> nodes = content
            .Of<NodeProfile>()
            .Concat(content.Commands.Select(one => one.Command.Node))
            .DistinctBy(node => node.Name);
        foreach (NodeProfile node in nodes)
        {
            yield return new FactsBlock(
            [
                ("Node", node.Name),
                ("Processor", node.CpuModel),
                (
                    "Cores",
                    string.Create(CultureInfo.InvariantCulture,
                        $"{node.PhysicalCores} on {node.Sockets} {(node.Sockets == 1 ? "socket" : "sockets")}, "
                        + $"{node.LogicalCpus} logical CPUs, {node.NumaNodes} NUMA "
                        + $"{(node.NumaNodes == 1 ? "node" : "nodes")}")),
                ("Hyper-threading", node.HyperThreading.ToString()),
                ("Memory", Quantity.Bytes(node.UsableMemoryBytes)),
                .. node.Gpu.Devices.Value is { Count: > 0 }
                    ? [("GPUs", node.Gpu.ToString())]
                    : Array.Empty<(string, string)>(),
                ("Instruction sets", Quantity.List(node.Isa)),
                ("Operating system", $"{node.OperatingSystem}, kernel {node.Kernel}"),
                ("Hardware", node.Hardware),
            ]);
        }
    }
}
