using System.Diagnostics;
using System.Xml.Linq;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Real machines, captured by hwloc's authors: Debian's source package of hwloc has the files of /proc and /sys of more
/// than forty, from two CPUs to 256, and of a node of POWER9 with six GPUs. What hwloc says of each is the measure.
/// </summary>
public sealed class CapturedMachinesTests(CapturedMachines machines) : IClassFixture<CapturedMachines>, IDisposable
{
    /// <summary>Where the module counts otherwise, and why.</summary>
    private static readonly Dictionary<string, string> Otherwise = new()
    {
        ["16amd64-4n4c-cgroup-distance-merge"] = "sockets: hwloc counts those that have memory alone left",
        ["16amd64-8n2c-cpusets"] = "sockets: hwloc counts those that have memory alone left",
        ["32amd64-4s2n4c-cgroup"] = "sockets: hwloc counts those that have memory alone left",
        ["2ps3-2t"] = "sockets: the kernel tells of none, and one is there",
        ["2s390-2c"] = "cores: the kernel tells of none, and each CPU is one",
        ["4fake-4gr1nu1pu"] = "cores: the kernel tells of none, and each CPU is one",
        ["64amd64-4s2n4ca2co"] = "cores: the kernel calls the two halves of AMD's modules threads of one core",
        ["40intel64-4n10c+pci-conflicts"] = "sockets: a set of files with a conflict, from which hwloc drops one",
        ["nvidiagpunumanodes"] = "CPUs: the module takes the control group's effective ones",
    };

    private readonly PowerShellSession _session = new();

    [RequiresFact("lstopo-no-graphics", "apt-get", "bzip2")]
    public void Sockets_cores_and_cpus_are_those_of_hwloc()
    {
        string[] trees = machines.Trees();
        Assert.True(trees.Length > 40, $"only {trees.Length} machines were unpacked");
        var told = new List<string>();
        foreach (string tree in trees)
        {
            string name = Path.GetFileName(tree);
            LogicalCpu[] usable = [.. Profile(tree).Cpus.Where(cpu => cpu.IsUsable)];
            string ours = $"{usable.DistinctBy(cpu => cpu.Socket).Count()} sockets, "
                + $"{usable.DistinctBy(cpu => cpu.Core).Count()} cores, {usable.Length} CPUs";
            if (ours != Hwloc(tree)) told.Add(name);
        }
        Assert.Equal(Otherwise.Keys.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Empty(_session.Errors);
    }

    [RequiresFact("lstopo-no-graphics", "apt-get", "bzip2")]
    public void A_node_of_POWER9_has_its_six_gpus_and_none_of_their_memory()
    {
        string tree = machines.Trees().Single(path => Path.GetFileName(path) == "nvidiagpunumanodes");
        NodeProfile node = Profile(tree);
        // "Machine (P#0 total=263791104KB …", without the 6 × 15728640 kB that the GPUs have.
        string told = File.ReadLines(Path.Combine(machines.Folder, "nvidiagpunumanodes.output")).First();
        Assert.StartsWith($"Machine (P#0 total={node.MemoryBytes / 1024}KB ", told);
        Assert.Equal((2, 2, 8), (node.NumaNodes, node.Sockets, node.PhysicalCores));
        GpuDevice[] gpus = [.. node.Gpu.Devices.Value!];
        Assert.Equal(
            ["0004:05:00.0", "0004:06:00.0", "0006:00:00.0", "0007:00:00.0", "0035:04:00.0", "0035:05:00.0"],
            gpus.Select(gpu => gpu.BusId));
        Assert.All(gpus, gpu => Assert.Equal(0x3f0000000L, gpu.MemoryBytes.Value));
        // Three at each socket, whose NUMA nodes are 0 and 8; the capture has no numbers of theirs, but masks of CPUs.
        Assert.Equal([0, 0, 0, 8, 8, 8], gpus.Select(gpu => gpu.NumaNode.Value));
        Assert.Equal(
            ["0-15", "0-15", "0-15", "88-103", "88-103", "88-103"], gpus.Select(gpu => gpu.LocalCpus.Value));
    }

    public void Dispose() => _session.Dispose();

    private NodeProfile Profile(string tree) => _session.One<NodeProfile>($"Get-RelionNodeProfile -Root '{tree}'");

    private static string Hwloc(string tree)
    {
        string text = CapturedMachines.Output(
            "lstopo-no-graphics", "/", "--input", tree, "--if", "fsroot", "--of", "xml");
        XElement[] objects = [.. XDocument.Parse(text).Descendants("object")];
        int Count(string type) => objects.Count(item => (string?)item.Attribute("type") == type);
        return $"{Count("Package")} sockets, {Count("Core")} cores, {Count("PU")} CPUs";
    }
}

/// <summary>hwloc's source package, fetched and unpacked once.</summary>
public sealed class CapturedMachines : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>The folders of the machines; fetched at the first call.</summary>
    public string[] Trees()
    {
        string machines = Path.Combine(Folder, "machines");
        if (!Directory.Exists(machines))
        {
            Output("apt-get", Folder, "source", "--tar-only", "--download-only", "hwloc");
            string tarball = Assert.Single(Directory.GetFiles(Folder, "hwloc_*.orig.tar.*"));
            Output(
                "tar", Folder, "-x", "-f", tarball, "--strip-components=4", "--wildcards", "*/tests/hwloc/linux/*");
            Directory.CreateDirectory(machines);
            foreach (string archive in Directory.GetFiles(Folder, "*.tar.bz2").Where(path => path != tarball))
            {
                Output("tar", machines, "-x", "-j", "-f", archive);
            }
        }
        return Directory.GetDirectories(machines);
    }

    public void Dispose() => _folder.Dispose();

    internal static string Output(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.Result}");
        return text;
    }
}
