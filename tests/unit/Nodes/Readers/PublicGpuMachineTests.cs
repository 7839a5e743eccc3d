using System.Globalization;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>GPUs of real machines whose owners have published what the driver and nvidia-smi say.</summary>
public sealed class PublicGpuMachineTests : IDisposable
{
    private readonly Lazy<PowerShellSession> _session = new();

    public static TheoryData<string> Names => PublicGpuMachines.Names;

    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gpus_driver_and_what_a_session_sees_are_those_of_the_machine(string name)
    {
        using NodeTree tree = PublicGpuMachines.Make(name);
        GpuFacts gpu = NodeProfileReader.Read(tree.Root).Gpu;
        ExpectedGpus expected = PublicGpuMachines.All[name].Expected;
        Assert.Equal(expected.Gpus, gpu.Devices.Value!.Select(Shown));
        Assert.Equal((expected.Driver, expected.Cuda), (gpu.DriverVersion.Value, gpu.CudaVersion.Value));
        Assert.Equal(expected.Visible, (gpu.Visible.Value ?? []).Select(seen => seen.ToString()));
        if (expected.Visible.Length == 0) Assert.NotNull(gpu.Visible.HowToKnow);
    }

    /// <summary>
    /// One follower a GPU and the leader (RELION's tutorial), and threads from the sixteen
    /// CPUs of a socket, shared by its two GPUs.
    /// </summary>
    [Theory]
    [InlineData("rtx2080-2", "3 ranks x 8 threads --gpu 0:1")]
    [InlineData("v100-4", "5 ranks x 8 threads --gpu 0:1:2:3")]
    public void A_refinement_is_planned_for_the_gpus_of_the_machine(string name, string plan)
    {
        using NodeTree tree = PublicGpuMachines.Make(name);
        RefineCommand command = _session.Value.One<RefineCommand>(
            $"Get-RelionNodeProfile -Root '{tree.Root}' | New-RelionRefineCommand -JobType Refine3D -InputStar p.star "
            + "-Reference r.mrc -BoxSize 128 -PixelSize 1.5 -ParticleCount 20000 -RelionVersion 5.0 -Acceleration Gpu "
            + "-Mpi OpenMpi -ParticleDiameter 150 -WarningAction SilentlyContinue");
        string list = command.Arguments[command.Arguments.ToList().IndexOf("--gpu") + 1];
        Assert.Equal(plan, $"{command.Plan.Ranks} ranks x {command.Plan.ThreadsPerRank} threads --gpu {list}");
    }

    /// <summary>
    /// A node of POWER9 with six V100, as hwloc has it (tests/hwloc/linux/nvidiagpunumanodes): the memory of each GPU
    /// is a NUMA node, which the kernel counts in MemTotal. hwloc's own count of the machine's is 263791104 kB in two
    /// nodes.
    /// </summary>
    [Fact]
    public void Memory_of_gpus_that_is_a_numa_node_is_not_the_nodes()
    {
        using NodeTree tree = new NodeTree().X86(2, 8, 2).Memory(358_162_944);
        foreach (int gpu in Enumerable.Range(0, 6))
        {
            string address = $"000{4 + gpu}:05:00.0";
            GpuTrees.Nvidia(tree, address, "1db1", gpu, gpu / 3, "Tesla V100-SXM2-16GB")
                .Write($"/proc/driver/nvidia/gpus/{address}/numa_status",
                    $"Node:      {250 + gpu}\nStatus:    online\nAddress:   40000000000\nSize:      3f0000000")
                .Write($"/sys/devices/system/node/node{250 + gpu}/cpulist", "")
                .Write($"/sys/devices/system/node/node{250 + gpu}/meminfo",
                    $"Node {250 + gpu} MemTotal:       15728640 kB\nNode {250 + gpu} MemFree:        15728576 kB");
        }
        tree.Write("/proc/meminfo", "MemTotal:       358162944 kB\nMemFree:        345012672 kB\n"
            + "MemAvailable:   346254144 kB");
        NodeProfile node = NodeProfileReader.Read(tree.Root);
        Assert.Equal((2, 263_791_104L * 1024), (node.NumaNodes, node.MemoryBytes));
        Assert.Equal((346_254_144L - (6 * 15_728_576L)) * 1024, node.Memory.AvailableBytes.Value);
        Assert.Equal([0, 1], node.Memory.NumaDomains.Value!.Select(domain => domain.Id));
        Assert.All(node.Gpu.Devices.Value!, gpu => Assert.Equal(0x3f0000000L, gpu.MemoryBytes.Value));
    }

