using System.Formats.Tar;
using System.IO.Compression;
using RelionPS.Data.Benchmarks;
using RelionPS.Nodes.Readers;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// The guide's set-up (5.1) on a stand-in tree; relion_convert_star is a stand-in too, the real one is in the
/// integration tests.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class InitializeRibosomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public InitializeRibosomeTests()
    {
        _session.Set("folder", _folder.Path);
        RibosomeTree.Write(_folder, "data");
        string optics =
            TinyInput.Star[..TinyInput.Star.IndexOf("\n# version 30001\n\ndata_particles", StringComparison.Ordinal)];
        _folder.Write("optics", optics);
        // Prefixes an optics table and makes a column of the optics group: what RELION does, as far as it is looked at.
        TestProgram.Write(_folder, "bin/relion_convert_star", $$"""
            #!/bin/sh
            echo "$2" >> {{_folder.Combine("calls")}}
            {
              cat {{_folder.Combine("optics")}}
              echo; echo data_particles; echo; echo loop_; echo '_rlnImageName #1'; echo '_rlnMicrographName #2'
              echo '_rlnDefocusU #3'; echo '_rlnDefocusV #4'; echo '_rlnDefocusAngle #5'; echo '_rlnOpticsGroup #6'
              grep @ "$2" | while read image micrograph u v angle rest; do
                echo "$image $micrograph $u $v $angle 1"
              done
              echo
            } > "$4"
            """);
        Environment.SetEnvironmentVariable("PATH", _folder.Combine("bin") + ":" + _path);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Section_5_1_converts_once_and_makes_Results()
    {
        var set = _session.One<BenchmarkDataset>(
            "Initialize-RelionBenchmark -Name PlasmodiumRibosome -Path \"$folder/data\"");
        Assert.Equal(
            ("PlasmodiumRibosome", _folder.Combine("data"), "Particles/shiny_2sets_3.1.star", "emd_2660.map:mrc"),
            (set.Preset, set.WorkingDirectory, set.InputStar, set.Reference));
        Assert.Equal(
            (4, TinyInput.Box, 100.0, 360.0), (set.ParticleCount, set.BoxSize, set.PixelSize, set.ParticleDiameter));
        Assert.Null(set.Seed);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Combine("data", "Results")));

        // Again, by the folder above it: nothing is converted a second time; -Force does.
        _session.One<BenchmarkDataset>("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\"");
        Assert.Single(File.ReadLines(_folder.Combine("calls")));
        _session.One<BenchmarkDataset>("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\" -Force");
        Assert.Equal(2, File.ReadLines(_folder.Combine("calls")).Count());
        Assert.Equal(
            ["MRC_0601", "MRC_1901", "shiny_2sets.star", "shiny_2sets_3.1.star"],
            Directory.GetFileSystemEntries(_folder.Combine("data", "Particles"))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Section_5_3_is_the_command_that_follows()
    {
        // The pool follows the number of particles, and the stand-in has four.
        var command = _session.One<RefineCommand>(
            "Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\" | New-RelionRefineCommand -ParticleCount "
            + "105247 -Mpi IntelMpi -Fabric shm:ofi -WarningAction Ignore -NodeProfile "
            + "(New-RelionNodeProfile -Socket 2 -CorePerSocket 32 -ThreadPerCore 2 -MemoryBytes 256GB -CpuModel "
            + "'Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz')");
        string[] listing = File.ReadAllText(RepositoryPaths.Data("guide", "5.3-one-node.txt")).Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(listing.SkipWhile(token => token != "--i"), command.Arguments);
        Assert.Equal(_folder.Combine("data"), command.WorkingDirectory);
    }

    [Theory]
    [InlineData("emd_2660.map")]
    [InlineData("Particles/shiny_2sets.star")]
    [InlineData("Particles/MRC_1901/set2.mrcs")]
    public void What_is_missing_is_named_with_how_to_get_it(string file)
    {
        File.Delete(_folder.Combine("data", file));
        AssertMissing(file);
    }

    [Fact]
    public void Stack_that_is_cut_short_is_named()
    {
        string stack = _folder.Combine("data", RibosomeTree.Stacks[0]);
        using (FileStream file = File.OpenWrite(stack)) file.SetLength(1100);
        AssertMissing("cut short at 1100 bytes");
    }

    [Fact]
    public void Folder_that_does_not_exist_is_not_made()
    {
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/none\""));
        Assert.Equal(["RelionBenchmarkDataMissing"], _session.ErrorIds);
        Assert.False(Directory.Exists(_folder.Combine("none")));
    }

    [Fact]
    public void Fault_of_the_published_file_is_left_out_and_said()
    {
        string star = RibosomeTree.WriteStar(
            _folder, "data", [.. Enumerable.Range(0, 6000).Select(index => (index % 2 + 1, 10000.0))], 100);
        List<string> lines = [.. File.ReadLines(star)];
        lines[5475] += " 9";
        Assert.Contains("@", lines[5475]);
        File.WriteAllText(star, string.Join('\n', lines) + "\n");
        byte[] before = File.ReadAllBytes(star);

        var set = _session.One<BenchmarkDataset>("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\"");
        Assert.Equal(6000, set.ParticleCount);
        Assert.Contains("'9' on line 5476", Assert.Single(_session.Warnings));
        Assert.Equal(before, File.ReadAllBytes(star));
        Assert.EndsWith("shiny_2sets_mended.star", Assert.Single(File.ReadLines(_folder.Combine("calls"))));
    }

    [Fact]
    public void Another_fault_is_the_users_to_judge()
    {
        string star = _folder.Combine("data", "Particles", "shiny_2sets.star");
        File.WriteAllText(star, File.ReadAllText(star).Replace("14000 14000", "14000 14000 7"));
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\""));
        Assert.Equal(["RelionStarStrayValue"], _session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("data", "Particles", "shiny_2sets_mended.star")));
    }

    [Fact]
    public void Empty_file_of_a_conversion_that_exits_0_is_an_error_and_not_kept()
    {
        TestProgram.Write(_folder, "bin/relion_convert_star", "#!/bin/sh\n: > \"$4\"\n");
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\""));
        Assert.Equal(["RelionConversionFailed"], _session.ErrorIds);
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Combine("data", "Particles")),
            path => path.Contains("3.1", StringComparison.Ordinal));
    }

    [Fact]
    public void File_that_is_of_the_new_kind_already_is_not_converted()
    {
        _session.One<BenchmarkDataset>("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\"");
        File.Move(
            _folder.Combine("data", "Particles", "shiny_2sets_3.1.star"),
            _folder.Combine("data", "Particles", "shiny_2sets.star"),
            overwrite: true);
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\""));
        Assert.Equal(["RelionConversionFailed"], _session.ErrorIds);
    }

    [Fact]
    public void WhatIf_and_parameters_of_the_other_set()
    {
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\" -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.False(Directory.Exists(_folder.Combine("data", "Results")));
        _session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\" -BoxSize 64");
        Assert.Equal(["RelionParameterNotForDataset"], _session.ErrorIds);
        _session.Run("Initialize-RelionBenchmark Synthetic \"$folder/set\" -Archive x.tar");
        Assert.Equal(["RelionParameterNotForDataset"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("lustre", false)]
    [InlineData("ext4", false)]
    [InlineData("somethingelse", false)]
    public void Slow_file_system_is_said_and_an_unknown_one_is_not_judged(string type, bool isSaid)
    {
        _folder.Write(
            "root/proc/self/mountinfo",
            $"31 23 0:28 / / rw - ext4 /dev/sda rw\n32 31 0:29 / /data rw - {type} server:/data rw\n");
        string? warning = RibosomeDataset.FileSystemWarning(new NodeFiles(_folder.Combine("root")), "/data/set");
        Assert.Equal(isSaid, warning is not null);
        if (isSaid) Assert.Contains("nfs4 (server:/data)", warning);
    }

    [Theory]
    [InlineData("set.tar", false)]
    [InlineData("set.tar.gz", true)]
    public void Archive_is_unpacked_where_the_set_is_not_there_yet(string name, bool isCompressed)
    {
        Pack(name, isCompressed, writer => AddTree(writer, "relion_benchmark"));
        var set = _session.One<BenchmarkDataset>(
            $"Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/new\" -Archive \"$folder/{name}\"");
        Assert.Equal(_folder.Combine("new", "relion_benchmark"), set.WorkingDirectory);
        Assert.Contains(_session.Progress, progress => progress.Activity.Contains(name));
        Assert.Equal(
            ["relion_benchmark"], Directory.GetFileSystemEntries(_folder.Combine("new")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/relionps-outside")]
    [InlineData("a/../../outside")]
    public void Archive_with_a_name_outside_of_the_folder_is_refused(string name)
    {
        Pack(
            "bad.tar",
            false,
            writer => writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) }));
        AssertRefused();
        Assert.False(File.Exists(_folder.Combine("outside")));
        Assert.False(File.Exists("/tmp/relionps-outside"));
    }

    [Fact]
    public void Archive_with_a_link_to_the_outside_is_refused()
    {
        Pack(
            "bad.tar",
            false,
            writer => writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc" }));
        AssertRefused();
        Pack(
            "bad.tar",
            false,
            writer => writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "link") { LinkName = "/etc/passwd" }));
        AssertRefused();
    }

    [Fact]
    public void Archive_whose_links_lead_outside_by_way_of_each_other_writes_nothing_there()
    {
        string mine = _folder.Write("new/particles.star", "mine"), above = _folder.Write("particles.star", "mine");
        Pack("bad.tar", false, writer =>
        {
            // Each link stays within the folder by its words: y/.. is the folder itself, unless y is a link to it.
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "y") { LinkName = "." });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "z") { LinkName = "y/.." });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "zz") { LinkName = "z/.." });
            foreach (string link in new[] { "z", "zz" })
            {
                writer.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, $"{link}/particles.star")
                    {
                        DataStream = new MemoryStream([1]),
                    });
            }
        });
        Assert.Empty(
            _session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/new\" -Archive \"$folder/bad.tar\""));
        Assert.Equal(["RelionArchiveInvalid"], _session.ErrorIds);
        Assert.Equal(["mine", "mine"], new[] { mine, above }.Select(File.ReadAllText));
        Assert.Equal([mine], Directory.GetFileSystemEntries(_folder.Combine("new")));
    }

    [Fact]
    public void Link_to_nothing_in_the_place_of_an_entry_stays()
    {
        Directory.CreateDirectory(_folder.Combine("new"));
        File.CreateSymbolicLink(_folder.Combine("new", "readme.txt"), _folder.Combine("unmounted"));
        Pack(
            "set.tar",
            false,
            writer => writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, "readme.txt") { DataStream = new MemoryStream([1]) }));
        Assert.Empty(
            _session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/new\" -Archive \"$folder/set.tar\""));
        Assert.Equal(["RelionDatasetExists"], _session.ErrorIds);
        Assert.Equal(_folder.Combine("unmounted"), new FileInfo(_folder.Combine("new", "readme.txt")).LinkTarget);
        Assert.False(File.Exists(_folder.Combine("unmounted")));
    }

    [Fact]
    public void Entry_that_comes_twice_the_second_time_through_a_link_is_refused()
    {
        string other = _folder.Write("other", "mine");
        Pack("bad.tar", false, writer =>
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "a") { LinkName = "b" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream([1]) });
        });
        AssertRefused();
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Theory]
    [InlineData("shiny_2sets_3.1.star", false)]
    [InlineData("shiny_2sets_mended.star", true)]
    public void Particles_that_the_user_made_himself_are_not_written_over(string name, bool isFaulty)
    {
        if (isFaulty)
        {
            string star = RibosomeTree.WriteStar(
                _folder, "data", [.. Enumerable.Range(0, 6000).Select(index => (index % 2 + 1, 10000.0))], 100);
            List<string> lines = [.. File.ReadLines(star)];
            lines[5475] += " 9";
            File.WriteAllText(star, string.Join('\n', lines) + "\n");
        }
        string mine = _folder.Write("data/Particles/" + name, "mine");
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder\" -Force"));
        Assert.Equal(["RelionFileNotOwn"], _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(mine));
    }

    [Fact]
    public void Archive_that_is_none_or_cut_short_is_refused_and_nothing_is_kept()
    {
        _folder.Write("bad.tar", new string('x', 2000));
        AssertRefused();
        Pack("bad.tar", true, writer => AddTree(writer, "relion_benchmark"));
        using (FileStream file = File.OpenWrite(_folder.Combine("bad.tar"))) file.SetLength(file.Length / 2);
        AssertRefused();
    }

    private void AssertRefused()
    {
        Assert.Empty(
            _session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/new\" -Archive \"$folder/bad.tar\""));
        Assert.Equal(["RelionArchiveInvalid"], _session.ErrorIds);
        Assert.False(Directory.Exists(_folder.Combine("new")));
    }

    private void AssertMissing(string what)
    {
        Assert.Empty(_session.Run("Initialize-RelionBenchmark PlasmodiumRibosome \"$folder/data\""));
        Assert.Equal(["RelionBenchmarkDataMissing"], _session.ErrorIds);
        Assert.Contains(what, _session.Errors[0].Exception.Message);
        Assert.Contains("EMPIAR-10028", _session.Errors[0].Exception.Message);
    }

    private void Pack(string name, bool isCompressed, Action<TarWriter> write)
    {
        using FileStream file = File.Create(_folder.Combine(name));
        using Stream stream = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var writer = new TarWriter(stream, TarEntryFormat.Pax);
        write(writer);
    }

    private void AddTree(TarWriter writer, string top)
    {
        foreach (string path in Directory.GetFiles(_folder.Combine("data"), "*", SearchOption.AllDirectories))
        {
            writer.WriteEntry(path, $"{top}/{Path.GetRelativePath(_folder.Combine("data"), path)}");
        }
    }
}
