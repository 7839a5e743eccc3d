using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>What the command refuses before RELION is started. Real sets are made by the integration tests.</summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class InitializeRelionBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public InitializeRelionBenchmarkTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private string IdOf(string script)
    {
        Assert.Empty(_session.Run(script));
        return Assert.Single(_session.ErrorIds);
    }

    [Theory]
    [InlineData("-Name Other")]
    [InlineData("-Name Synthetic -ParticleCount 0")]
    [InlineData("-Name Synthetic -ParticleCount -5")]
    [InlineData("-Name Synthetic -BoxSize 8")]
    [InlineData("-Name Synthetic -BoxSize 100000")]
    [InlineData("-Name Synthetic -PixelSize 0")]
    [InlineData("-Name Synthetic -PixelSize ([double]::NaN)")]
    [InlineData("-Name Synthetic -SignalToNoise 0")]
    public void Values_out_of_range_are_refused_by_the_binder(string arguments) =>
        Assert.Equal(
            "ParameterArgumentValidationError", IdOf($"Initialize-RelionBenchmark -Path \"$folder/set\" {arguments}"));

    [Fact]
    public void An_odd_box_is_refused_with_its_even_neighbours()
    {
        Assert.Equal("RelionBoxSizeOdd", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/set\" -BoxSize 63"));
        Assert.Contains("62 or 64", _session.Errors[0].Exception.Message);
        Assert.Equal(63, _session.Errors[0].TargetObject);
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        string file = _folder.Write("set/notes.txt", "mine");
        Assert.Equal("RelionDatasetExists", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/set\""));
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder.Combine("set")));
    }

    [Fact]
    public void A_broken_manifest_counts_as_other_files()
    {
        _folder.Write("set/dataset.json", "{ \"SchemaVersion\": 1, \"Gene");
        Assert.Equal("RelionDatasetExists", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/set\""));
    }

    [Theory]
    [InlineData("particles.star")]
    [InlineData("reference.mrc")]
    [InlineData("dataset.json")]
    public void Force_writes_over_a_set_and_not_over_files_of_another(string name)
    {
        string file = _folder.Write("set/" + name, "mine");
        Assert.Equal("RelionFileNotOwn", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/set\" -Force"));
        Assert.Equal(file, _session.Errors[0].TargetObject);
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder.Combine("set")));
    }

    [Fact]
    public void A_link_in_place_of_the_folder_in_which_a_set_grows_is_not_followed()
    {
        string file = _folder.Write("outside/particles.star", "mine");
        Directory.CreateDirectory(_folder.Combine("set"));
        Directory.CreateSymbolicLink(_folder.Combine("set", ".relionps-partial"), _folder.Combine("outside"));
        _session.Run("Initialize-RelionBenchmark Synthetic \"$folder/set\" -Force");
        Assert.DoesNotContain("RelionUnexpected", _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused()
    {
        _folder.Write("file", "");
        Assert.Equal("RelionDatasetNotWritable", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/file\""));
    }

    [Fact]
    public void A_path_of_another_provider_is_refused() =>
        Assert.Equal("RelionPathNotFileSystem", IdOf("Initialize-RelionBenchmark Synthetic Variable:/set"));

    [Fact]
    public void A_disk_without_room_is_refused_before_anything_is_made() =>
        // The proc file system says that it has no free bytes.
        Assert.Equal("RelionDiskSpaceShort", IdOf("Initialize-RelionBenchmark Synthetic /proc/relionps"));

    [Fact]
    public void WhatIf_makes_nothing()
    {
        Assert.Empty(_session.Run("Initialize-RelionBenchmark Synthetic \"$folder/set\" -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_machine_without_RELION_is_told_so_and_nothing_is_left()
    {
        string? before = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", _folder.Path);
            Assert.Equal("RelionProgramNotFound", IdOf("Initialize-RelionBenchmark Synthetic \"$folder/set\""));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
        Assert.Contains("relion_project", _session.Errors[0].Exception.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
