using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Installations;

public sealed class RelionProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stock_build_says_its_version_and_lacks_both_accelerations()
    {
        RelionCapability capability = RelionProbe.Parse(Captured("refine.version"), Captured("refine.help"));
        Assert.Equal("3.1.3", capability.Version);
        Assert.Equal("BASE=double", capability.Precision);
        Assert.False(capability.HasAltCpu);
        Assert.False(capability.HasGpu);
        Assert.Contains("--dont_combine_weights_via_disc", capability.Options);
        Assert.Contains("--gpu", capability.Options);
    }

    [Fact]
    public void Build_with_altcpu_is_told_by_its_help()
    {
        string help = Captured("refine.help")
            + "                          --cpu (false) : Use intel vectorisation implementation for CPU\n";
        RelionCapability capability = RelionProbe.Parse(
            "RELION version: 3.1.3 \nPrecision: BASE=double, VECTOR-ACC=single \n", help);
        Assert.True(capability.HasAltCpu);
        Assert.Equal("BASE=double, VECTOR-ACC=single", capability.Precision);
    }

    [Fact]
    public async Task Program_that_is_no_relion_gives_unknowns()
    {
        RelionCapability capability = await RelionProbe.ProbeAsync("/usr/bin/true", CancellationToken.None);
        Assert.Equal(
            (null, null, (bool?)null, (bool?)null),
            (capability.Version, capability.Precision, capability.HasAltCpu, capability.HasGpu));
        Assert.Equal(
            RelionCapability.Unknown, await RelionProbe.ProbeAsync(_folder.Combine("none"), CancellationToken.None));
        Assert.Null(
            (await RelionProbe.ProbeAsync(_folder.Write("plain", "not executable"), CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Answer_is_kept_until_the_file_changes()
    {
        string program = Program("3.1.3");
        Assert.Equal("3.1.3", (await RelionProbe.ProbeAsync(program, CancellationToken.None)).Version);
        Assert.Equal("3.1.3", (await RelionProbe.ProbeAsync(program, CancellationToken.None)).Version);
        Assert.Equal(2, File.ReadAllLines(_folder.Combine("calls")).Length);
        Program("4.0.1-commit-abcdef");
        Assert.Equal("4.0.1-commit-abcdef", (await RelionProbe.ProbeAsync(program, CancellationToken.None)).Version);
    }

    [Fact]
    public void Preset_gives_the_acceleration_up_and_says_why()
    {
        RefineCommand command = TestCommand.Threads(
            "/", "relion_refine", "--K", "6", "--cpu", "--o", "Results/run") with
        {
            IsAccelerationExplicit = false,
        };
        RefineCommand fallen = AccelerationFallback.Apply(command, Capability(hasAltCpu: false));
        Assert.Equal(["--K", "6", "--o", "Results/run"], fallen.Arguments);
        Assert.Equal(Acceleration.None, fallen.Acceleration);
        Assert.DoesNotContain("--cpu", fallen.CommandLine);
        Decision decision = fallen.Decisions[^1];
        Assert.Equal(
            ("Acceleration", (object)Acceleration.None, true), (decision.Name, decision.Value, decision.IsWarning));
        Assert.Contains("relion_refine", decision.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public void Acceleration_stays_where_the_program_has_it_or_does_not_tell(bool? hasAltCpu)
    {
        RefineCommand command = TestCommand.Threads("/", "relion_refine", "--cpu");
        Assert.Same(command, AccelerationFallback.Apply(command, Capability(hasAltCpu)));
    }

    [Fact]
    public void Acceleration_that_was_asked_for_is_never_given_up()
    {
        RefineCommand command = TestCommand.Threads("/", "relion_refine", "--cpu");
        Assert.Equal(
            "RelionBinaryLacksAltCpu",
            Assert.Throws<RelionException>(() => AccelerationFallback.Apply(command, Capability(false))).ErrorId);

        // Written by hand behind the plan's back.
        RefineCommand byHand = command with { IsAccelerationExplicit = false, Acceleration = Acceleration.None };
        Assert.Equal(
            "RelionBinaryLacksAltCpu",
            Assert.Throws<RelionException>(() => AccelerationFallback.Apply(byHand, Capability(false))).ErrorId);
    }

    private static RelionCapability Capability(bool? hasAltCpu) =>
        new("3.1.3", "BASE=double", hasAltCpu, false, new HashSet<string>());

    private static string Captured(string file) => File.ReadAllText(RepositoryPaths.Data("relion-3.1.3", file));

    private string Program(string version) => TestProgram.Write(_folder, "relion_refine", $"""
        #!/bin/sh
        echo "$1" >> {_folder.Combine("calls")}
        echo "RELION version: {version} "
        echo "Precision: BASE=double"
        """);
}
