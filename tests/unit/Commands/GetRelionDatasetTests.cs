using System.Management.Automation;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Get-RelionDataset and Get-RelionStarTable through the real engine.</summary>
public sealed class GetRelionDatasetTests : IDisposable
{
    private const string Old =
        "\ndata_\n\nloop_ \n_rlnVoltage #1 \n_rlnDefocusU #2 \n_rlnDefocusV #3 \n_rlnDefocusAngle #4 "
        + "\n_rlnSphericalAberration #5 \n_rlnDetectorPixelSize #6 \n_rlnMagnification #7 \n"
            + "_rlnAmplitudeContrast #8 \n_rlnImageName #9 \n_rlnMicrographName #10 \n";

    private const string OldRow =
        "300.000000 10000.000000 10000.000000 0.000000 2.700000 14.000000 104478.000000 0.100000 ";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public GetRelionDatasetTests()
    {
        TinyInput.Write(_folder, "in.star", "ref.mrc");
        _session.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder.Path}')");
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tells_what_a_file_holds()
    {
        RelionDataset set = _session.One<RelionDataset>("Get-RelionDataset in.star");
        Assert.Empty(_session.Warnings);
        Assert.Equal(
            ("in.star", 2, 1, "3.1", 2, 1, 0),
            (
                set.InputStar,
                set.ParticleCount,
                set.OpticsGroupCount,
                set.StarGeneration,
                set.MicrographCount,
                set.StackCount,
                set.AssignedClassCount));
        Assert.Equal((8, 100.0, 2L * 8 * 8 * 4), (set.BoxSize, set.PixelSize, set.ImageBytes));
        Assert.Empty(set.MissingStacks!);
        Assert.Equal(new OpticsGroup(1, "opticsGroup1", 2, 8, 100), Assert.Single(set.OpticsGroups));
    }

