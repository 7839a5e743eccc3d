using RelionPS.Data.Mrc;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// The checks before a run, through the real engine; each fault is one that RELION 3.1.3 ends at or warns of.
/// </summary>
public sealed class TestRelionInputTests : IDisposable
{
    private const string Sound =
        "-InputStar in.star -Reference ref.mrc -ParticleDiameter 700 -OutputRoot Results/run -Ctf";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public TestRelionInputTests()
    {
        TinyInput.Write(_folder, "in.star", "ref.mrc");
        Directory.CreateDirectory(_folder.Combine("Results"));
        _session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.Path}')");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_sound_input_has_nothing_amiss()
    {
        Assert.Equal([], Amiss(Sound));
        Assert.True(
            _session.One<bool>($"New-RelionRefineCommand {Sound} -Acceleration None | Test-RelionInput -Quiet"));
    }

    [Theory]
    [InlineData("Fail ParticleDiameter", "-ParticleDiameter 800")]
    [InlineData("Fail Classes", "-ClassCount 2 -AdditionalArgument --auto_refine,--split_random_halves")]
    [InlineData("Fail ScratchSpace", "-AdditionalArgument --scratch_dir,/no/such/folder")]
    [InlineData("Warn ScratchSpace", "-AdditionalArgument --scratch_dir,/tmp,--keep_free_scratch,9000000")]
    [InlineData("Fail OutputFolder", "-OutputRoot run")]
    [InlineData("Warn OutputFolder", "-OutputRoot Elsewhere/run")]
    public void Options_that_RELION_ends_at_or_warns_of(string expected, string options)
    {
        string given = Sound;
        foreach (string name in options
            .Split(' ')
            .Where(
                token => token.StartsWith("-O", StringComparison.Ordinal)
                    || token.StartsWith("-P", StringComparison.Ordinal)))
        {
            given = System.Text.RegularExpressions.Regex.Replace(given, name + " [^ ]+ ?", "");
        }
        Assert.Equal([expected], Amiss($"{given} {options}"));
    }

    [Theory]
    [InlineData("Fail ReferenceBox", 10, 100.0, "")]
    [InlineData("Fail ReferencePixelSize", 8, 100.01, "")]
    [InlineData("", 8, 100.0005, "")]
    [InlineData("Warn ReferenceBox", 10, 100.0, "-AdditionalArgument --trust_ref_size")]
    [InlineData("", 8, 7.0, "-AdditionalArgument --ref_angpix,100")]
    public void The_reference_is_held_against_the_particles(string expected, int box, double pixelSize, string options)
    {
        TinyInput.WriteMap(_folder.Combine("ref.mrc"), box, isStack: false, box, pixelSize);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), Amiss($"{Sound} {options}"));
    }

    [Theory]
    [InlineData("Fail CtfColumns", "_rlnDefocusU", "_rlnSomething")]
    [InlineData("Fail OpticsGroups", "2@images.mrcs mic2.mrc 1", "2@images.mrcs mic2.mrc 3")]
    [InlineData("Fail ImageStacks", "2@images", "2@absent")]
    [InlineData("Fail ParticleStar", "mic2.mrc 1", "mic2.mrc 1 9")]
    [InlineData("Fail ParticleStar", "\n", "\r\n")]
    public void The_particles_are_read_to_their_end(string expected, string from, string to)
    {
        _folder.Write("in.star", TinyInput.Star.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(expected, Amiss(Sound));
    }

    [Fact]
    public void A_stack_that_is_cut_short_fails()
    {
        using (FileStream stack = File.OpenWrite(_folder.Combine("images.mrcs"))) stack.SetLength(1100);
        Assert.Contains("Fail ImageStacks", Amiss(Sound));
    }

    [Fact]
    public void Images_that_are_not_normalised_are_warned_of()
    {
        using (var writer = new MrcWriter(
            _folder.Combine("images.mrcs"),
            new MrcHeader { Columns = 8, Rows = 8, Sections = 2, PixelSize = 100, IsStack = true }))
        {
            for (int section = 0; section < 2; section++)
            {
                writer.WriteSection([.. Enumerable.Range(0, 64).Select(i => 5f + i % 3)]);
            }
            writer.Complete();
        }
        Assert.Equal(["Warn Normalisation"], Amiss(Sound));
    }

    [Fact]
    public void The_planner_refuses_what_is_here_and_wrong_unless_forced()
    {
        TinyInput.WriteMap(_folder.Combine("ref.mrc"), 10, isStack: false, 10);
        Assert.Empty(_session.Run($"New-RelionRefineCommand {Sound} -Acceleration None"));
        Assert.Equal(["RelionInputRefused"], _session.ErrorIds);
        Assert.Contains(
            "ReferenceBox: 10 px, particles 8 px", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.True(
            _session.One<RefineCommand>($"New-RelionRefineCommand {Sound} -Acceleration None -Force").IsInputForced);
        Assert.Contains(_session.Warnings, warning => warning.StartsWith("ReferenceBox:", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_are_not_here_are_unknown_and_refuse_nothing()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionRefineCommand -NodeProfile (New-RelionNodeProfile 2 8) -Preset PlasmodiumRibosome "
            + "-WorkingDirectory /far/away");
        Assert.DoesNotContain(
            command.Decisions, decision => decision.Name.StartsWith("Input", StringComparison.Ordinal));
        IReadOnlyList<object?> findings = _session.Run(
            "New-RelionRefineCommand -NodeProfile (New-RelionNodeProfile 2 8) -Preset PlasmodiumRibosome "
            + "-WorkingDirectory /far/away | Test-RelionInput");
        Assert.DoesNotContain(
            findings, finding => ((Finding)finding!).Status is FindingStatus.Fail or FindingStatus.Warn);
        Assert.Contains(
            findings, finding => ((Finding)finding!) is { Id: "ImageStacks", Status: FindingStatus.Unknown });
    }

    /// <summary>What is amiss: status and name of each finding that is.</summary>
    private string[] Amiss(string parameters)
    {
        IReadOnlyList<object?> findings = _session.Run(
            $"New-RelionRefineCommand {parameters} -Acceleration None -Force -WarningAction SilentlyContinue | "
            + "Test-RelionInput");
        Assert.Empty(_session.Errors);
        return [
            .. findings
                .Cast<Finding>()
                .Where(finding => finding.Status is FindingStatus.Fail or FindingStatus.Warn)
                .Select(finding => $"{finding.Status} {finding.Id}"),
        ];
    }
}
