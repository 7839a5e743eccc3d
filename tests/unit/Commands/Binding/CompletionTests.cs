using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands.Binding;

/// <summary>What Tab offers: names that are finite or on disk, with a line of what each is, and never a file.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class CompletionTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        File.WriteAllText(_folder.Combine("a-file"), "");
        File.WriteAllText(
            _folder.Combine("p.star"),
            "data_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnImageSize #2\n1 64\n\n"
            + "data_particles\n\nloop_\n_rlnImageName #1\n_rlnOpticsGroup #2\n1@a.mrcs 1\n2@a.mrcs 1\n");
        Directory.CreateDirectory(_folder.Combine("tree", "src", "apps"));
        File.WriteAllText(_folder.Combine("tree", "src", "apps", "reconstruct.cpp"), "");
        Directory.CreateDirectory(_folder.Combine("modules", "gcc"));
        File.WriteAllText(_folder.Combine("modules", "gcc", "13.2.lua"), "");
        File.WriteAllText(_folder.Combine("modules", "gcc", "12.1"), "");
        _session.Set("folder", _folder.Path);
        _session.Run("Set-Location $folder");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Get-RelionBuildRecipe -Name Gcc-N", "Gcc-Native")]
    [InlineData("Get-RelionBuildRecipe Cu", "Cuda")]
    [InlineData("Get-RelionBuildRecipe -RelionVersion ", "5.0.1")]
    [InlineData("Get-RelionBuildRecipe -GpuArchitecture sm_8", "sm_80")]
    [InlineData("Invoke-RelionBuild . -Target refine_", "refine_mpi")]
    [InlineData("Invoke-RelionBuild tree -Target rec", "reconstruct")]
    [InlineData("Invoke-RelionBuild -Tag 4", "4.0.2")]
    [InlineData("Test-RelionNode -Category Mem", "Memory")]
    [InlineData("Test-RelionNode -Rule Hyper", "HyperThreading")]
    [InlineData("New-RelionRefineCommand -Fabric shm:o", "shm:ofi")]
    [InlineData("New-RelionRefineCommand -Mpi Open", "OpenMpi")]
    [InlineData("New-RelionRefineCommand -Launcher sr", "srun")]
    [InlineData("New-RelionRefineCommand -JobType Class3", "Class3D")]
    [InlineData("New-RelionRefineCommand -ComputerName localh", "localhost")]
    [InlineData("Get-RelionStarTable p.star ", "optics")]
    [InlineData("Get-RelionStarTable p.star pa", "particles")]
    [InlineData("Get-RelionStarTable p.star particles rlnI", "rlnImageName")]
    [InlineData("Get-RelionStarTable p.star -Column rlnI", "rlnImageName")]
    [InlineData("Get-RelionStarTable p.star -Block data_optics -Column rlnImageS", "rlnImageSize")]
    public void A_value_that_is_known_is_completed_with_a_line_that_says_what_it_is(string line, string expected)
    {
        CompletionResult[] found = Complete(line);
        Assert.Contains(expected, found.Select(result => result.CompletionText));
        Assert.All(found, result => Assert.True(result.ToolTip.Length > 0));
        Assert.DoesNotContain(found, result => result.CompletionText.Contains("a-file"));
    }

    public static TheoryData<string> Values =>
    [
        "Get-RelionBuildRecipe -Name", "Get-RelionBuildRecipe -RelionVersion", "Get-RelionBuildRecipe -GpuArchitecture",
        "Invoke-RelionBuild -Tag", "Invoke-RelionBuild -Target", "Submit-RelionJob -Target",
        "Export-RelionScript -Target", "Get-RelionStarTable p.star -Block", "Get-RelionStarTable p.star -Column",
        "Get-RelionStarTable -Block", "Get-RelionNodeProfile -Partition", "Get-RelionNodeProfile -ComputerName",
        "Submit-RelionJob -Partition", "Submit-RelionJob -Account", "Submit-RelionJob -Qos",
        "Get-RelionToolchain -EnvironmentModule", "Test-RelionNode -Category", "Test-RelionNode -Rule",
        "New-RelionRefineCommand -Gpu", "New-RelionRefineCommand -ComputerName", "New-RelionRefineCommand -Fabric",
        "New-RelionRefineCommand -Mpi", "New-RelionRefineCommand -Preset", "New-RelionRefineCommand -Symmetry",
        "New-RelionRefineCommand -AdditionalArgument", "New-RelionRefineCommand -Allocator",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_name_that_is_not_known_is_never_completed_to_a_file(string command)
    {
        Assert.Empty(Complete($"{command} a-f"));
        Assert.DoesNotContain(Complete($"{command} "), result => result.CompletionText.Contains("a-file"));
    }

    [Fact]
    public void Modules_are_those_of_the_folders_of_MODULEPATH()
    {
        string? before = Environment.GetEnvironmentVariable("MODULEPATH");
        try
        {
            Environment.SetEnvironmentVariable("MODULEPATH", _folder.Combine("modules") + ":/none");
            Assert.Equal(
                ["gcc/12.1", "gcc/13.2"],
                Complete("Get-RelionToolchain -EnvironmentModule ").Select(result => result.CompletionText));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MODULEPATH", before);
        }
    }

    [Fact]
    public void Names_of_the_cluster_are_asked_of_Slurm_once()
    {
        string asked = _folder.Combine("asked");
        TestProgram.Write(_folder, "bin/sinfo", $"#!/bin/sh\necho x >> '{asked}'\necho 'gpu|up, 1-00:00:00, 4 nodes'\n"
            + "echo 'long queue|up, infinite, 8 nodes'\necho 'gpu|down, 1:00, 1 nodes'\n");
        WithPath(_folder.Combine("bin"), () =>
        {
            Assert.Equal(
                [("gpu", "partition: up, 1-00:00:00, 4 nodes"), ("'long queue'", "partition: up, infinite, 8 nodes")],
                Complete("Submit-RelionJob -Partition ").Select(found => (found.CompletionText, found.ToolTip)));
            Assert.Single(Complete("Get-RelionNodeProfile -Partition g"));
        });
        Assert.Single(File.ReadLines(asked));
    }

    [Fact]
    public void A_Slurm_that_does_not_answer_ends_the_wait_of_Tab()
    {
        TestProgram.Write(_folder, "bin/sacctmgr", "#!/bin/sh\nexec sleep 1000\n");
        WithPath(_folder.Combine("bin"), () => Assert.Empty(Complete("Submit-RelionJob -Qos ")));
    }

    [Theory]
    [InlineData("'256 GB'", 256L << 30)]
    [InlineData("256GB", 256L << 30)]
    [InlineData("'1.5 TiB'", 3L << 39)]
    [InlineData("64g", 64L << 30)]
    [InlineData("274877906944", 256L << 30)]
    public void A_size_is_taken_as_people_write_it(string size, long bytes) =>
        Assert.Equal(bytes, _session.One<NodeProfile>($"New-RelionNodeProfile 1 4 -MemoryBytes {size}").MemoryBytes);

    [Theory]
    [InlineData("New-RelionNodeProfile 1 4 -MemoryBytes 256", "256GB")]
    [InlineData("New-RelionNodeProfile 1 4 -MemoryBytes '256'", "256GB")]
    [InlineData("New-RelionNodeProfile 1 4 -GpuCount 1 -GpuModel x -GpuMemoryBytes 80", "80GB")]
    [InlineData("Get-RelionClusterPlan -MicroscopeCount 1 -StorageBytes 500", "500GB")]
    public void A_size_without_its_unit_is_refused_with_what_was_meant(string line, string meant)
    {
        _session.Run(line);
        Assert.Contains($"Did you mean {meant}?", Assert.Single(_session.Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2h", 2 * 3600)]
    [InlineData("90min", 90 * 60)]
    [InlineData("'1 h 30 min'", 90 * 60)]
    [InlineData("1d6h", 30 * 3600)]
    [InlineData("1.06:00:00", 30 * 3600)]
    [InlineData("45s", 45)]
    public void A_time_is_taken_as_people_write_it(string time, int seconds)
    {
        _session.Set("command", TestCommand.Threads(_folder.Path, "relion_refine", "--o", "Results/run"));
        _session.Run($"$command | Export-RelionScript $folder/j.sh -As Sbatch -TimeLimit {time}");
        Assert.Empty(_session.Errors);
        string line = File.ReadLines(_folder.Combine("j.sh"))
            .Single(text => text.StartsWith("#SBATCH --time=", StringComparison.Ordinal));
        // Slurm's own form: days-hours:minutes:seconds.
        var limit = TimeSpan.FromSeconds(seconds);
        Assert.Equal($"#SBATCH --time={(limit.Days > 0 ? $"{limit.Days}-" : "")}{limit:hh\\:mm\\:ss}", line);
    }

    private static void WithPath(string programs, Action work)
    {
        string? before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{programs}:{before}");
            work();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }

    private CompletionResult[] Complete(string line)
    {
        _session.Set("line", line);
        CompletionResult[] found =
        [
            .. _session.Run("(TabExpansion2 $line $line.Length).CompletionMatches").Cast<CompletionResult>(),
        ];
        Assert.Empty(_session.Errors);
        return found;
    }
}
