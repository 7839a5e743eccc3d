using System.Text.Json.Nodes;
using RelionPS.Runs.Slurm;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Nodes.Profile;

/// <summary>GPUs of nodes that are only planned, or known to Slurm alone.</summary>
public sealed class PlannedGpusTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Four_planned_gpus_hang_on_both_sockets_and_have_what_was_given()
    {
        NodeProfile node = _session.One<NodeProfile>(
            "New-RelionNodeProfile 2 16 -GpuCount 4 -GpuModel 'NVIDIA A100-SXM4-80GB' -GpuMemoryBytes 80GB");
        Assert.Equal("4 x NVIDIA A100-SXM4-80GB 80 GiB", node.Gpu.ToString());
        Assert.Equal([0, 0, 1, 1], node.Gpu.Devices.Value!.Select(gpu => gpu.NumaNode.Value!.Value));
        // 32 cores, threads 32 apart.
        Assert.Equal("16-31,48-63", node.Gpu.Devices.Value![3].LocalCpus.Value);
        Assert.All(node.Gpu.Devices.Value!, gpu => Assert.Equal(
            ("NVIDIA", "8.0", 80L << 30, false),
            (gpu.Vendor, gpu.Architecture.Value, gpu.MemoryBytes.Value!.Value, gpu.Mig.Value!.Value)));
        Assert.Equal([0, 1, 2, 3], node.Gpu.Visible.Value!.Select(gpu => gpu.Number));
        Assert.Equal("Unknown", node.Gpu.DriverVersion.ToString());
    }

    [Theory]
    [InlineData("-GpuCount 2 -GpuModel 'My Card' -GpuArchitecture 90", "Unknown", "9.0")]
    [InlineData("-GpuCount 1 -GpuArchitecture gfx90a", "AMD", "gfx90a")]
    [InlineData("-GpuCount 1 -GpuModel MI300A", "AMD", "gfx942")]
    [InlineData("-GpuCount 1 -GpuModel 'My Card'", "Unknown", "Unknown")]
    public void The_architecture_is_that_which_was_given_or_else_the_models(
        string parameters, string vendor, string architecture)
    {
        GpuDevice gpu = _session.One<NodeProfile>($"New-RelionNodeProfile 1 8 {parameters}").Gpu.Devices.Value![0];
        Assert.Equal(architecture, gpu.Architecture.ToString());
        Assert.Equal(vendor == "Unknown" && architecture != "Unknown" ? "NVIDIA" : vendor, gpu.Vendor);
        if (architecture == "Unknown") Assert.Contains("-GpuArchitecture", gpu.Architecture.HowToKnow);
    }

    [Fact]
    public void Nothing_is_known_of_gpus_that_nobody_named_and_none_are_there_where_0_were()
    {
        Assert.Equal("Unknown", _session.One<NodeProfile>("New-RelionNodeProfile 1 8").Gpu.ToString());
        Assert.Equal("none", _session.One<NodeProfile>("New-RelionNodeProfile 1 8 -GpuCount 0").Gpu.ToString());
    }

    [Theory]
    [InlineData("-GpuModel A100", "RelionGpuCountMissing")]
    [InlineData("-GpuMemoryBytes 80GB", "RelionGpuCountMissing")]
    [InlineData("-GpuCount 1 -GpuArchitecture ampere", "RelionGpuArchitectureInvalid")]
    [InlineData("-GpuCount 65", "ParameterArgumentValidationError")]
    public void Gpus_that_cannot_be_are_refused(string parameters, string errorId)
    {
        Assert.Empty(_session.Run($"New-RelionNodeProfile 1 8 {parameters}"));
        Assert.Equal([errorId], _session.ErrorIds);
    }

    [Fact]
    public void The_node_with_other_gpus_is_the_odd_one()
    {
        Finding finding = _session.One<Finding>(
            "@('a', 'b', 'c' | ForEach-Object { New-RelionNodeProfile 1 8 -Name $_ -GpuCount ($_ -eq 'b' ? 2 : 4) "
            + "-GpuModel A100 }) | Test-RelionNode -Rule Homogeneity");
        Assert.Equal(("b", "Gpus 2 x A100"), (finding.Subject, finding.Found));
        Assert.StartsWith("4 x A100 (2 of 3 nodes)", finding.Wanted, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_before_have_the_names_of_gpus_alone()
    {
        string path = _folder.Combine("old.json");
        _session.Run($"New-RelionNodeProfile 1 8 -GpuCount 1 | Export-RelionNodeProfile '{path}'");
        JsonNode file = JsonNode.Parse(File.ReadAllText(path))!;
        JsonObject node = file["nodes"]![0]!.AsObject();
        Assert.True(node.Remove("gpu"));
        node["platform"]!["gpus"] = JsonNode.Parse("""{ "value": ["Tesla P40"], "source": "/proc/driver/nvidia" }""");
        File.WriteAllText(path, file.ToJsonString());
        NodeProfile read = _session.One<NodeProfile>($"Import-RelionNodeProfile '{path}'");
        Assert.Equal(("Tesla P40", "Unknown"), (read.Platform.Gpus.ToString(), read.Gpu.ToString()));
        Assert.NotNull(read.Gpu.Devices.HowToKnow);
    }

    [Theory]
    [InlineData("gpu:a100:4(S:0-1)", "4 x a100")]
    [InlineData("gpu:4", "4 x NVIDIA?")]
    [InlineData("gpu:v100:2(S:0),gpu:mi210:1,nvme:1", "2 x v100, 1 x mi210")]
    [InlineData("(null)", "none")]
    [InlineData("gpu:a100:many,gpu:-1,gpu:99999", "none")]
    public void Slurms_resources_tell_how_many_gpus_of_which_type(string resources, string expected)
    {
        NodeProfile node = Assert.Single(SlurmNodes.Parse(
            $"NodeName=g1 Arch=x86_64 CoresPerSocket=16 CPUTot=64 Gres={resources} RealMemory=515000 Sockets=2 "
            + "State=IDLE ThreadsPerCore=2 Partitions=gpu \n",
            "gpu").Nodes);
        Assert.Equal(expected.Replace("NVIDIA?", "Unknown", StringComparison.Ordinal), node.Gpu.ToString());
        Assert.All(node.Gpu.Devices.Value!, gpu => Assert.False(gpu.NumaNode.IsKnown));
    }
}
