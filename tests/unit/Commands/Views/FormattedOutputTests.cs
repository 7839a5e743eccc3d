using System.Xml.Linq;
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

    public static TheoryData<string> Types => [.. SampleObjects.Types];

    /// <summary>Numbers of some millionths, which .NET writes as 1.2E-06 where it is not told how.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_small_number_is_written_in_digits(string type)
    {
        _session.Set("FormatEnumerationLimit", -1);
        _session.Set("made", SampleObjects.Of(type, scale: 1e-7));
        bool hasList = XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"))
            .Descendants("ListControl")
            .Any(list => list.Parent!.Descendants("TypeName").Single().Value == type);
        string[] shown = ["$made", "$made | Format-Table", hasList ? "$made | Format-List" : "$made", "\"$made\""];
        foreach (string objects in shown)
        {
            string[] lines = [.. _session.Run($"{objects} | Out-String -Stream -Width 200").Cast<string>()];
            Assert.Empty(_session.Errors);
            Assert.All(lines, line => Assert.DoesNotMatch("[0-9]E[-+]?[0-9]", line));
        }
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

    /// <summary>Types whose last digits are what they are read for: correlations, probabilities, pixel sizes.</summary>
    private static readonly HashSet<string> Precise =
    [
        .. new[]
        {
            nameof(ClassComparison), nameof(FscPoint), nameof(ResultComparison), nameof(IterationComparison),
            nameof(BenchmarkDataset), nameof(RelionDataset), nameof(ContinuedDataset),
        }.Select(name => $"{nameof(RelionPS)}.{name}"),
    ];

    public static TheoryData<string> Rounded => [.. SampleObjects.Types.Where(type => !Precise.Contains(type))];

    /// <summary>Nobody reads a ten-thousandth of a second, of an ångström or of a ratio.</summary>
    [Theory]
    [MemberData(nameof(Rounded))]
    public void No_view_shows_a_number_with_more_than_three_decimals(string type)
    {
        _session.Set("made", SampleObjects.Of(type));
        bool hasList = XDocument.Load(Path.Combine(RepositoryPaths.Root, "RelionPS.Format.ps1xml"))
            .Descendants("ListControl")
            .Any(list => list.Parent!.Descendants("TypeName").Single().Value == type);
        foreach (string format in new[] { "", " | Format-Table", hasList ? " | Format-List" : "" })
        {
            string[] lines = [.. _session.Run($"$made{format} | Out-String -Stream -Width 200").Cast<string>()];
            Assert.Empty(_session.Errors);
            Assert.All(lines, line => Assert.DoesNotMatch(@"[0-9]\.[0-9]{4,}", line));
        }
    }

    [Fact]
    public void A_rule_that_is_not_met_shows_what_to_do()
    {
        string text = string.Join(
            ' ',
            _session.Run($"{Node} | Test-RelionNode -Rule HyperThreading | Out-String -Stream -Width 80")
                .Cast<string>());
        Assert.DoesNotContain(">", text, StringComparison.Ordinal);
        text = string.Join(
            ' ',
            _session.Run("New-RelionNodeProfile 2 32 -MemoryBytes 64GB | Test-RelionNode -Rule MemoryPerNode "
                + "| Out-String -Stream -Width 80").Cast<string>());
        Assert.Contains("> ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_one_name_are_told_apart_by_their_folders()
    {
        string text = string.Join('\n', _session.Run(
            "Copy-Item -Recurse $runs/Class3D $folder/a/Class3D; Copy-Item -Recurse $runs/Class3D $folder/b/Class3D; "
            + "Get-RelionRun $folder/?/Class3D | Out-String -Stream -Width 200").Cast<string>());
        Assert.Contains(_folder.Combine("a"), text, StringComparison.Ordinal);
        Assert.Contains(_folder.Combine("b"), text, StringComparison.Ordinal);
        Assert.Contains("Class3D/run", text, StringComparison.Ordinal);
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
