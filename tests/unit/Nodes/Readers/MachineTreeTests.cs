using System.Diagnostics;
using System.Globalization;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>
/// Machines of the field that are not here: expected counts, and lscpu's own reading of the same files.
/// </summary>
public sealed class MachineTreeTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Names => MachineTrees.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_are_those_of_the_machine(string name)
    {
        using NodeTree tree = MachineTrees.Make(name);
        NodeProfile node = _session.One<NodeProfile>($"Get-RelionNodeProfile -Root '{tree.Root}'");
        Assert.Equal(MachineTrees.All[name].Expected,
            new ExpectedNode(
                node.Sockets,
                node.PhysicalCores,
                node.LogicalCpus,
                node.UsableCpus,
                node.NumaNodes,
                node.HyperThreading,
                node.Architecture));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cores_sockets_and_numa_nodes_are_lscpus(string name)
    {
        using NodeTree tree = MachineTrees.Make(name);
        NodeProfile node = _session.One<NodeProfile>($"Get-RelionNodeProfile -Root '{tree.Root}'");
        using Process process = Process.Start(
            new ProcessStartInfo("lscpu", ["--sysroot", tree.Root, "-p=CPU,CORE,SOCKET,NODE"])
            {
                RedirectStandardOutput = true,
            })!;
        string[][] rows =
        [
            .. process.StandardOutput
                .ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split(',')),
        ];
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Groups(rows, 1), Groups(node.Cpus, cpu => cpu.Core));
        Assert.Equal(Groups(rows, 2), Groups(node.Cpus, cpu => cpu.Socket));
        Assert.Equal(Groups(rows, 3), Groups(node.Cpus, cpu => cpu.NumaNode));
    }

    public void Dispose() => _session.Dispose();

    private static IEnumerable<string> Groups(string[][] rows, int column) =>
        rows
            .GroupBy(row => row[column])
            .Select(
                group => string.Join(',', group.Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)).Order()))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Groups(IEnumerable<LogicalCpu> cpus, Func<LogicalCpu, int> key) =>
        cpus
            .GroupBy(key)
            .Select(group => string.Join(',', group.Select(cpu => cpu.Id).Order()))
            .Order(StringComparer.Ordinal);
}