    [Fact]
    public void Missing_stacks_are_named_and_warned_of()
    {
        _folder.Write("more.star", TinyInput.Star.Replace("2@images", "2@Extract/other", StringComparison.Ordinal));
        RelionDataset set = _session.One<RelionDataset>("Get-RelionDataset more.star");
        Assert.Equal(["Extract/other.mrcs"], set.MissingStacks);
        Assert.Contains("1 of 2 image stacks", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.Null(_session.One<RelionDataset>("Get-RelionDataset more.star -SkipStackCheck").MissingStacks);
    }

    [Fact]
    public void Many_stacks_of_a_folder_are_found_as_few_are()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"1@Extract/s{i}.mrcs mic.mrc 1 1 1 0\n"));
        _folder.Write(
            "many.star", TinyInput.Star[..TinyInput.Star.IndexOf("1@images", StringComparison.Ordinal)] + rows);
        foreach (int i in Enumerable.Range(0, 30).Where(i => i != 7)) _folder.Write($"Extract/s{i}.mrcs", "");
        Assert.Equal(["Extract/s7.mrcs"], _session.One<RelionDataset>("Get-RelionDataset many.star").MissingStacks);
    }

    [Fact]
    public void Binds_to_the_planner()
    {
        RefineCommand command = _session.One<RefineCommand>(
            "Get-RelionDataset in.star | New-RelionRefineCommand -Reference ref.mrc -OutputRoot ./run -NodeProfile "
            + "(New-RelionNodeProfile 2 8)");
        Assert.Contains("--i in.star", command.CommandLine, StringComparison.Ordinal);
        Assert.Equal(_folder.Path, command.WorkingDirectory);
    }

    [Fact]
    public void Old_files_are_said_to_be_so_with_their_pixel_size()
    {
        _folder.Write("old.star", Old + OldRow + "1@images.mrcs mic1.mrc \n" + OldRow + "2@images.mrcs mic1.mrc \n \n");
        RelionDataset set = _session.One<RelionDataset>("Get-RelionDataset old.star");
        Assert.Equal(("3.0", 2, 0, 8), (set.StarGeneration, set.ParticleCount, set.OpticsGroupCount, set.BoxSize));
        Assert.Equal(1.34, set.PixelSize!.Value, 4);
        Assert.Contains("Convert-RelionDataset", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    /// <summary>The published shiny_2sets.star has a 9 too many on line 5476.</summary>
    [Theory]
    [InlineData("2@images.mrcs mic1.mrc 9 \n")]
    [InlineData("9 2@images.mrcs mic1.mrc \n")]
    [InlineData("2@images.mrcs mic1.mrc \n9\n")]
    public void A_stray_value_is_said_with_its_line_and_mended_in_a_new_file_only(string rest)
    {
        string head = Old + OldRow + "1@images.mrcs mic1.mrc \n";
        string text = head + OldRow + rest + OldRow + "1@images.mrcs mic2.mrc \n \n";
        _folder.Write("stray.star", text);
        Assert.Empty(_session.Run("Get-RelionDataset stray.star"));
        Assert.Equal(["RelionStarStrayValue"], _session.ErrorIds);
        int line = head.Count(letter => letter == '\n') + (rest.EndsWith("\n9\n", StringComparison.Ordinal) ? 2 : 1);
        Assert.Contains($"line {line}:", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            3, _session.One<RelionDataset>("Repair-RelionDataset stray.star good.star").ParticleCount);
        Assert.Equal(text, File.ReadAllText(_folder.Combine("stray.star")));
        Assert.Equal(text.Length, File.ReadAllText(_folder.Combine("good.star")).Length + 2);
        _session.Run("Repair-RelionDataset stray.star good.star");
        Assert.Equal(["RelionFileExists"], _session.ErrorIds);
    }

    [Fact]
    public void A_row_with_another_fault_is_not_mended()
    {
        _folder.Write("short.star", Old + OldRow + "1@images.mrcs mic1.mrc \n300.0 10000 5\n");
        _session.Run("Get-RelionDataset short.star");
        Assert.Equal(["RelionStarInvalid"], _session.ErrorIds);
        _session.Run("Repair-RelionDataset short.star good.star");
        Assert.Equal(["RelionStarNotMendable"], _session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("good.star")));
    }

    [Fact]
    public void A_file_with_optics_is_not_converted_since_the_program_would_empty_it()
    {
        Assert.Equal("in.star", _session.One<RelionDataset>("Convert-RelionDataset in.star").InputStar);
        Assert.Contains("nothing was converted", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("in_3.1.star")));
    }

    [Fact]
    public void What_is_no_particle_file_is_an_error_and_the_next_file_is_read()
    {
        _folder.Write("empty.star", "");
        Directory.CreateDirectory(_folder.Combine("folder.star"));
        File.WriteAllBytes(_folder.Combine("binary.star"), [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]);
        using (FileStream sparse = File.Create(_folder.Combine("sparse.star"))) sparse.SetLength(5L << 30);
        System.Diagnostics.Process.Start("mkfifo", _folder.Combine("pipe.star")).WaitForExit();
        IReadOnlyList<object?> output = _session.Run(
            "Get-RelionDataset empty.star, folder.star, binary.star, sparse.star, pipe.star, none.star, in.star");
        Assert.Equal(2, Assert.IsType<RelionDataset>(Assert.Single(output)).ParticleCount);
        Assert.Equal(
            [
                "RelionStarWithoutParticles",
                "RelionFileUnreadable",
                "RelionStarWithoutParticles",
                "RelionStarInvalid",
                "RelionFileUnreadable",
                "RelionFileNotFound",
            ],
            _session.ErrorIds);
    }

    [Fact]
    public void Rows_are_typed_and_columns_chosen_by_wildcard()
    {
        PSObject row = Assert.IsType<PSObject>(
            _session.Run("Get-RelionStarTable in.star -Column _rlnImageName, rlnDefocus[UV], rlnOpticsGroup")[1]);
        Assert.Equal(
            ["rlnImageName", "rlnDefocusU", "rlnDefocusV", "rlnOpticsGroup"],
            row.Properties.Select(property => property.Name));
        Assert.Equal(["2@images.mrcs", 12000.0, 12000.0, 1L], row.Properties.Select(property => property.Value));
    }

    [Fact]
    public void A_reader_that_stops_early_gets_its_rows_though_the_end_is_broken()
    {
        _folder.Write("broken.star", TinyInput.Star + "3@images.mrcs too short\n");
        Assert.Single(_session.Run("Get-RelionStarTable broken.star -First 1"));
        Assert.Empty(_session.Errors);
        Assert.Equal(2, _session.Run("Get-RelionStarTable broken.star").Count);
        Assert.Equal(["RelionStarInvalid"], _session.ErrorIds);
    }

    [Fact]
    public void A_missing_block_or_column_names_those_that_are_there()
    {
        _session.Run("Get-RelionStarTable in.star -Block micrographs");
        Assert.Equal(["RelionStarBlockMissing"], _session.ErrorIds);
        _session.Run("Get-RelionStarTable in.star -Column rlnAnglePsi");
        Assert.Equal(["RelionStarLabelMissing"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("Repair-RelionDataset", "stray.star", "stray.star")]
    [InlineData("Repair-RelionDataset", "stray.star", "./sub/../stray.star")]
    [InlineData("Repair-RelionDataset", "stray.star", "link.star")]
    [InlineData("Repair-RelionDataset", "link.star", "stray.star")]
    [InlineData("Repair-RelionDataset", "stray.star", "hard.star")]
    [InlineData("Convert-RelionDataset", "old.star", "old.star")]
    [InlineData("Convert-RelionDataset", "oldlink.star", "old.star")]
    public void The_file_that_is_read_is_never_written_over(string command, string path, string target)
    {
        string row = OldRow + "1@images.mrcs mic1.mrc \n", text = Old + row + "9\n" + row;
        string stray = _folder.Write("stray.star", text), old = _folder.Write("old.star", Old + row);
        File.CreateSymbolicLink(_folder.Combine("link.star"), stray);
        File.CreateSymbolicLink(_folder.Combine("oldlink.star"), "old.star");
        System.Diagnostics.Process.Start("ln", [stray, _folder.Combine("hard.star")]).WaitForExit();
        Directory.CreateDirectory(_folder.Combine("sub"));
        Assert.Empty(_session.Run($"{command} {path} {target} -Force"));
        Assert.Equal(["RelionFileIsInput"], _session.ErrorIds);
        Assert.Equal(text, File.ReadAllText(stray));
        Assert.Equal(text, File.ReadAllText(_folder.Combine("hard.star")));
        Assert.Equal(Old + row, File.ReadAllText(old));
    }

    [Fact]
    public void Files_of_one_pipeline_are_not_written_over_each_other()
    {
        string row = OldRow + "1@images.mrcs mic1.mrc \n";
        foreach (string name in new[] { "a.star", "b.star" }) _folder.Write(name, Old + row + "9\n" + row);
        Assert.Single(_session.Run("Repair-RelionDataset a.star, b.star -DestinationPath good.star -Force"));
        Assert.Equal(["RelionFileExists"], _session.ErrorIds);
        Assert.Equal(2, _session.Run("Repair-RelionDataset a.star, b.star").Count);
        Assert.True(File.Exists(_folder.Combine("b_repaired.star")));
    }

    /// <summary>The second file of the line is read after the first was written.</summary>
    [Theory]
    [InlineData("Repair-RelionDataset a.star, b.star -DestinationPath b.star -Force")]
    [InlineData("Repair-RelionDataset *.star -DestinationPath ./sub/../b.star -Force")]
    [InlineData("Repair-RelionDataset -LiteralPath a.star, b.star -DestinationPath link.star -Force")]
    public void A_file_that_is_yet_to_be_read_is_not_written_over(string line)
    {
        string row = OldRow + "1@images.mrcs mic1.mrc \n", text = Old + row + "9\n" + row;
        foreach (string name in new[] { "a.star", "b.star" }) _folder.Write(name, text);
        Directory.CreateDirectory(_folder.Combine("sub"));
        File.CreateSymbolicLink(_folder.Combine("link.star"), "b.star");
        _session.Run(line);
        Assert.All(_session.ErrorIds, id => Assert.Equal("RelionFileIsInput", id));
        Assert.InRange(_session.ErrorIds.Count, 2, 9);
        Assert.Equal(text, File.ReadAllText(_folder.Combine("b.star")));
    }

    [Theory]
    [InlineData("Get-RelionDataset 'in`[1`].star', in.star | Get-RelionDataset", 2)]
    [InlineData("$set = Get-RelionDataset in.star; Get-RelionDataset $set", 1)]
    [InlineData("Get-RelionDataset in.star | Get-RelionStarTable -First 1", 1)]
    [InlineData("Get-Item in.star | Get-RelionDataset", 1)]
    public void A_data_set_stands_for_its_file(string line, int count)
    {
        File.Copy(_folder.Combine("in.star"), _folder.Combine("in[1].star"));
        Assert.Equal(count, _session.Run(line).Count);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_benchmarks_data_set_stands_for_its_particles()
    {
        BenchmarkDataset made = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark Synthetic -Path made -ParticleCount 20 -BoxSize 32 "
            + "| Tee-Object -Variable made");
        RelionDataset read = _session.One<RelionDataset>("$made | Get-RelionDataset");
        Assert.Equal((20, made.WorkingDirectory), (read.ParticleCount, read.WorkingDirectory));
        Assert.Equal(20, _session.Run("$made | Get-RelionStarTable -Block particles").Count);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void The_project_goes_on_to_the_next_command_with_the_data()
    {
        Directory.CreateDirectory(_folder.Combine("project"));
        string row = OldRow + "1@images.mrcs mic1.mrc \n";
        _folder.Write("project/stray.star", Old + row + "9\n" + row);
        File.Copy(_folder.Combine("images.mrcs"), _folder.Combine("project/images.mrcs"));
        RelionDataset mended = _session.One<RelionDataset>(
            "Repair-RelionDataset project/stray.star -ProjectDirectory project | Get-RelionDataset");
        Assert.Equal(_folder.Combine("project"), mended.WorkingDirectory);
        Assert.Empty(mended.MissingStacks ?? []);
    }

    [Fact]
    public void What_would_be_written_is_said_and_nothing_written()
    {
        string row = OldRow + "1@images.mrcs mic1.mrc \n";
        _folder.Write("old.star", Old + row);
        Assert.Empty(_session.Run("Get-RelionDataset old.star | Convert-RelionDataset -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.Empty(_session.Run("Repair-RelionDataset old.star -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.False(File.Exists(_folder.Combine("old_3.1.star")));
        Assert.False(File.Exists(_folder.Combine("old_repaired.star")));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("loop.star")]
    [InlineData("dangling.star")]
    [InlineData("pipe.star")]
    [InlineData("/dev/null")]
    public void A_place_that_takes_no_file_is_said(string place)
    {
        _folder.Write("stray.star", Old + OldRow + "1@images.mrcs mic1.mrc \n9\n");
        Directory.CreateDirectory(_folder.Combine("sub"));
        File.CreateSymbolicLink(_folder.Combine("loop.star"), "loop.star");
        File.CreateSymbolicLink(_folder.Combine("dangling.star"), "none/at/all.star");
        System.Diagnostics.Process.Start("mkfifo", [_folder.Combine("pipe.star")]).WaitForExit();
        Assert.Empty(_session.Run($"Repair-RelionDataset stray.star {place} -Force"));
        Assert.Equal(["RelionOutputNotWritable"], _session.ErrorIds);
    }
}
