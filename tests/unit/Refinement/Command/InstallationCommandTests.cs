using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>New-RelionRefineCommand with an installation: program, launcher and the options of its version.</summary>
public sealed class InstallationCommandTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile 2 32 -MemoryBytes 256GB -ThreadPerCore 2";

    private readonly PowerShellSession _session = new();

    [Fact]
    public void The_MPI_program_and_the_launcher_of_its_library_are_taken()
    {
        Given("3.1.3");
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Installation $i");
        Assert.Equal(("/opt/relion/bin/relion_refine_mpi", "OpenMpi"), (command.Executable, command.Mpi));
        Assert.Contains("--ctf_corrected_ref", command.Arguments);
    }

    [Fact]
    public void An_installation_and_a_build_result_bind_from_the_pipeline()
    {
        Given("3.1.3");
        Assert.Equal(
            "/opt/relion/bin/relion_refine",
            _session.One<RefineCommand>(
                "$i | New-RelionRefineCommand -Mpi None -Preset PlasmodiumRibosome").Executable);
        _session.Run("$result = [pscustomobject]@{ Installation = $i }");
        Assert.Equal(
            "/opt/relion/bin/relion_refine",
            _session.One<RefineCommand>(
                "$result | New-RelionRefineCommand -Mpi None -Preset PlasmodiumRibosome").Executable);
    }

    [Fact]
    public void A_build_is_taken_for_the_installation_that_it_built()
    {
        Given("3.1.3");
        _session.Set("build", new BuildResult
        {
            Recipe = "Gcc-Native",
            Installation = (RelionInstallation)_session.Run("$i")[0]!,
            Version = "3.1.3",
            SourcePath = "/source",
            BuildPath = "/build",
            Targets = [],
            CMakeArguments = [],
            ConfigureTime = TimeSpan.Zero,
            CompileTime = TimeSpan.Zero,
            Jobs = 1,
            Decisions = [],
            LogPath = "/log",
            RecordPath = "/record",
        });
        foreach (string build in new[] { "$build", "(& { $build })" })
        {
            Assert.Equal(
                "/opt/relion/bin/relion_refine",
                _session.One<RefineCommand>(
                    $"New-RelionNodeProfile 1 2 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi None -Preset "
                    + $"PlasmodiumRibosome -Installation {build}").Executable);
        }
    }

    [Fact]
    public void A_path_in_the_place_of_an_installation_is_an_error_that_says_how_to_get_one()
    {
        Assert.Empty(_session.Run("New-RelionNodeProfile 1 2 | New-RelionRefineCommand -Installation /opt/relion/bin"));
        Assert.Equal(["ParameterArgumentTransformationError"], _session.ErrorIds);
        Assert.Contains(
            "Get-RelionInstallation -Path '/opt/relion/bin'",
            _session.Errors[0].Exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.1.3", "", "--ctf_corrected_ref", "--ctf_uncorrected_ref")]
    [InlineData("4.0.1", "", null, "--ctf_uncorrected_ref")]
    [InlineData("5.0.1", "-CtfCorrectedReference:$false", "--ctf_uncorrected_ref", "--ctf_corrected_ref")]
    [InlineData("3.1.3", "-CtfCorrectedReference:$false", null, "--ctf_corrected_ref")]
    public void CTF_corrected_references_are_said_as_the_version_says_it(
        string version, string argument, string? there, string absent)
    {
        Given(version);
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Installation $i {argument}");
        if (there is not null) Assert.Contains(there, command.Arguments);
        Assert.DoesNotContain(absent, command.Arguments);
    }

    [Theory]
    [InlineData("3.1.3", "", null, false)]
    [InlineData("3.1.3", "-SkipGridding", "--skip_gridding", null)]
    [InlineData("3.1.3", "-SkipGridding:$false", null, null)]
    [InlineData("4.0.1", "", null, null)]
    [InlineData("4.0.1", "-SkipGridding", null, true)]
    [InlineData("5.0.1", "-SkipGridding:$false", "--dont_skip_gridding", false)]
    public void Gridding_is_said_as_the_version_says_it(string version, string argument, string? there, bool? decided)
    {
        Given(version);
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Installation $i {argument}");
        Assert.Equal(
            there is null ? [] : [there],
            command.Arguments.Where(token => token.Contains("gridding", StringComparison.Ordinal)));
        Assert.Equal(decided, command.Decisions.FirstOrDefault(decision => decision.Name == "SkipGridding")?.Value);
    }

    [Theory]
    [InlineData("3.1.3", "--grad", "--sgd")]
    [InlineData("4.0.1", "--sgd_ini_iter", "--grad")]
    [InlineData("4.0.1", "--blush", "5.0")]
    [InlineData("5.0.1", "--sigma_off", "5.0")]
    [InlineData("3.1.3", "--ctf_uncorrected_ref", "4.0")]
    [InlineData("3.1.3", "--sycl-cpu", "SYCL")]
    public void An_option_that_the_version_lacks_is_an_error_that_says_what_to_do(
        string version, string option, string hint)
    {
        Given(version);
        Assert.Empty(
            _session.Run(
                $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Installation $i -AdditionalArgument "
                + $"{option}"));
        Assert.Equal(["RelionOptionNotInVersion"], _session.ErrorIds);
        Assert.Contains(hint, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_binarys_help_lists_counts_more_than_its_version()
    {
        Given("4.0.1", options: ["--i", "--o"]);
        _session.Run(
            $"{Node} | New-RelionRefineCommand -InputStar a.star -OutputRoot r/x -Acceleration None -Installation $i "
            + $"-AdditionalArgument --no_such");
        Assert.Equal(["RelionOptionNotInVersion"], _session.ErrorIds);
    }

    [Fact]
    public void Acceleration_that_it_lacks_is_refused_where_asked_for_and_given_up_where_the_preset_wants_it()
    {
        Given("3.1.3", hasAltCpu: false);
        _session.Run($"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Acceleration Cpu -Installation $i");
        Assert.Equal(["RelionBinaryLacksAltCpu"], _session.ErrorIds);
        RefineCommand command = _session.One<RefineCommand>(
            $"{Node} | New-RelionRefineCommand -Preset PlasmodiumRibosome -Installation $i");
        Assert.DoesNotContain("--cpu", command.Arguments);
        Assert.Contains(_session.Warnings, warning => warning.StartsWith("Acceleration", StringComparison.Ordinal));
    }

    [Fact]
    public void Its_libraries_are_found_at_run_time_and_a_program_it_lacks_is_said()
    {
        Given("3.1.3", libraryPath: "/opt/intel/lib", hasThreads: false);
        Assert.Equal(
            "/opt/intel/lib",
            _session.One<RefineCommand>(
                $"{Node} | New-RelionRefineCommand -Installation $i").Environment["LD_LIBRARY_PATH"]);
        _session.Run($"{Node} | New-RelionRefineCommand -Installation $i -Mpi None");
        Assert.Equal(["RelionInstallationLacksProgram"], _session.ErrorIds);
        _session.Run($"{Node} | New-RelionRefineCommand -Installation $i -Executable relion_refine");
        Assert.Equal(["RelionInstallationAndExecutable"], _session.ErrorIds);
    }

    private void Given(
        string version,
        bool hasAltCpu = true,
        string[]? options = null,
        string? libraryPath = null,
        bool hasThreads = true) =>
        _session.Set("i", new RelionInstallation
        {
            Path = "/opt/relion/bin/relion_refine_mpi",
            MpiProgram = "/opt/relion/bin/relion_refine_mpi",
            ThreadsProgram = hasThreads ? "/opt/relion/bin/relion_refine" : null,
            Version = version,
            HasAltCpu = hasAltCpu,
            Mpi = new LinkedLibrary("OpenMpi", "4.1.4", "/lib/libmpi.so.40"),
            Programs = ["relion_refine_mpi"],
            Options = options ?? [],
            LibraryPath = libraryPath,
        });

    public void Dispose() => _session.Dispose();
}
