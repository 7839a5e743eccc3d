using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>
/// A command for this very node is fitted to the program that is here: its code, its version's options (guide 3.3).
/// </summary>
public sealed class ProgramOnPathTests : IDisposable
{
    private const string Options = "--i --o --ref --ctf --K --pool --j --iter --gpu --norm --scale --pad";
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public ProgramOnPathTests() => TinyInput.Write(_folder, "in.star", "ref.mrc");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("3.1.4")]
    [InlineData("5.0.1")]
    public void The_accelerated_code_is_used_where_the_program_has_it(string version)
    {
        Program(version, "BASE=double, VECTOR-ACC=single", Options + " --cpu");
        RefineCommand command = Make();
        Assert.Contains("--cpu", command.Arguments);
        Assert.Equal((Acceleration.Cpu, false), (command.Acceleration, command.IsAccelerationExplicit));
        Decision decision = Assert.Single(command.Decisions, decision => decision.Name == "Acceleration");
        Assert.Equal(("AltCpu", "guide 3.3", false), (decision.Rule, decision.Source, decision.IsWarning));
        // What was made from it is kept: planned again, it is the same.
        Assert.Equal(command.Arguments, RefineCommandBuilder.Build(command.Request!).Arguments);
    }

    [Fact]
    public void The_original_code_is_used_where_it_was_asked_for()
    {
        Program("3.1.4", "BASE=double, VECTOR-ACC=single", Options + " --cpu");
        RefineCommand command = Make("-Acceleration None");
        Assert.DoesNotContain("--cpu", command.Arguments);
        Assert.True(command.IsAccelerationExplicit);
        Assert.DoesNotContain(
            _session.Warnings, warning => warning.StartsWith("Acceleration", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3.1.3", "")]
    [InlineData("4.0.2", "")]
    [InlineData("3.1.3", "-Preset Synthetic")]
    public void A_program_without_it_is_said_to_be_slower(string version, string preset)
    {
        Program(version, "BASE=double", Options + " --ctf_corrected_ref --firstiter_cc --ini_high --tau2_fudge "
            + "--dont_combine_weights_via_disc --flatten_solvent --zero_mask --oversampling --healpix_order "
            + "--offset_range --offset_step --sym --random_seed");
        RefineCommand command = Make(preset);
        Assert.DoesNotContain("--cpu", command.Arguments);
        Decision decision = Assert.Single(command.Decisions, decision => decision.Name == "Acceleration");
        Assert.True(decision.IsWarning);
        Assert.Equal("guide 3.3", decision.Source);
        Assert.Contains("2 to 4 times", decision.Reason, StringComparison.Ordinal);
        Assert.Single(_session.Warnings, warning => warning.StartsWith("Acceleration", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("BASE=double, CUDA-ACC=single")]
    [InlineData("BASE=double, HIP-ACC=single")]
    [InlineData("BASE=double, SYCL-ACC=single")]
    public void A_program_for_GPUs_is_not_told_to_get_ALTCPU(string precision)
    {
        Program("5.0.1", precision, Options);
        Decision decision = Assert.Single(Make().Decisions, decision => decision.Name == "Acceleration");
        Assert.False(decision.IsWarning);
        Assert.Contains("-Acceleration Gpu", decision.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "--gpu", Make("-Acceleration Gpu -NodeProfile (New-RelionNodeProfile 2 16 -GpuCount 1)").Arguments);
        Assert.DoesNotContain(_session.Warnings, warning => warning.Contains("ALTCPU", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_are_those_of_the_programs_version()
    {
        Program("5.0.1", "BASE=double, VECTOR-ACC=single", Options + " --cpu --ctf_uncorrected_ref");
        RefineCommand command = Make("-CtfCorrectedReference");
        Assert.DoesNotContain("--ctf_corrected_ref", command.Arguments);
        Assert.Contains("--pipeline_control", Make("-AdditionalArgument '--pipeline_control', 'out/'").Arguments);
        _session.Run(Script("-AdditionalArgument --sgd"));
        Assert.Equal(["RelionOptionNotInVersion"], _session.ErrorIds);
        Assert.Contains("--grad", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    /// <summary>3.1.4 and 4.0.2 end at the two (ml_optimiser.cpp), 5.0.1 sets the acceleration aside.</summary>
    [Theory]
    [InlineData("-AdditionalArgument '--skip_align'", false)]
    [InlineData("-AdditionalArgument '--skip_rotate'", false)]
    [InlineData("-AdditionalArgument '--skip_align' -Acceleration Cpu", true)]
    [InlineData("-AdditionalArgument '--auto_iter_max', '9'", true)]
    public void The_accelerated_code_is_not_used_of_its_own_accord_where_it_can_not_do_what_is_asked(
        string asked, bool isUsed)
    {
        Program("3.1.4", "BASE=double, VECTOR-ACC=single", Options + " --cpu --skip_align --skip_rotate "
            + "--auto_iter_max");
        RefineCommand command = Make(asked);
        Assert.Equal(isUsed, command.Arguments.Contains("--cpu"));
        Decision decision = Assert.Single(command.Decisions, decision => decision.Name == "Acceleration");
        Assert.Equal(!isUsed, decision.Reason.Contains("always aligns", StringComparison.Ordinal));
    }

    /// <summary>acc_ml_optimiser_impl.h, 3.1.4 to 5.0.1; seen with 4.0.2 and 5.0.1.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("-ZeroMask", true)]
    public void Volumes_are_accelerated_with_a_mask_of_zeros_alone(string mask, bool isUsed)
    {
        _folder.Write("in.star", TinyInput.Star.Replace("8 2\n", "8 3\n", StringComparison.Ordinal));
        Program("5.0.1", "BASE=double, VECTOR-ACC=single", Options + " --cpu --zero_mask");
        Assert.Equal(isUsed, Make(mask).Arguments.Contains("--cpu"));
        _session.Set("command", Make($"{mask} -Acceleration Cpu"));
        Finding finding = Assert.Single(
            _session.Run("$command | Test-RelionInput").Cast<Finding>(), finding => finding.Id == "NoiseMask");
        Assert.Equal(isUsed ? FindingStatus.Pass : FindingStatus.Fail, finding.Status);
    }

    [Fact]
    public void A_plan_for_other_nodes_waits_for_their_program()
    {
        Program("3.1.4", "BASE=double, VECTOR-ACC=single", Options + " --cpu");
        RefineCommand command = _session.One<RefineCommand>("New-RelionNodeProfile 2 32 | " + Script(""));
        Assert.DoesNotContain("--cpu", command.Arguments);
        Assert.DoesNotContain(command.Decisions, decision => decision is { Name: "Acceleration", IsWarning: true });
    }

    private RefineCommand Make(string more = "") => _session.One<RefineCommand>(Script(more));

    private string Script(string more) =>
        $"New-RelionRefineCommand -Mpi None -Executable ./relion_refine -WorkingDirectory '{_folder.Path}' "
        + $"-InputStar in.star -Reference ref.mrc:mrc -OutputRoot out/run -Force {more}";

    private void Program(string version, string precision, string options) => TestProgram.Write(
        _folder, "relion_refine", $"""
        #!/bin/sh
        case "$1" in
          --version) echo 'RELION version: {version} '; echo 'Precision: {precision}';;
          --help) for o in {options}; do echo "  $o () : -"; done;;
        esac
        """);
}
