using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Particle files and maps at which RELION 3.1.3 ends or computes wrongly, as the integration test RelionInputTests has
/// it from RELION itself.
/// </summary>
public sealed class InputCaseTests : IDisposable
{
    private const string Particles = "-InputStar particles.star ";
    private const string Classes = "-ClassCount 2 -Iteration 1 ";
    private const string Halves = "-AdditionalArgument '--auto_refine','--split_random_halves'";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Case_star_all_in_one_half_fails_for_an_auto_refinement() =>
        Assert.Contains("Fail HalfSets 6 and 0", Amiss("star-all-in-one-half", Particles + Halves));

    [Fact]
    public void Case_star_empty_line_in_rows_tells_of_the_rows_that_RELION_does_not_read()
    {
        const string told =
            "2 particles; 4 more lines with as many values follow an empty line, RELION does not read them";
        Assert.Equal(["Warn RowsRead " + told], Amiss("star-empty-line-in-rows", Particles + Classes));
        Assert.Equal(2, _session.One<RelionDataset>("Get-RelionDataset particles.star").ParticleCount);
        Assert.Contains(told, Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Case_star_index_beyond_stack_fails() =>
        Assert.StartsWith(
            "Fail ImageStacks image 7 of 6",
            Assert.Single(Amiss("star-index-beyond-stack", Particles + Classes)),
            StringComparison.Ordinal);

    [Fact]
    public void Case_star_no_group_column_fails() =>
        Assert.Contains(
            "Fail OpticsGroups no rlnOpticsGroup in the particle table",
            Amiss("star-no-group-column", Particles + Classes));

    [Fact]
    public void Case_star_no_image_names_fails_and_no_such_command_is_made()
    {
        Assert.Contains("Fail ParticleStar no rlnImageName", Amiss("star-no-image-names", Particles + Classes));
        _session.Run("New-RelionRefineCommand -InputStar particles.star -OutputRoot out/run -ParticleDiameter 50");
        Assert.Equal(["RelionInputRefused"], _session.ErrorIds);
        Assert.Contains("extract", _session.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Case_star_no_image_size_fails_with_the_stacks_box_as_a_hint() =>
        Assert.Contains(
            "Fail OpticsColumns no rlnImageSize (16 by the first stack)",
            Amiss("star-no-image-size", Particles + Classes));

    [Fact]
    public void Case_star_no_particles_fails() =>
        Assert.Contains("Fail ParticleStar no particles", Amiss("star-no-particles", Particles + Classes));

    [Fact]
    public void Case_star_stack_named_mrc_fails_with_how_to_write_it()
    {
        Assert.Contains(
            Amiss("star-stack-named-mrc", Particles + Classes),
            text => text.StartsWith("Fail ImageStacks '000001@particles.mrc'", StringComparison.Ordinal));
        Assert.Contains(
            _session.Run(Command(Particles + Classes)).Cast<Finding>(),
            finding => finding.Id == "ImageStacks" && finding.Remedy.Contains("mrcs", StringComparison.Ordinal));
    }

    /// <summary>
    /// With <c>--trust_ref_size</c> RELION 3.1.3 warns, and ends a moment later all the same (exit code 1).
    /// </summary>
    [Fact]
    public void Case_reference_no_pixel_size_fails_unless_its_pixel_size_is_given()
    {
        CaseFolder.Write(_folder, "reference-no-pixel-size");
        using (FileStream map = File.OpenWrite(_folder.Combine("reference.mrc")))
        {
            // The cell's three edges (CELLA, words 11 to 13).
            map.Position = 40;
            map.Write(new byte[12]);
        }
        string[] parameters = [Particles, Classes, "-Reference reference.mrc -InitialHighResolution 30 "];
        Assert.Equal(["Fail ReferencePixelSize 0 Å"], Found(string.Concat(parameters)));
        Assert.Empty(Found($"{string.Concat(parameters)} -AdditionalArgument '--ref_angpix','4'"));
        Assert.Equal(
            ["Fail ReferencePixelSize 0 Å"],
            Found($"{string.Concat(parameters)} -AdditionalArgument '--trust_ref_size'"));
        _session.Run(
            $"New-RelionRefineCommand {string.Concat(parameters)} -OutputRoot out/run -ParticleDiameter 50");
        Assert.Equal(["RelionInputRefused"], _session.ErrorIds);
    }

    /// <summary>4 volumes × 16³ voxels × 4 bytes.</summary>
    [Fact]
    public void Case_subtomograms_3d_count_their_volumes_on_disk_and_in_memory()
    {
        CaseFolder.Write(_folder, "subtomograms-3d");
        foreach (int number in Enumerable.Range(0, 4))
        {
            Directory.CreateDirectory(_folder.Combine("sub"));
            TinyInput.WriteMap(_folder.Combine("sub", $"s{number}.mrc"), 16, isStack: false, 16, 4);
        }
        Go();
        Assert.Equal(65536, _session.One<RelionDataset>("Get-RelionDataset particles.star").ImageBytes);
        const string Command =
            "New-RelionRefineCommand -InputStar particles.star -Reference reference.mrc -InitialHighResolution 30 "
            + "-ParticleDiameter 50 -ClassCount 1 -HealpixOrder 0 -OutputRoot out/run -Acceleration None -Force "
            + "-Mpi None 3>$null";
        double volumes = _session.One<RankMemory>($"{Command} | Get-RelionMemoryEstimate").PeakBytes;
        _folder.Write(
            "particles.star",
            File.ReadAllText(_folder.Combine("particles.star"))
                .Replace("16 3 0.1", "16 2 0.1", StringComparison.Ordinal));
        double images = _session.One<RankMemory>($"{Command} -Pool 1 | Get-RelionMemoryEstimate").PeakBytes;
        Assert.True(volumes > images, $"{volumes} against {images}");
    }

    [Fact]
    public void Case_tomo_ios_finds_the_particles_in_the_set()
    {
        const string Set = "-AdditionalArgument '--ios','optimisation_set.star'";
        // The set's particle file has no column of groups, which is found through it alone.
        Assert.Contains("Fail OpticsGroups no rlnOpticsGroup in the particle table", Amiss("tomo-ios", Set));
        _folder.Write("particles.star", File.ReadAllText(CaseFolder.Path("star-index-beyond-stack", "particles.star"))
            .Replace("000007", "000006", StringComparison.Ordinal));
        RefineCommand command = _session.One<RefineCommand>(
            $"New-RelionRefineCommand -ParticleDiameter 50 -Symmetry C1 -OutputRoot out/run {Set} 3>$null");
        Assert.Equal(
            "optimisation_set.star", command.Arguments[command.Arguments.ToList().IndexOf("--ios") + 1]);
        Assert.DoesNotContain("--i", command.Arguments);
    }

    private string[] Amiss(string name, string parameters)
    {
        CaseFolder.Write(_folder, name);
        return Found(parameters + " -Reference reference.mrc -InitialHighResolution 30");
    }

    private string[] Found(string parameters)
    {
        Go();
        IReadOnlyList<object?> findings = _session.Run(Command(parameters));
        Assert.Empty(_session.ErrorIds);
        return [
            .. findings
                .Cast<Finding>()
                .Where(finding => finding.Status is FindingStatus.Fail or FindingStatus.Warn)
                .Select(finding => $"{finding.Status} {finding.Id} {finding.Found}"),
        ];
    }

    private static string Command(string parameters) =>
        $"New-RelionRefineCommand {parameters} -ParticleDiameter 50 -Ctf -HealpixOrder 0 -Symmetry C1 "
        + "-OutputRoot out/run -Acceleration None -Force -WarningAction SilentlyContinue | Test-RelionInput";

    private void Go() => _session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.Path}')");
}
