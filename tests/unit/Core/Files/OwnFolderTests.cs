using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Files;

/// <summary>Folders of the module's own are proved by what the module left in them; all others are another's.</summary>
public sealed class OwnFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_that_was_made_is_own_and_goes_with_its_work()
    {
        string path = Make("a");
        Assert.True(OwnFolder.IsOwn(path, "test"));
        File.WriteAllText(Path.Combine(path, "run_1"), "");
        Assert.True(OwnFolder.Remove(path, "test", IsWork));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Folder_that_was_there_is_not_made()
    {
        _folder.Write("a/mine.txt", "mine");
        Assert.Throws<IOException>(() => OwnFolder.Make(_folder.Combine("a"), "test"));
        Assert.Equal(["mine.txt"], Names("a"));
    }

    [Theory]
    [InlineData("mine.txt")]
    [InlineData("run_1/mine.txt")]
    [InlineData(".hidden")]
    public void Folder_with_anything_else_stays_as_it_is(string other)
    {
        string path = Make("a");
        File.WriteAllText(Path.Combine(path, "run_2"), "work");
        _folder.Write("a/" + other, "mine");
        Assert.False(OwnFolder.Remove(path, "test", IsWork));
        Assert.Equal("mine", File.ReadAllText(_folder.Combine("a", other)));
        Assert.Equal("work", File.ReadAllText(_folder.Combine("a", "run_2")));
        Assert.True(OwnFolder.IsOwn(path, "test"));
    }

    [Fact]
    public void Link_among_the_work_keeps_the_folder_and_what_it_leads_to()
    {
        string other = _folder.Write("other.txt", "mine"), path = Make("a");
        File.CreateSymbolicLink(Path.Combine(path, "run_1"), other);
        Assert.False(OwnFolder.Remove(path, "test", IsWork));
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void Copy_with_its_mark_is_not_own()
    {
        string path = Make("a");
        Directory.CreateDirectory(_folder.Combine("elsewhere"));
        foreach (string copy in new[] { _folder.Combine("MyPaper2025"), _folder.Combine("elsewhere", "a") })
        {
            Process.Start("cp", ["-rp", path, copy]).WaitForExit();
            Assert.True(File.Exists(Path.Combine(copy, OwnFolder.MarkName)));
            Assert.False(OwnFolder.IsOwn(copy, "test"));
            Assert.False(OwnFolder.Remove(copy, "test", IsWork));
        }
    }

    [Fact]
    public void Renamed_folder_and_link_to_an_own_one_are_not_own()
    {
        string path = Make("a");
        Directory.CreateSymbolicLink(_folder.Combine("link"), path);
        Assert.False(OwnFolder.Remove(_folder.Combine("link"), "test", IsWork));
        Directory.Move(path, _folder.Combine("final"));
        Assert.False(OwnFolder.Remove(_folder.Combine("final"), "test", IsWork));
        Assert.False(OwnFolder.Remove(_folder.Combine("final"), "other", IsWork));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"schema":1,"purpose":"test","name":"a","inode":-1}""")]
    public void Mark_of_another_form_proves_nothing(string mark)
    {
        _folder.Write("a/" + OwnFolder.MarkName, mark);
        Assert.False(OwnFolder.IsOwn(_folder.Combine("a"), "test"));
        Assert.Equal(
            "RelionFolderNotOwn",
            Assert.Throws<RelionException>(() => OwnFolder.Claim(_folder.Combine("a"), "test")).ErrorId);
    }

    [Fact]
    public void Claim_makes_a_folder_takes_an_empty_one_and_its_own_and_refuses_others()
    {
        string path = _folder.Combine("sub", "a");
        OwnFolder.Claim(path, "test");
        OwnFolder.Claim(path, "test");
        Directory.CreateDirectory(_folder.Combine("empty"));
        OwnFolder.Claim(_folder.Combine("empty"), "test");
        Assert.Equal([OwnFolder.MarkName], Names("empty"));

        _folder.Write("other/mine.txt", "mine");
        RelionException error = Assert.Throws<RelionException>(() => OwnFolder.Claim(_folder.Combine("other"), "test"));
        Assert.Equal("RelionFolderNotOwn", error.ErrorId);
        Assert.Contains("mine.txt", error.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Names("other"));
        Assert.Equal(
            "RelionFolderNotOwn",
            Assert.Throws<RelionException>(
                () => OwnFolder.Claim(_folder.Combine("other", "mine.txt"), "test")).ErrorId);
    }

    private string Make(string name)
    {
        OwnFolder.Make(_folder.Combine(name), "test");
        return _folder.Combine(name);
    }

    private IEnumerable<string?> Names(string name) =>
        Directory.GetFileSystemEntries(_folder.Combine(name)).Select(Path.GetFileName);

    private static bool IsWork(string name) => name.StartsWith("run_", StringComparison.Ordinal);
}
