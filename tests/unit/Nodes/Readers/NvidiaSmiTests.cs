using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Readers;

/// <summary>A stand-in for nvidia-smi on PATH, here and behind a stand-in for ssh: these tests run alone.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class NvidiaSmiTests : IDisposable
{
    /// <summary>A driver of 470: it refuses compute_cap with exit code 2, on standard output.</summary>
    private const string Script = """
        #!/bin/sh
        case "$*" in
        *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; echo; exit 2;;
        *--query-gpu=*)
            h="index, name, uuid, pci.bus_id, driver_version, persistence_mode, memory.total [MiB], memory.used [MiB]"
            h="$h, utilization.gpu [%], ecc.mode.current, ecc.errors.uncorrected.volatile.total, power.limit [W]"
            echo "$h, mig.mode.current"
            a="470.82.01, Enabled, 24258"
            b="Enabled, 0, 165.00"
            echo "0, NVIDIA A30, GPU-000000a0-1, 00000000:E1:00.0, $a, 3, 0, $b, Disabled"
            echo "1, NVIDIA A30, GPU-000000a1-1, 00000000:E2:00.0, $a, 9000, 97, $b, Enabled";;
        -L) echo "GPU 0: NVIDIA A30 (UUID: GPU-000000a0-1)"; echo "GPU 1: NVIDIA A30 (UUID: GPU-000000a1-1)"
            echo "  MIG 2g.12gb     Device  0: (UUID: MIG-77)";;
        *compute-apps*) echo "gpu_uuid, pid, process_name, used_gpu_memory [MiB]"
            echo "GPU-000000a1-1, 31, python, 8990";;
        *COMPUTE*) echo "    CUDA Version                          : 11.4";;
        *) exit 2;;
        esac
        """;

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
    private readonly string? _visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES");

    public NvidiaSmiTests()
    {
        TestProgram.Write(_folder, "nvidia-smi", Script);
        TestProgram.Write(
            _folder, "ssh", "#!/bin/sh\nwhile [ \"$1\" = -o ]; do shift 2; done\nshift 2\nexec sh -c \"$*\"\n");
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{_path}");
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", "0");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", _visible);
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Get-RelionNodeProfile")]
    [InlineData("Get-RelionNodeProfile -ComputerName n1")]
    public void It_is_asked_for_what_its_driver_knows(string script)
    {
        GpuFacts facts = _session.One<NodeProfile>(script).Gpu;
        GpuDevice[] gpus = [.. facts.Devices.Value!.Where(IsStandIn)];
        Assert.Equal(2, gpus.Length);
        Assert.Equal(("470.82.01", "11.4"), (facts.DriverVersion.Value, facts.CudaVersion.Value));
        Assert.Equal(
            ("NVIDIA A30", "8.0", 24258L << 20, 165.0, true, false),
            (gpus[0].Model.Value, gpus[0].Architecture.Value, gpus[0].MemoryBytes.Value!.Value,
                gpus[0].PowerLimitWatts.Value!.Value, gpus[0].Ecc.Value!.Value, gpus[0].Mig.Value!.Value));
        Assert.Equal(new GpuSlice(0, "2g.12gb", "MIG-77", 12_000_000_000), Assert.Single(gpus[1].Slices.Value!));
        Assert.Equal(new GpuProcess(31, "python", 8990L << 20), Assert.Single(gpus[1].Processes.Value!));
        Assert.Equal((97, 9000L << 20), (gpus[1].BusyPercent.Value, gpus[1].MemoryUsedBytes.Value));
        Assert.Equal(["0=0000:e1:00.0"], facts.Visible.Value!.Select(gpu => gpu.ToString()));
        Assert.Equal([true, false], gpus.Select(gpu => gpu.IsVisible));
    }

    [Theory]
    [InlineData("Get-RelionNodeProfile")]
    [InlineData("Get-RelionNodeProfile -ComputerName n1")]
    public void One_that_fails_is_as_none(string script)
    {
        TestProgram.Write(
            _folder, "nvidia-smi",
            "#!/bin/sh\necho \"NVIDIA-SMI has failed: it couldn't communicate with the NVIDIA driver.\"; exit 9\n");
        GpuFacts facts = _session.One<NodeProfile>(script).Gpu;
        Assert.Empty(_session.Errors);
        Assert.DoesNotContain(facts.Devices.Value!, gpu => IsStandIn(gpu));
    }

    private static bool IsStandIn(GpuDevice gpu) => gpu.BusId.StartsWith("0000:e", StringComparison.Ordinal);
}