    /// <summary>Old kernels have the mask alone, and captures lack the node's number.</summary>
    [Fact]
    public void Cpus_near_a_gpu_tell_its_numa_node_where_its_number_is_missing()
    {
        using NodeTree tree = new NodeTree().X86(2, 8, 2).Memory(256_000_000);
        foreach ((string address, string mask) in new[]
        {
            ("0004:05:00.0", "00000000,00ff00ff"), ("0035:05:00.0", "00000000,ff00ff00"),
            ("0036:05:00.0", "00000000,ffffffff"), ("0037:05:00.0", "00000000,00000000"),
        })
        {
            string folder = $"/sys/bus/pci/devices/{address}";
            tree.Write($"{folder}/vendor", "0x10de").Write($"{folder}/device", "0x1db1")
                .Write($"{folder}/class", "0x030200").Write($"{folder}/local_cpus", mask);
        }
        GpuDevice[] gpus = [.. NodeProfileReader.Read(tree.Root).Gpu.Devices.Value!];
        Assert.Equal([0, 1, null, null], gpus.Select(gpu => gpu.NumaNode.Value));
        Assert.Equal(
            ["0-7,16-23", "8-15,24-31", "0-31", null], gpus.Select(gpu => gpu.LocalCpus.Value));
    }

    /// <summary>A user's own question has other columns, with units, and may lack the UUID.</summary>
    [Theory]
    [InlineData("index, name, pci.bus_id, driver_version, memory.total [MiB]\n"
        + "0, NVIDIA GeForce RTX 5060 Ti, 00000000:01:00.0, 580.173.02, 16311 MiB\n"
        + "1, NVIDIA GeForce RTX 5060, 00000000:07:00.0, 580.173.02, 8151 MiB")]
    [InlineData("name, uuid, driver_version, memory.total [MiB]\n"
        + "NVIDIA GeForce RTX 5060 Ti, GPU-1, 580.173.02, 16311 MiB\n"
        + "NVIDIA GeForce RTX 5060, GPU-2, 580.173.02, 8151 MiB")]
    [InlineData("index, name, driver_version, memory.total [MiB]\n"
        + "0, NVIDIA GeForce RTX 5060 Ti, 580.173.02, 16311 MiB\n"
        + "1, NVIDIA GeForce RTX 5060, 580.173.02, 8151 MiB")]
    public void Answers_to_other_questions_are_read_by_their_header(string answer)
    {
        using NodeTree tree = new NodeTree().X86(1, 8, 2).Memory(64_000_000).Write("/nvidia-smi/gpus.csv", answer);
        GpuFacts gpu = NodeProfileReader.Read(tree.Root).Gpu;
        Assert.Equal(
            ["NVIDIA GeForce RTX 5060 Ti 16311 12.0 @Unknown", "NVIDIA GeForce RTX 5060 8151 12.0 @Unknown"],
            gpu.Devices.Value!.Select(Shown));
        Assert.Equal("580.173.02", gpu.DriverVersion.Value);
    }

    /// <summary>What a user captures who knows of no more.</summary>
    [Fact]
    public void A_list_alone_names_the_gpus()
    {
        using NodeTree tree = new NodeTree().X86(1, 8, 2).Memory(64_000_000).Write(
            "/nvidia-smi/list.txt",
            "GPU 0: NVIDIA A40 (UUID: GPU-1)\r\nGPU 1: NVIDIA A100 80GB PCIe (UUID: GPU-2)\r\n"
            + "  MIG 3g.40gb     Device  0: (UUID: MIG-3)");
        GpuDevice[] gpus = [.. NodeProfileReader.Read(tree.Root).Gpu.Devices.Value!];
        Assert.Equal(
            [(0, "NVIDIA A40", "GPU-1"), (1, "NVIDIA A100 80GB PCIe", "GPU-2")],
            gpus.Select(gpu => (gpu.Index, gpu.Model.Value!, gpu.Uuid.Value!)));
        Assert.Equal("3g.40gb", Assert.Single(gpus[1].Slices.Value!).Profile);
    }

    private static string Shown(GpuDevice gpu)
    {
        string memory = gpu.MemoryBytes.Value is { } bytes
            ? (bytes >> 20).ToString(CultureInfo.InvariantCulture)
            : "?";
        return $"{gpu.Model} {memory} {gpu.Architecture} @{gpu.NumaNode}";
    }
}
