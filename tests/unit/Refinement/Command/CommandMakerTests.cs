using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>What a user asked for becomes a request to the rules, without a session of PowerShell.</summary>
public sealed class CommandMakerTests
{
    private static readonly CommandRequest Asked = new()
    {
        CurrentDirectory = "/here",
        Nodes = [TestCommand.Node("x") with { Source = "given" }],
        Options = new RefineOptions(),
    };

    [Fact]
    public void What_was_left_open_stays_open()
    {
        RefineRequest request = new CommandMaker(_ => null).Request(Asked);
        Assert.Equal(("/here", false, "None", "Default"),
            (request.WorkingDirectory, request.HasOwnDirectory, request.Preset.Key, request.Allocator));
        Assert.Null(request.Mpi);
        Assert.Null(request.Plan.UseMpi);
        Assert.Null(request.Acceleration);
        Assert.Null(request.MpiDebugLevel);
        Assert.Empty(request.Plan.Hosts);
        Assert.False(request.IsUnderSlurm);
    }

    [Theory]
    [InlineData("auto", null, null)]
    [InlineData("None", null, false)]
    [InlineData("Mpich", "Mpich", true)]
    public void A_launcher_decides_whether_MPI_is_used(string mpi, string? launcher, bool? usesMpi)
    {
        RefineRequest request = new CommandMaker(_ => null).Request(Asked with { Mpi = mpi });
        Assert.Equal((launcher, usesMpi), (request.Mpi, request.Plan.UseMpi));
    }

    [Fact]
    public void A_folder_of_its_own_makes_the_host_file_a_full_path()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("hosts"), "a\nb\n");
        CommandRequest asked = Asked with { HostFile = "hosts", HostFilePath = folder.Combine("hosts") };
        Assert.Equal("hosts", new CommandMaker(_ => null).Request(asked).Plan.HostFile);
        RefineRequest elsewhere = new CommandMaker(_ => null).Request(asked with { WorkingDirectory = "/there" });
        Assert.Equal((folder.Combine("hosts"), true), (elsewhere.Plan.HostFile, elsewhere.HasOwnDirectory));
        Assert.Equal(["a", "b"], elsewhere.Plan.Hosts);
        Assert.Equal("-HostFile", elsewhere.Plan.HostsFrom);
    }

    [Fact]
    public void A_schedulers_hosts_are_for_this_machine_alone()
    {
        static string? Slurm(string name) => name == "SLURM_JOB_NODELIST" ? "n[1-2]" : null;
        Assert.Empty(new CommandMaker(Slurm).Request(Asked).Plan.Hosts);
        RefineRequest here = new CommandMaker(Slurm).Request(Asked with { Nodes = null });
        Assert.Equal(["n1", "n2"], here.Plan.Hosts);
        Assert.Equal("SLURM_JOB_NODELIST", here.Plan.HostsFrom);
        Assert.Empty(new CommandMaker(Slurm).Request(Asked with { Nodes = null, Mpi = "None" }).Plan.Hosts);
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal("RelionHostsTwice", Id(Asked with { HostFile = "h", HostFilePath = "/h", ComputerName = ["a"] }));
        Assert.Equal("RelionBoxSizeInvalid", Id(Asked with { Data = new(3) }));
        Assert.Equal("RelionPixelSizeInvalid", Id(Asked with { Data = new(64, double.NaN) }));

        static string Id(CommandRequest asked) =>
            Assert.Throws<RelionException>(() => new CommandMaker(_ => null).Request(asked)).ErrorId;
    }

    [Theory]
    [InlineData("-ParticleCount 105247")]
    [InlineData("-Preset PlasmodiumRibosome -Acceleration None")]
    [InlineData("-ClassCount 2 -Padding 1 -ParticleCount 4000 -Pool 7")]
    public void The_memory_estimate_is_of_the_plan_that_the_command_has(string options)
    {
        using var session = new PowerShellSession();
        session.Run("$node = New-RelionNodeProfile 2 32 -MemoryBytes 256GB");
        long planned = session.One<RefineCommand>($"$node | New-RelionRefineCommand -BoxSize 200 {options} 3>$null")
            .Plan.Memory!.Ranks.Max(rank => rank.PeakBytes);
        IEnumerable<RankMemory> estimated =
            session.Run($"$node | Get-RelionMemoryEstimate -BoxSize 200 {options}").Cast<RankMemory>();
        Assert.Equal(planned, estimated.Max(rank => rank.PeakBytes));
    }
}
