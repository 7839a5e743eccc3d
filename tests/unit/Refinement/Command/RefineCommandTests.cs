using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>New-RelionRefineCommand: options, presets, binding.</summary>
public sealed class RefineCommandTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Without_a_preset_only_what_was_given_is_in_the_command()
    {
        RefineCommand command = Build(
            "-InputStar p.star -Reference r.mrc -OutputRoot out/run -ClassCount 2 -Ctf -Tau2Fudge 1.5");
        Assert.Equal(
            [
                "--i",
                "p.star",
                "--ref",
                "r.mrc",
                "--ctf",
                "--tau2_fudge",
                "1.5",
                "--K",
                "2",
                "--pool",
                "40",
                "--j",
                "16",
                "--o",
                "out/run",
            ],
            command.Arguments);
    }

    [Fact]
    public void Explicit_parameters_win_over_the_preset_and_the_decisions_say_so()
    {
        RefineCommand command = Build("-Preset PlasmodiumRibosome -ClassCount 3 -Ctf:$false -Iteration 5");
        Assert.Equal("3", After(command, "--K"));
        Assert.Equal("5", After(command, "--iter"));
        Assert.DoesNotContain("--ctf", command.Arguments);
        Assert.Contains("--ctf_corrected_ref", command.Arguments);
        Assert.Contains(
            command.Decisions,
            decision => decision is { Name: "ClassCount", Rule: "Override", Source: "-ClassCount" }
                && decision.Reason.Contains('6'));
    }

    [Fact]
    public void Relions_own_option_names_work_as_parameters()
    {
        RefineCommand command = Build(
            "-i p.star -ref r.mrc -o out/run -K 4 -iter 7 -sym D7 -particle_diameter 150 -ini_high 40 -healpix_order "
            + "3 -j 8");
        Assert.Equal(("4", "7", "D7", "150", "40", "3", "8"),
            (
                After(command, "--K"),
                After(command, "--iter"),
                After(command, "--sym"),
                After(command, "--particle_diameter"),
                After(command, "--ini_high"),
                After(command, "--healpix_order"),
                After(command, "--j")));
    }

    [Theory]
    [InlineData("Cpu", "--cpu")]
    [InlineData("Gpu", "--gpu")]
    public void Acceleration_becomes_its_flag(string acceleration, string flag)
    {
        RefineCommand command = Build($"-InputStar a -OutputRoot b/c -Acceleration {acceleration}");
        Assert.Contains(flag, command.Arguments);
        Assert.True(command.IsAccelerationExplicit);
    }

    [Fact]
    public void Numbers_are_invariant_whatever_the_sessions_culture()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "[cultureinfo]::CurrentCulture = 'de-DE'; New-RelionNodeProfile 2 32 | New-RelionRefineCommand -InputStar "
            + "a -OutputRoot b/c -OffsetRange 2.5 -WarningAction Ignore");
        Assert.Equal("2.5", After(command, "--offset_range"));
    }

    [Fact]
    public void A_data_set_binds_by_value_and_brings_files_folder_and_preset()
    {
        _session.Set("data", new BenchmarkDataset
        {
            Name = "Synthetic",
            Preset = "Synthetic",
            WorkingDirectory = "/data/set",
            InputStar = "x.star",
            Reference = "y.mrc",
            ParticleCount = 10,
            BoxSize = 64,
            PixelSize = 2,
            ParticleDiameter = 99.5,
            Seed = 1,
            InitialHighResolution = 33,
        });
        foreach (string pipeline in new[]
        {
            "$data | New-RelionRefineCommand -NodeProfile $node",
            "$node | New-RelionRefineCommand -Dataset $data",
        })
        {
            RefineCommand command = _session.One<RefineCommand>(
                $"$node = New-RelionNodeProfile 1 4; {pipeline} -WarningAction Ignore");
            Assert.Equal(
                ("Synthetic", "/data/set", true), (command.Name, command.WorkingDirectory, command.HasOwnDirectory));
            Assert.Equal(
                ("x.star", "y.mrc", "99.5", "33"),
                (
                    After(command, "--i"),
                    After(command, "--ref"),
                    After(command, "--particle_diameter"),
                    After(command, "--ini_high")));
            Assert.StartsWith(
                "cd -- /data/set && mkdir -p -- Results && ", command.CommandLine, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_session_in_another_folder_gives_that_folder()
    {
        using var folder = new TemporaryFolder();
        _session.Set("folder", folder.Path);
        RefineCommand command = _session.One<RefineCommand>(
            "$ExecutionContext.SessionState.Path.SetLocation($folder) | ForEach-Object { }; New-RelionNodeProfile 1 4 "
            + "| New-RelionRefineCommand -WarningAction Ignore");
        Assert.Equal(folder.Path, command.WorkingDirectory);
        Assert.False(command.HasOwnDirectory);
    }

    [Fact]
    public void Verbose_says_the_command_line_and_debug_the_rules()
    {
        _session.Run("New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi OpenMpi -Verbose -Debug");
        Assert.Contains(_session.Verbose, message => message.Contains("--pool 40", StringComparison.Ordinal));
        Assert.Contains(_session.Debug, message => message.Contains("guide 3.4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("New-RelionRefineCommand -Preset P", "PlasmodiumRibosome")]
    [InlineData("New-RelionRefineCommand -Mpi O", "OpenMpi")]
    [InlineData("New-RelionRefineCommand -Symmetry D", "D2")]
    [InlineData("New-RelionRefineCommand -Acceleration C", "Cpu")]
    public void Names_are_completed(string line, string expected)
    {
        using var shell = System.Management.Automation.PowerShell.Create(_session.Runspace);
        var completion = System.Management.Automation.CommandCompletion.CompleteInput(line, line.Length, null, shell);
        Assert.Contains(completion.CompletionMatches, match => match.CompletionText == expected);
    }

    [Theory]
    [InlineData("C1", true)]
    [InlineData("c12", true)]
    [InlineData("D7", true)]
    [InlineData("D7H", true)]
    [InlineData("S6", true)]
    [InlineData("S5", false)]
    [InlineData("T", true)]
    [InlineData("O", true)]
    [InlineData("I1", true)]
    [InlineData("I6", false)]
    [InlineData("C0", false)]
    [InlineData("C", false)]
    [InlineData("X2", false)]
    [InlineData("C1;rm", false)]
    public void Symmetry_takes_the_groups_that_RELION_knows(string name, bool isKnown)
    {
        _session.Run(
            $"New-RelionNodeProfile 2 32 | New-RelionRefineCommand -Mpi OpenMpi -Symmetry '{name}' -InputStar a "
            + $"-OutputRoot b/c");
        Assert.Equal(isKnown, _session.Errors.Count == 0);
    }

    private RefineCommand Build(string parameters) =>
        _session.One<RefineCommand>(
            $"New-RelionNodeProfile 2 32 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi OpenMpi {parameters}");

    private static string After(RefineCommand command, string flag) =>
        command.Arguments.SkipWhile(token => token != flag).ElementAt(1);
}
