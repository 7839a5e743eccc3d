using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Test-RelionNode, Get-RelionClusterPlan and the profile files, in pipelines.</summary>
public sealed class TestRelionNodeTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly NodeTree _tree = new NodeTree().GuideNode();
    private readonly TemporaryFolder _folder = new();

    private string Profile => $"Get-RelionNodeProfile -Root '{_tree.Root}' -DataPath /data -ScratchPath /scratch";

    [Fact]
    public void A_node_sold_as_256_GB_meets_section_2_2_and_nothing_of_the_guide_fails()
    {
        Finding[] findings = [.. _session.Run($"{Profile} | Test-RelionNode").Cast<Finding>()];
        Assert.Empty(_session.Errors);
        Assert.Empty(
            findings.Where(finding => finding.Status == FindingStatus.Fail).Select(finding => finding.ToString()));
        Assert.Equal(FindingStatus.Pass, findings.Single(finding => finding.Id == "MemoryPerNode").Status);
        Assert.True(_session.One<bool>($"{Profile} | Test-RelionNode -Quiet"));
        _tree.Write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
        Assert.False(_session.One<bool>($"{Profile} | Test-RelionNode -Quiet"));
        Assert.Equal(["Turbo"], _session.One<FindingSummary>($"{Profile} | Test-RelionNode -Summary").NotMet);
        Assert.Equal("Turbo", _session.One<Finding>($"{Profile} | Test-RelionNode -Status Fail").Id);
        Assert.Equal(2, _session.Run($"{Profile} | Test-RelionNode -Category Network").Count);
        Assert.Equal("guide 2.2", _session.One<Finding>($"{Profile} | Test-RelionNode -Rule memoryper*").Source);
    }

    [Fact]
    public void A_rule_that_is_none_is_refused_with_the_names_of_those_that_are()
    {
        _session.Run($"{Profile} | Test-RelionNode -Rule Turbos");
        Assert.Equal(["RelionRuleUnknown"], _session.ErrorIds);
        Assert.Contains("Turbo", _session.Errors[0].ToString());
    }

    [Fact]
    public void Site_rules_change_thresholds_switch_rules_off_and_add_their_own()
    {
        string path = _folder.Write("site.json", """
            [ { "id": "MemoryPerNode", "threshold": 512e9 }, { "id": "DualSocket", "disabled": true },
              { "id": "NoSwap", "category": "Site", "property": "Memory.TransparentHugePages", "operator": "eq",
                "threshold": "never", "status": "Warn", "remedy": "ask" },
              { "id": "Cores", "property": "PhysicalCores", "operator": "ge", "threshold": 64 } ]
            """);
        Finding[] findings = [.. _session.Run($"{Profile} | Test-RelionNode -RulePath '{path}'").Cast<Finding>()];
        Assert.Equal(FindingStatus.Fail, findings.Single(finding => finding.Id == "MemoryPerNode").Status);
        Assert.DoesNotContain(findings, finding => finding.Id == "DualSocket");
        Assert.Equal(
            (FindingStatus.Warn, "always", "ask"),
            findings
                .Where(finding => finding.Id == "NoSwap")
                .Select(finding => (finding.Status, finding.Found, finding.Remedy))
                .Single());
        Assert.Equal(FindingStatus.Pass, findings.Single(finding => finding.Id == "Cores").Status);
    }

    [Theory]
    [InlineData("[{\"id\":\"X\"}]")]
    [InlineData("[{\"id\":\"X\",\"property\":\"No.Such\",\"threshold\":1}]")]
    [InlineData("[{\"id\":\"Turbo\",\"threshold\":1}]")]
    [InlineData("[{\"id\":\"X\",\"property\":\"Sockets\",\"operator\":\"like\",\"threshold\":1}]")]
    [InlineData("[{\"id\":\"X\",\"typo\":1}]")]
    [InlineData("no json")]
    public void A_rule_file_that_makes_no_sense_is_refused(string text)
    {
        _session.Run($"{Profile} | Test-RelionNode -RulePath '{_folder.Write("site.json", text)}'");
        Assert.Equal(["RelionRuleFileInvalid"], _session.ErrorIds);
    }

    [Fact]
    public void The_odd_one_of_several_nodes_is_named()
    {
        using NodeTree second = new NodeTree().GuideNode("icx02"), third = new NodeTree()
            .GuideNode("icx03")
            .Write("/proc/sys/kernel/osrelease", "5.14.0");
        Finding finding = _session.One<Finding>(
            $"'{_tree.Root}', '{second.Root}', '{third.Root}' | Get-RelionNodeProfile | Test-RelionNode -Rule "
            + $"Homogeneity");
        Assert.Equal(("icx03", "Kernel 5.14.0", FindingStatus.Warn), (finding.Subject, finding.Found, finding.Status));
        Assert.Contains("2 of 3", finding.Wanted);
    }

    [Fact]
    public void Profiles_survive_a_file_and_a_change_is_found_without_the_noise()
    {
        string path = _folder.Combine("before.json");
        _session.Run($"{Profile} | Export-RelionNodeProfile '{path}'");
        Assert.Empty(_session.Errors);
        Assert.Empty(_session.Run($"Compare-RelionNodeProfile (Import-RelionNodeProfile '{path}') ({Profile})"));
        string first = File.ReadAllText(path);
        _session.Run($"Import-RelionNodeProfile '{path}' | Export-RelionNodeProfile '{path}' -Force");
        Assert.Equal(first, File.ReadAllText(path));
        _tree.Write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
        NodeProfileDifference difference = _session.One<NodeProfileDifference>(
            $"{Profile} | Compare-RelionNodeProfile (Import-RelionNodeProfile '{path}')");
        Assert.Equal(new NodeProfileDifference("icx01", "Processor.Turbo", "True", "False"), difference);
        _session.Run($"{Profile} | Export-RelionNodeProfile '{path}'");
        Assert.Equal(["RelionProfileFileExists"], _session.ErrorIds);
    }

    /// <summary>Four CPUs of five values each would be twenty rows, 126 would be 630.</summary>
    [Fact]
    public void The_CPUs_that_one_node_lacks_are_one_row_where_they_are_many()
    {
        IReadOnlyList<object?> rows = _session.Run(
            "Compare-RelionNodeProfile (New-RelionNodeProfile 2 32 -Name a) (New-RelionNodeProfile 1 2 -Name a)");
        NodeProfileDifference[] cpus =
        [
            .. rows.Cast<NodeProfileDifference>().Where(
                row => row.Property.StartsWith("Cpus", StringComparison.Ordinal)
                    && (row.Reference == "-" || row.Difference == "-")),
        ];
        Assert.Equal([new NodeProfileDifference("a", "Cpus", "124 more: 4 to 127", "-")], cpus);
        Assert.Contains(rows.Cast<NodeProfileDifference>(), row => row.Property == "LogicalCpus");
    }


    [Theory]
    [InlineData("{}", "RelionProfileFileInvalid")]
    [InlineData("{\"schemaVersion\":99}", "RelionProfileSchemaUnknown")]
    [InlineData("[1]", "RelionProfileFileInvalid")]
    [InlineData("{\"schemaVersion\":1,\"nodes\":[{\"name\":\"x\"}]}", "RelionProfileFileInvalid")]
    public void A_file_that_is_no_profile_is_an_error(string text, string errorId)
    {
        Assert.Empty(_session.Run($"Import-RelionNodeProfile '{_folder.Write("x.json", text)}'"));
        Assert.Equal([errorId], _session.ErrorIds);
    }

    [Fact]
    public void Section_3_2_wants_20_nodes_and_2_PB_a_microscope_and_scales_linearly()
    {
        ClusterPlan plan = _session.One<ClusterPlan>("Get-RelionClusterPlan -MicroscopeCount 3");
        Assert.Equal(
            (60, 2, 48, 64), (plan.NodeCount, plan.SocketsPerNode, plan.CoresPerNode, plan.MaximumCoresPerNode));
        Assert.Equal(
            (256_000_000_000, 384_000_000_000, 6_000_000_000_000_000),
            (plan.MemoryPerNodeBytes, plan.MaximumMemoryPerNodeBytes, plan.StorageBytes));
        Assert.Null(plan.IsMet);
    }

    [Fact]
    public void Storage_by_stage_is_that_of_a_hand_calculation()
    {
        ClusterPlan plan = _session.One<ClusterPlan>(
            "Get-RelionClusterPlan 1 -MicrographCount 1000 -FrameCount 40 -FrameSize 4000, 4000 -BytesPerPixel 1 "
            + "-BoxSize 100 -ParticleCount 10000 -ClassCount 2 -Iteration 10");
        // 1000·40·16e6; 1000·16e6·4; 10000·1e4·4; 10·2·1e6·4; 10·2·1e6·4; 10000·1e4·4; 4·1e6·4
        Assert.Equal(
            [640_000_000_000, 64_000_000_000, 400_000_000, 80_000_000, 80_000_000, 400_000_000, 16_000_000],
            plan.Stages.Select(stage => stage.Bytes));
        Assert.Equal(64_816_000_000, plan.ArchiveBytes);
        Assert.Equal(704_816_000_000, plan.ArchiveWithMoviesBytes);
    }

    [Fact]
    public void What_an_existing_cluster_is_short_of_is_said()
    {
        ClusterPlan plan = _session.One<ClusterPlan>(
            $"1..4 | ForEach-Object {{ Get-RelionNodeProfile -Root '{_tree.Root}' }} | Get-RelionClusterPlan 1 "
            + $"-StorageBytes 504e12");
        Assert.False(plan.IsMet);
        Assert.Equal(
            ("16", FindingStatus.Fail),
            plan.Requirements.Where(item => item.Name == "Nodes").Select(item => (item.Short, item.Status)).Single());
        Assert.Equal("704", plan.Requirements.Single(item => item.Name == "Cores").Short);
        Assert.Equal("1.5 PB", plan.Requirements.Single(item => item.Name == "Storage").Short);
        Assert.Equal(FindingStatus.Pass, plan.Requirements.Single(item => item.Name == "Fabric").Status);
    }

    [Fact]
    public void Two_hundred_captured_nodes_are_profiled_and_tested_in_bounded_time_and_memory()
    {
        _session.Run($"{Profile} | Test-RelionNode -Quiet");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(
            200,
            _session.Run(
                $"1..200 | ForEach-Object {{ '{_tree.Root}' }} | Get-RelionNodeProfile | Test-RelionNode "
                + $"-Summary").Count);
        // The bench folder has the figure; this bound catches what is ten times slower, on a machine that does other
        // things too.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20 << 20);
    }

    public void Dispose()
    {
        _session.Dispose();
        _tree.Dispose();
        _folder.Dispose();
    }
}
