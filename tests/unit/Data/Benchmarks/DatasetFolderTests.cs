using RelionPS.Core.Errors;
using RelionPS.Data.Benchmarks;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Data.Benchmarks;

/// <summary>
/// Sets that were being put in their place when all ended, and sets of 0.1.0: made again, and nothing of another's with
/// them.
/// </summary>
public sealed class DatasetFolderTests : IDisposable
{
    private static readonly string[] Names = ["a.mrc", "b.star"];

    private readonly TemporaryFolder _folder = new();

    private string Set => _folder.Combine("set");

    public void Dispose() => _folder.Dispose();

    private void Make(string text)
    {
        using var work = new DatasetFolder(Set);
        string content = work.MakeContentFolder();
        foreach (string name in Names) File.WriteAllText(Path.Combine(content, name), text + name);
        work.Publish(content, Names, Describe);
    }

    private static DatasetManifest Describe(
        SortedDictionary<string, long> lengths, SortedDictionary<string, DateTime> times) =>
        new(
            DatasetManifest.CurrentSchema,
            DatasetManifest.CurrentGenerator,
            "Synthetic",
            new SyntheticParameters(1, 8, 1, 1, 1),
            1,
            lengths)
        {
            FileTimesUtc = times,
        };

    [Fact]
    public void A_set_is_there_whole_and_nothing_beside_it()
    {
        Make("1");
        Make("22");
        Assert.Equal(
            [.. Names, "dataset.json"],
            Directory.GetFileSystemEntries(Set).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.Equal("22a.mrc", File.ReadAllText(Path.Combine(Set, "a.mrc")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mine")]
    public void A_file_that_only_the_older_set_had_goes_unless_the_user_changed_it(string? changed)
    {
        Make("1");
        if (changed is not null) File.WriteAllText(Path.Combine(Set, "b.star"), changed);
        using (var work = new DatasetFolder(Set))
        {
            string content = work.MakeContentFolder();
            File.WriteAllText(Path.Combine(content, "a.mrc"), "2");
            work.Publish(content, ["a.mrc"], Describe);
        }
        Assert.Equal(changed is not null, File.Exists(Path.Combine(Set, "b.star")));
    }

    [Fact]
    public void What_a_kill_left_half_in_its_place_is_made_again_and_a_change_of_the_user_s_is_kept()
    {
        Make("1");
        // As a kill leaves it: the record is with the copies, and a part of the files is the new set's.
        string partial = _folder.Combine("set", ".relionps-partial");
        Directory.CreateDirectory(partial);
        File.Move(Path.Combine(Set, "dataset.json"), Path.Combine(partial, "made-1.json"));
        string file = Path.Combine(Set, "a.mrc");
        File.WriteAllText(file, "second");
        Describe(
            new() { ["a.mrc"] = 6 },
            new() { ["a.mrc"] = File.GetLastWriteTimeUtc(file) }).WriteFile(Path.Combine(partial, "made-2.json"));
        DatasetFolder.RefuseOthers(Set, Names);

        File.WriteAllText(Path.Combine(Set, "b.star"), "mine");
        Assert.Equal(
            "RelionFileNotOwn", Assert.Throws<RelionException>(() => DatasetFolder.RefuseOthers(Set, Names)).ErrorId);
        Assert.Throws<RelionException>(() => Make("3"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Set, "b.star")));
        Assert.Equal("second", File.ReadAllText(file));
        File.Delete(Path.Combine(Set, "b.star"));
        Make("4");
        Assert.False(Directory.Exists(partial));
    }

    [Fact]
    public void A_manifest_without_times_vouches_for_files_that_are_no_newer_than_it()
    {
        foreach (string name in Names) _folder.Write("set/" + name, name);
        (Describe(new() { ["a.mrc"] = 5, ["b.star"] = 6 }, []) with { FileTimesUtc = null }).Write(Set);
        DatasetFolder.RefuseOthers(Set, Names);
        string file = _folder.Write("set/b.star", "mine!!");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(
            "RelionFileNotOwn", Assert.Throws<RelionException>(() => DatasetFolder.RefuseOthers(Set, Names)).ErrorId);
    }

    [Fact]
    public void A_file_of_the_same_length_that_was_written_again_is_no_longer_the_sets()
    {
        Make("1");
        DatasetFolder.RefuseOthers(Set, Names);
        string file = _folder.Combine("set", "b.star");
        byte[] other = [.. Enumerable.Repeat((byte)'m', (int)new FileInfo(file).Length)];
        File.WriteAllBytes(file, other);
        Assert.Equal(
            "RelionFileNotOwn", Assert.Throws<RelionException>(() => DatasetFolder.RefuseOthers(Set, Names)).ErrorId);
        Assert.Equal(other, File.ReadAllBytes(file));
    }

    [Fact]
    public void Files_of_plain_names_in_a_folder_that_holds_others_too_stay()
    {
        string[] mine = ["mine.txt", "particles.star", "lock"];
        foreach (string name in mine) _folder.Write("set/.relionps-partial/" + name, "mine");
        Make("1");
        foreach (string name in mine)
        {
            Assert.Equal("mine", File.ReadAllText(_folder.Combine("set", ".relionps-partial", name)));
        }
    }
}
