using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>The node that the tests run on, and the machine trees, against what other programs say of them.</summary>
public sealed class NodeFactsTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    [RequiresFact("lscpu")]
    public void This_node_has_the_cpus_and_caches_of_lscpu()
    {
        NodeProfile node = Live();
        Dictionary<string, string> fields = Fields(
            JsonDocument.Parse(Output("lscpu", "-J", "-B")).RootElement.GetProperty("lscpu"))
            .DistinctBy(field => field.Key)
            .ToDictionary(field => field.Key, field => field.Value);
        Assert.Equal(fields["Model name:"], node.CpuModel);
        Assert.Equal(fields["Architecture:"], node.Architecture);
        Assert.Equal(int.Parse(fields["Socket(s):"], CultureInfo.InvariantCulture), node.Sockets);
        Assert.Equal(int.Parse(fields["Core(s) per socket:"], CultureInfo.InvariantCulture), node.CoresPerSocket);
        Assert.Equal(int.Parse(fields["Thread(s) per core:"], CultureInfo.InvariantCulture), node.ThreadsPerCore);
        if (!fields.TryGetValue("NUMA node(s):", out string? nodes)) nodes = "1";
        Assert.Equal(int.Parse(nodes, CultureInfo.InvariantCulture), node.NumaNodes);
        foreach (CpuCache cache in node.Processor.Caches.Value ?? [])
        {
            // "L3:  33554432 (1 instance)" is the sum over the instances.
            if (fields.TryGetValue($"{cache.Name} cache:", out string? text)
                || fields.TryGetValue($"{cache.Name}:", out text))
            {
                Assert.Equal(
                    text.Split(' ')[0], (cache.SizeBytes * cache.Instances).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    [RequiresFact("free")]
    public void This_node_has_the_memory_and_swap_of_free()
    {
        NodeProfile node = Live();
        string[][] lines =
        [
            .. Output("free", "-b").Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        Assert.Equal(
            lines.Single(line => line.FirstOrDefault() == "Mem:")[1],
            node.MemoryBytes!.Value.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(
            lines.Single(line => line.FirstOrDefault() == "Swap:")[1],
            node.Memory.SwapTotalBytes.Value!.Value.ToString(CultureInfo.InvariantCulture));
    }

    [RequiresFact("findmnt")]
    public void The_file_system_of_a_path_is_that_of_findmnt()
    {
        using var folder = new TemporaryFolder();
        FileSystemFacts data = _session
            .One<NodeProfile>($"Get-RelionNodeProfile -DataPath '{folder.Path}'").Storage.FileSystems
            .Single(file => file.Role == "Data");
        string[] words = Output(
            "findmnt",
            "-n",
            "-b",
            "-r",
            "-o",
            "TARGET,FSTYPE,SIZE",
            "-T",
            folder.Path).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            (words[0], words[1], words[2]),
            (
                data.MountPoint.Value,
                data.Type.Value,
                data.TotalBytes.Value!.Value.ToString(CultureInfo.InvariantCulture)));
        Assert.InRange(data.FreeBytes.Value!.Value, 1, data.TotalBytes.Value.Value);
    }

    [RequiresFact("lstopo-no-graphics")]
    public void This_node_has_the_topology_of_hwloc()
    {
        NodeProfile node = Live();
        Assert.Equal((node.Sockets, node.PhysicalCores, node.UsableCpus), Hwloc("--of", "xml"));
    }

    [RequiresFact("lstopo-no-graphics")]
    public void The_machine_trees_have_the_topology_of_hwloc()
    {
        foreach (string name in MachineTrees.All.Keys)
        {
            using NodeTree tree = MachineTrees.Make(name);
            LogicalCpu[] usable =
            [
                .. _session
                    .One<NodeProfile>($"Get-RelionNodeProfile -Root '{tree.Root}'").Cpus
                    .Where(cpu => cpu.IsUsable),
            ];
            Assert.Equal(
                (
                    name,
                    (
                        usable.DistinctBy(cpu => cpu.Socket).Count(),
                        usable.DistinctBy(cpu => cpu.Core).Count(),
                        usable.Length)),
                (name, Hwloc("--input", tree.Root, "--if", "fsroot", "--of", "xml")));
        }
    }

    public void Dispose() => _session.Dispose();

    private NodeProfile Live() => _session.One<NodeProfile>("Get-RelionNodeProfile");

    private static (int Packages, int Cores, int Cpus) Hwloc(params string[] arguments)
    {
        XElement[] objects = [.. XDocument.Parse(Output("lstopo-no-graphics", arguments)).Descendants("object")];
        int Count(string type) => objects.Count(item => (string?)item.Attribute("type") == type);
        return (Count("Package"), Count("Core"), Count("PU"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(JsonElement list) =>
        list.EnumerateArray().SelectMany(item =>
            new[]
            {
                KeyValuePair.Create(
                    item.GetProperty("field").GetString() ?? "",
                    item.TryGetProperty("data", out JsonElement data) ? data.GetString() ?? "" : ""),
            }
                .Concat(item.TryGetProperty("children", out JsonElement children) ? Fields(children) : []));

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return text;
    }
}
