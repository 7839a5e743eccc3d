using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands.Views;

/// <summary>What pwsh shows of the module's objects on a terminal of 80 columns.</summary>
public sealed class FormattedOutputTests : IDisposable
{
    private const string Node = "(New-RelionNodeProfile 2 32 -MemoryBytes 256GB "
        + "-CpuModel 'Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz')";

    private const string Command = $"({Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome "
        + "-NodeCount 4 -Mpi IntelMpi -WarningAction Ignore)";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public FormattedOutputTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        _session.Set("folder", _folder.Path);
        _session.Set("runs", RepositoryPaths.Data("runs"));
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>Scripts that give the module's objects without a RELION program.</summary>
    public static TheoryData<string> Scripts => [
        "Get-RelionNodeProfile",
        "(Get-RelionNodeProfile).Cpus",
        "Get-RelionNodeProfile | Test-RelionNode",
        Node,
        $"{Node}.Cpus",
        $"{Node}.Gpu",
        $"{Node} | Test-RelionNode",
        $"Compare-RelionNodeProfile {Node} (New-RelionNodeProfile 1 128 -MemoryBytes 1TB)",
        Command,
        $"{Command}.Plan",
        $"{Command}.Plan.Placement",
        $"{Command}.Decisions",
        $"{Command} | Get-RelionMemoryEstimate",
        "Get-RelionClusterPlan -MicroscopeCount 3",
        "(Get-RelionClusterPlan -MicroscopeCount 3).Requirements",
        "(Get-RelionClusterPlan -MicroscopeCount 3).Stages",
        "Get-RelionBuildRecipe -Name Gcc-Native",
        "(Get-RelionBuildRecipe -Name Gcc-Native).Decisions",
        "Get-RelionToolchain",
        "(Get-RelionToolchain)[0].Components",
        "Get-RelionDataset $folder/particles.star",
        "Get-RelionRun $runs/Class3D",
        "(Get-RelionRun $runs/Class3D).Iterations",
        "(Get-RelionRun $runs/Class3D).Classes",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Default_view_table_and_list_fit_80_columns_and_cut_nothing(string script)
    {
        // How many items of a list are shown is the user's own setting.
        _session.Set("FormatEnumerationLimit", -1);
        _session.Run($"$made = @({script})");
        Assert.Empty(_session.Errors);
        AssertFits("$made");
        AssertFits("$made | Format-Table");
        AssertFits("$made | Format-List");
    }

    public static TheoryData<string> Machines => GpuTrees.Names;

    [Theory]
    [MemberData(nameof(Machines))]
    public void Gpus_their_slices_and_findings_fit_80_columns(string machine)
    {
        using NodeTree tree = GpuTrees.Make(machine);
        _session.Set("FormatEnumerationLimit", -1);
        _session.Run($"$node = Get-RelionNodeProfile -Root '{tree.Root}'; $gpus = $node.Gpu.Devices.Value");
        foreach (string objects in new[]
        {
            "$node", "$node.Gpu", "$gpus", "$gpus.Slices.Value", "$gpus.Processes.Value", "$node.Gpu.Visible.Value",
            "$node | Test-RelionNode -Category Gpu -CudaVersion 12.8",
        })
        {
            _session.Run($"$made = @({objects} | Where-Object {{ $_ }})");
            if (_session.One<int>("$made.Count") == 0) continue;
            AssertFits("$made");
            AssertFits("$made | Format-Table");
            AssertFits("$made | Format-List");
        }
    }

    private void AssertFits(string script)
    {
        string[] lines = [.. _session.Run($"{script} | Out-String -Stream -Width 80").Cast<string>()];
        Assert.Empty(_session.Errors);
        Assert.Contains(lines, line => line.Trim().Length > 0);
        Assert.All(lines, line =>
        {
            Assert.DoesNotContain('…', line);
            Assert.True(line.Length <= 80, line);
        });
    }
}
