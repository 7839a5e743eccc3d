using System.Collections;
using RelionPS.Builds.Installations;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;
using RelionPS.Refinement.Planning;
using RelionPS.Testing;
using RelionPS.UnitTests.Refinement.Planning;

namespace RelionPS.UnitTests.Refinement.Launchers;

/// <summary>Over all launchers that are registered: a new one is tested by being there.</summary>
public sealed class DialectTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Dialects => [.. MpiDialects.All.Select(dialect => dialect.Name)];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_placement_is_read_back_out_of_the_rendering(string name)
    {
        foreach (NodeProfile node in PlacementTests.Nodes())
        {
            foreach (int nodes in new[] { 1, 4, 9 })
            {
                foreach (bool isFile in new[] { false, true })
                {
                    RefineCommand command = Build(name, node, nodes, isFile);
                    Assert.Equal(command.Plan.Placement, LauncherModel.Placement(command, node));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Reserved_cores_survive_the_rendering(string name)
    {
        NodeProfile node = PlacementTests.Node(2, 32, 2, numaNodes: 2);
        RefineCommand command = Build(name, node, 3, isFile: false, reserved: 2);
        Assert.Equal(command.Plan.Placement, LauncherModel.Placement(command, node));
        Assert.DoesNotContain(command.Plan.Placement, rank => rank.Cpus.StartsWith("0-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void The_launcher_comes_first_and_RELIONs_variables_reach_the_ranks(string name)
    {
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi {name} -ComputerName a, b 3>$null");
        Assert.Equal(MpiDialects.Get(name).Program, command.LauncherArguments[0]);
        Assert.Equal("dynamic", command.Environment["OMP_SCHEDULE"]);
        Assert.DoesNotContain(
            command.LauncherArguments, token => token.Length == 0 || token.Contains('<', StringComparison.Ordinal));
        // srun hands on the whole environment; the others name what they hand on.
        if (name != "SlurmSrun")
        {
            Assert.Contains("OMP_SCHEDULE", string.Join(' ', command.LauncherArguments), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Files_are_objects_of_the_command_and_not_written_by_making_it(string name)
    {
        string hosts = _folder.Write("hosts", "n1 slots=2\nn2 slots=2\n");
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi {name} -HostFile {hosts} -WorkingDirectory "
            + $"{_folder.Path} -InputStar a -OutputRoot Results/run 3>$null");
        Assert.False(Directory.Exists(_folder.Combine("Results")));
        Assert.All(
            command.LaunchFiles,
            file => Assert.Contains($"> {file.Path}", command.CommandLine, StringComparison.Ordinal));
        // The user's slots are not the plan's, so only Intel MPI, which has -perhost, takes the user's file.
        Assert.Equal(name == "IntelMpi", command.LauncherArguments.Contains(hosts));
        Assert.Equal(name != "IntelMpi", command.LaunchFiles.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Several_nodes_without_names_get_no_invented_hosts(string name)
    {
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi {name} -NodeCount 3");
        Assert.DoesNotContain("#", command.CommandLine, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", command.CommandLine, StringComparison.Ordinal);
        Assert.Contains(_session.Warnings, warning => warning.Contains("no hosts are named", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mpich")]
    [InlineData("SlurmSrun")]
    public void A_launcher_whose_binding_holds_for_all_hosts_says_so_of_hosts_that_differ(string name)
    {
        _session.Run(
            $"New-RelionRefineCommand -Mpi {name} -Node (New-RelionNodeProfile 2 32 -Name a), (New-RelionNodeProfile "
            + $"2 20 -Name b) 3>$null");
        Assert.Equal(["RelionPlanNotExpressible"], _session.ErrorIds);
        Assert.Contains("'b'", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MPI_gives_hosts_that_differ_their_own_cores_by_a_rank_file_which_5_spells_otherwise()
    {
        const string nodes = "-Node (New-RelionNodeProfile 2 32 -Name a), (New-RelionNodeProfile 2 20 -Name b) 3>$null";
        RefineCommand four = _session.One<RefineCommand>($"New-RelionRefineCommand -Mpi OpenMpi {nodes}");
        Assert.Contains("--rankfile", four.LauncherArguments);
        LaunchFile ranks = four.LaunchFiles.Single(file => file.Path.EndsWith(".ranks", StringComparison.Ordinal));
        // Ranks 0 to 8 are on a: sets of 5 cores, the fifth begins at its second socket's first core, 32; on b that is
        // 20.
        Assert.Equal("rank 4=a slot=32-36", ranks.Lines[4].ToString());
        Assert.Equal("rank 13=b slot=20-24", ranks.Lines[13].ToString());
        RefineCommand five = _session.One<RefineCommand>($"New-RelionRefineCommand -Mpi OpenMpi -MpiVersion 5 {nodes}");
        Assert.Contains($"rankfile:file={ranks.Path}", five.LauncherArguments);
        Assert.DoesNotContain("--rankfile", five.LauncherArguments);
    }

    [Fact]
    public void MPICH_is_rendered_as_Hydra_wants_it()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 4 -ThreadPerCore 1 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi Mpich "
            + "-ComputerName a, b 3>$null");
        Assert.Equal(
            [
                "mpiexec.hydra",
                "-hosts",
                "a:3,b:2",
                "-bind-to",
                "user:0+1+2+3,4+5+6+7,0+1+2+3",
                "-genv",
                "OMP_SCHEDULE",
                "dynamic",
                "-genv",
                "KMP_BLOCKTIME",
                "0",
                "-n",
                "5",
            ],
            command.LauncherArguments);
    }

    [Fact]
    public void Srun_is_rendered_with_a_host_a_rank_and_masks()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 4 -ThreadPerCore 1 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi SlurmSrun "
            + "-ComputerName a, b -Executable /opt/relion_refine_mpi 3>$null");
        Assert.Equal(
            ["srun", "-N", "2", "-n", "5", "--distribution=arbitrary", "--overcommit", "--cpu-bind=mask_cpu:0xf,0xf0"],
            command.LauncherArguments);
        Assert.Equal("a\na\na\nb\nb\n", Assert.Single(command.LaunchFiles).Content);
    }

    [Fact]
    public void Another_program_takes_the_launchers_place()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi OpenMpi -Launcher mpirun.openmpi 3>$null");
        Assert.Equal("mpirun.openmpi", command.LauncherArguments[0]);
    }

    [Theory]
    [InlineData("libmpich.so.12", null, "Mpich")]
    [InlineData("libmpi.so.12", null, "IntelMpi")]
    [InlineData("libmpi.so.12", true, "IntelMpi")]
    [InlineData("libmpi.so.12", false, "Mpich")]
    [InlineData("libmpi.so.40", false, "OpenMpi")]
    [InlineData("libc.so.6", false, null)]
    public void The_library_tells_the_launcher(string library, bool? hasIntelMpi, string? dialect) =>
        Assert.Equal(dialect, MpiLibraries.Dialect(library, hasIntelMpi));

    private static RefineCommand Build(string mpi, NodeProfile node, int nodes, bool isFile, int reserved = 0) =>
        RefineCommandBuilder.Build(new RefineRequest
        {
            Plan = new PlanRequest
            {
                Node = node,
                Hosts = [.. Enumerable.Range(1, nodes).Select(number => $"n{number}")],
                HostFile = isFile && mpi != "IntelMpi" ? "/hosts" : null,
                ReserveCore = reserved,
                UseMpi = true,
            },
            Preset = Presets.Get("None"),
            Explicit = new RefineOptions(),
            Executable = "/no/such/relion_refine_mpi",
            Mpi = mpi,
            WorkingDirectory = "/",
        });
}
