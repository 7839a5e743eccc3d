using System.Buffers.Binary;
using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Inputs that people reported: what RELION 3.1.3 does with each is in the integration test of the same rules,
/// RelionInputTests.
/// </summary>
public sealed class RelionInputCaseTests : IDisposable
{
    private const string Sound =
        "-InputStar in.star -Reference ref.mrc -ParticleDiameter 700 -OutputRoot Results/run -Ctf -Acceleration None";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public RelionInputCaseTests()
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

    [Theory]
    [InlineData("Fail ParticleStar no rlnImageName", "_rlnImageName #1", "_rlnSomething #1")]
    [InlineData("Fail ParticleStar data_images", "data_particles", "data_images")]
    [InlineData("Fail ParticleStar no optics group", "opticsGroup1 1 300.0 2.7 0.1 100.0 8 2\n", "")]
    [InlineData("Fail OpticsGroups no rlnOpticsGroup in the particle table", "_rlnOpticsGroup #3", "_rlnSomething #3")]
    [InlineData("Fail OpticsColumns no rlnImageSize (8 by the first stack)", "_rlnImageSize", "_rlnSomething")]
    [InlineData("Fail OpticsColumns no rlnVoltage", "_rlnVoltage", "_rlnSomething")]
    [InlineData("Fail OpticsColumns no rlnSphericalAberration", "_rlnSphericalAberration", "_rlnSomething")]
    [InlineData("Fail OpticsColumns no rlnImagePixelSize", "_rlnImagePixelSize", "_rlnSomething")]
    [InlineData("Fail CtfColumns no rlnAmplitudeContrast", "_rlnAmplitudeContrast", "_rlnSomething")]
    [InlineData("Fail OpticsValues rlnAmplitudeContrast 2", "2.7 0.1", "2.7 2")]
    [InlineData("Fail OpticsValues rlnVoltage 0", "300.0", "0")]
    [InlineData("Fail OpticsValues rlnVoltage nan", "300.0", "nan")]
    [InlineData("Fail OpticsValues rlnImagePixelSize -100.0", " 100.0", " -100.0")]
    [InlineData("Fail OpticsValues rlnImageDimensionality 1", "8 2\n", "8 1\n")]
    [InlineData("Fail ImageStacks '1@images.mrc'", "@images.mrcs", "@images.mrc")]
    [InlineData("Fail ImageStacks '0@images.mrcs'", "1@images", "0@images")]
    [InlineData("Fail ImageStacks 'x@images.mrcs'", "1@images", "x@images")]
    [InlineData("Fail ImageStacks image 7 of 2", "2@images", "7@images")]
    [InlineData("Fail ImageStacks 8 × 8 × 2 without a number", "1@images", "images")]
    [InlineData(
        "Warn RowsRead 1 particles; 1 more lines with as many values follow an empty line, RELION does not read them",
        "2@images",
        "\n2@images")]
    [InlineData(
        "Warn RowsRead 1 particles; 1 more lines with as many values follow an empty line, RELION does not read them",
        "2@images",
        " \t \n2@images")]
    [InlineData("Warn ParticleValues 1 of rlnDefocusU", "12000 12000", "n/a 12000")]
    [InlineData("Fail CtfImages no rlnCtfImage", "8 2\n", "8 3\n")]
    public void A_particle_file_that_RELION_trips_on_is_found(string expected, string from, string to)
    {
        _folder.Write("in.star", TinyInput.Star.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(expected, Amiss(Sound));
    }

    [Fact]
    public void A_table_without_rows_and_one_of_a_second_table_are_told()
    {
        int rows = TinyInput.Star.IndexOf("1@images", StringComparison.Ordinal);
        _folder.Write("in.star", TinyInput.Star[..rows]);
        Assert.Contains("Fail ParticleStar no particles", Amiss(Sound));
        _folder.Write("in.star", TinyInput.Star + TinyInput.Star);
        Assert.Contains(
            "Warn RowsRead 2 particles; 2 more rows are in a second particle table, RELION does not read them",
            Amiss(Sound));
        _session.One<RelionDataset>("Get-RelionDataset in.star");
        Assert.Contains(
            _session.Warnings,
            warning => warning.Contains("2 more rows are in a second particle table", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "1", "2")]
    [InlineData("", "0", "0")]
    [InlineData("Fail HalfSets 2 and 0", "1", "1")]
    [InlineData("Fail HalfSets 1 and 0, 1 of none", "0", "1")]
    [InlineData("Fail HalfSets rlnRandomSubset '3'", "1", "3")]
    public void Halves_of_which_one_is_empty_fail_an_auto_refinement(string expected, string first, string second)
    {
        _folder.Write(
            "in.star",
            TinyInput.Star.Replace(
                "_rlnDefocusAngle #6", "_rlnDefocusAngle #6\n_rlnRandomSubset #7", StringComparison.Ordinal)
            .Replace("10000 0\n", $"10000 0 {first}\n", StringComparison.Ordinal).Replace(
                "12000 0\n", $"12000 0 {second}\n", StringComparison.Ordinal));
        string[] amiss = Amiss(Sound + " -AdditionalArgument --auto_refine,--split_random_halves");
        Assert.Equal(
            expected, string.Join(';', amiss.Where(text => text.Contains("HalfSets", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("Fail ReferencePixelSize 0 Å", "")]
    [InlineData("", "-AdditionalArgument --ref_angpix,100")]
    public void A_reference_without_a_cell_fails_unless_its_pixel_size_is_said(string expected, string options)
    {
        using (FileStream map = File.OpenWrite(_folder.Combine("ref.mrc")))
        {
            map.Position = 40;
            map.Write(new byte[12]);
        }
        Assert.Equal(expected.Split(';', StringSplitOptions.RemoveEmptyEntries), Amiss($"{Sound} {options}"));
    }

    [Theory]
    [InlineData("images.mrcs")]
    [InlineData("ref.mrc")]
    public void A_value_that_is_no_number_fails(string file)
    {
        using (FileStream map = File.OpenWrite(_folder.Combine(file)))
        {
            var value = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(value, float.NaN);
            map.Position = 1024 + 40;
            map.Write(value);
        }
        Assert.Contains(
            Amiss(Sound),
            text => text.StartsWith("Fail ", StringComparison.Ordinal)
                && text.Contains("no number", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_of_some_versions_warns_where_the_version_is_not_known()
    {
        foreach (string file in new[] { "images.mrcs" })
        {
            byte[] bytes = File.ReadAllBytes(_folder.Combine(file));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), 12);
            File.WriteAllBytes(_folder.Combine(file), bytes);
        }
        Assert.Contains("Warn HalfFloats half floats (true before 4.0)", Amiss(Sound));
    }

    [Theory]
    [InlineData("_rlnImageName #1", "_rlnSomething #1")]
    [InlineData("@images.mrcs", "@images.mrc")]
    [InlineData("_rlnImageSize", "_rlnSomething")]
    public void The_planner_refuses_what_a_head_shows(string from, string to)
    {
        _folder.Write("in.star", TinyInput.Star.Replace(from, to, StringComparison.Ordinal));
        Assert.Empty(_session.Run($"New-RelionRefineCommand {Sound}"));
        Assert.Equal(["RelionInputRefused"], _session.ErrorIds);
    }

    /// <summary>
    /// Each byte and each value of the file is made odd in turn: always findings, or an error by name, never a stack
    /// trace.
    /// </summary>
    [Fact]
    public void No_odd_value_ends_the_checks()
    {
        string[] odd =
        [
            "", "nan", "-1", "99999999999999999999", "0", "x", "\0", "\"\"", "1e999", "'", "/", "../..", "@", "1@",
        ];
        string[] lines = TinyInput.Star.Split('\n');
        foreach (int line in Enumerable.Range(0, lines.Length).Where(index => lines[index].Length > 0))
        {
            string[] values = lines[line].Split(' ');
            for (int place = 0; place < values.Length; place++)
            {
                string value = odd[(line + place) % odd.Length];
                string[] mutated = [.. lines];
                mutated[line] = string.Join(' ', values.Select((text, index) => index == place ? value : text));
                _folder.Write("in.star", string.Join('\n', mutated));
                _session.Run(
                    $"New-RelionRefineCommand {Sound} -Force -WarningAction SilentlyContinue | Test-RelionInput");
                _session.Run("Get-RelionDataset in.star -WarningAction SilentlyContinue");
                Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
            }
        }
    }

    /// <summary>
    /// Two particles of 8 px: images 2 × 8² × 4 bytes, volumes 2 × 8³ × 4; two stacks of five tilts 10 × 8² × 4.
    /// </summary>
    [Fact]
    public void Subtomograms_count_their_box_and_stacks_of_tilts_their_images()
    {
        Assert.Equal(512, _session.One<RelionDataset>("Get-RelionDataset in.star").ImageBytes);
        _folder.Write("in.star", TinyInput.Star.Replace("8 2\n", "8 3\n", StringComparison.Ordinal));
        Assert.Equal(4096, _session.One<RelionDataset>("Get-RelionDataset in.star").ImageBytes);
        foreach (string name in new[] { "1.mrcs", "2.mrcs" })
        {
            TinyInput.WriteMap(_folder.Combine(name), 5, isStack: true);
        }
        _folder.Write(
            "in.star",
            "\ndata_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n" + TinyInput.Star
                .Replace("1@images.mrcs", "1.mrcs", StringComparison.Ordinal)
                .Replace("2@images.mrcs", "2.mrcs", StringComparison.Ordinal));
        Assert.Equal(2560, _session.One<RelionDataset>("Get-RelionDataset in.star").ImageBytes);
    }

    [Fact]
    public void The_box_is_read_from_the_particles_where_no_reference_has_it()
    {
        RankMemory[] ranks =
        [
            .. _session
                .Run(
                    "New-RelionRefineCommand -InputStar in.star -ParticleDiameter 700 -OutputRoot Results/run "
                    + "-Acceleration None -Mpi None | Get-RelionMemoryEstimate")
                .Cast<RankMemory>(),
        ];
        Assert.Empty(_session.Errors);
        Assert.Equal(8, Assert.Single(ranks).CurrentSize);
    }

    [Fact]
    public void Options_in_one_token_are_refused_with_how_to_write_them()
    {
        Assert.Empty(
            _session.Run(
                $"New-RelionRefineCommand {Sound} -AdditionalArgument '--solvent_mask mask.mrc --onthefly_shifts'"));
        Assert.Equal(["RelionArgumentsTogether"], _session.ErrorIds);
        Assert.Contains(
            "-AdditionalArgument '--solvent_mask', 'mask.mrc', '--onthefly_shifts'",
            _session.Errors[0].Exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_without_particles_or_results_is_not_started()
    {
        _session.Run("New-RelionRefineCommand -ParticleDiameter 80 -Acceleration None | Invoke-RelionRefine");
        Assert.Equal(["RelionCommandWithoutInput"], _session.ErrorIds);
    }

    [Fact]
    public void An_optimisation_set_takes_the_place_of_the_particles()
    {
        _folder.Write("set.star", "\ndata_\n\n_rlnTomoParticlesFile in.star\n");
        _folder.Write("in.star", TinyInput.Star.Replace("_rlnVoltage", "_rlnSomething", StringComparison.Ordinal));
        RefineCommand command = _session.One<RefineCommand>(
            "New-RelionRefineCommand -ParticleDiameter 700 -OutputRoot Results/run -AdditionalArgument --ios,set.star "
            + "-Force -WarningAction SilentlyContinue");
        Assert.DoesNotContain("--i", command.Arguments);
        Assert.Contains(
            "Fail OpticsColumns no rlnVoltage",
            Amiss("-ParticleDiameter 700 -OutputRoot Results/run -AdditionalArgument --ios,set.star"));
    }

    [Fact]
    public void A_backtrace_is_cut_from_what_the_program_said()
    {
        const string said = """
            in: ./src/exp_model.cpp, line 344
            ERROR: 
            ERROR: one of your half sets has no segments.
            === Backtrace  ===
            relion_refine_mpi(_ZN11RelionErrorC2ERKNSt7__cxx1112basic_stringIcEEES7_l+0x7a) [0x55dcd39fcd1a]
            relion_refine_mpi(+0x54b02) [0x55dcd399eb02]
            /lib/x86_64-linux-gnu/libc.so.6(__libc_start_main+0x85) [0x7f9f1d645305]
            ==================
            ERROR: 
            ERROR: one of your half sets has no segments.
            """;
        Assert.Equal(
            "in: ./src/exp_model.cpp, line 344\nERROR: one of your half sets has no segments.",
            ErrorLines.Readable(said));
    }

    private string[] Amiss(string parameters)
    {
        IReadOnlyList<object?> findings = _session.Run(
            $"New-RelionRefineCommand {parameters} -Force -WarningAction SilentlyContinue | Test-RelionInput");
        Assert.Empty(_session.Errors);
        return [
            .. findings
                .Cast<Finding>()
                .Where(finding => finding.Status is FindingStatus.Fail or FindingStatus.Warn)
                .Select(finding => $"{finding.Status} {finding.Id} {finding.Found}"),
        ];
    }
}
