using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Files;

/// <summary>
/// Files in folders of other people: replaced where they still are what the module made, and nowhere else.
/// </summary>
public sealed class MadeFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Own_file_is_replaced_and_one_that_was_changed_is_not()
    {
        var made = new MadeFiles(_folder.Path);
        made.Write("a.hosts", "n1\n");
        made.Write("a.hosts", "n2\n");
        Assert.Equal("n2\n", File.ReadAllText(_folder.Combine("a.hosts")));
        _folder.Write("a.hosts", "n2\n# mine\n");
        Assert.Equal("RelionFileNotOwn", Assert.Throws<RelionException>(() => made.Write("a.hosts", "n3\n")).ErrorId);
        Assert.Equal("n2\n# mine\n", File.ReadAllText(_folder.Combine("a.hosts")));
    }

    [Fact]
    public void File_of_another_is_refused_and_the_very_same_content_is_no_writing()
    {
        var made = new MadeFiles(_folder.Path);
        string path = _folder.Write("a.hosts", "mine\n");
        DateTime written = File.GetLastWriteTimeUtc(path);
        Assert.Equal("RelionFileNotOwn", Assert.Throws<RelionException>(() => made.Write("a.hosts", "n1\n")).ErrorId);
        made.Write("a.hosts", "mine\n");
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        Assert.False(made.MayReplace("a.hosts"));
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/tmp/relionps-elsewhere")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("sub/../../elsewhere")]
    public void Name_that_leads_out_of_the_folder_is_refused(string name)
    {
        Assert.Equal(
            "RelionFileNotOwn",
            Assert.Throws<RelionException>(() => new MadeFiles(_folder.Combine("sub")).Write(name, "x")).ErrorId);
        Assert.False(File.Exists(_folder.Combine("elsewhere")));
    }

    [Fact]
    public void Links_and_folders_are_never_replaced()
    {
        var made = new MadeFiles(_folder.Path);
        string other = _folder.Write("other", "n1\n");
        made.Note("other");
        File.CreateSymbolicLink(_folder.Combine("a.hosts"), other);
        Directory.CreateDirectory(_folder.Combine("b.hosts"));
        Assert.False(made.MayReplace("a.hosts"));
        Assert.False(made.MayReplace("b.hosts"));
        Assert.True(made.MayReplace("other"));
    }

    [Fact]
    public void The_list_is_what_sha256sum_checks()
    {
        var made = new MadeFiles(_folder.Path);
        made.Write("a.hosts", "n1\n");
        made.Write("sub/with \\ and \n in it", "x");
        using Process check = Process.Start(
            new ProcessStartInfo("sha256sum", ["--check", "--strict", MadeFiles.ListName])
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
            })!;
        Assert.Equal(
            2,
            check.StandardOutput
                .ReadToEnd()
                .TrimEnd()
                .Split('\n')
                .Count(line => line.EndsWith(": OK", StringComparison.Ordinal)));
        check.WaitForExit();
        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public void A_list_that_is_a_link_is_not_written()
    {
        string other = _folder.Write("other", "mine");
        File.CreateSymbolicLink(_folder.Combine(MadeFiles.ListName), other);
        Assert.Throws<IOException>(() => new MadeFiles(_folder.Path).Write("a", "x"));
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("# what I made\n")]
    [InlineData("0123  a.hosts\n")]
    public void A_list_of_another_is_not_added_to(string text)
    {
        string list = _folder.Write(MadeFiles.ListName, text);
        var made = new MadeFiles(_folder.Path);
        Assert.Equal("RelionFileNotOwn", Assert.Throws<RelionException>(() => made.Write("a.hosts", "n1\n")).ErrorId);
        Assert.Equal(text, File.ReadAllText(list));
        Assert.False(File.Exists(_folder.Combine("a.hosts")));
    }

    [Fact]
    public void A_list_that_was_cut_short_anywhere_is_gone_on_with()
    {
        var made = new MadeFiles(_folder.Path);
        string list = _folder.Combine(MadeFiles.ListName);
        made.Write("a.hosts", "n1\n");
        string line = File.ReadAllText(list);
        for (int cut = 0; cut < line.Length; cut++)
        {
            File.WriteAllText(list, line[..cut]);
            File.Delete(_folder.Combine("b.hosts"));
            made.Write("b.hosts", "n1\n");
            made.Write("b.hosts", "n2\n");
            Assert.Equal("n2\n", File.ReadAllText(_folder.Combine("b.hosts")));
        }
    }

    [Fact]
    public void A_second_name_of_the_list_keeps_what_it_had()
    {
        var made = new MadeFiles(_folder.Path);
        made.Write("a.hosts", "n1\n");
        string copy = _folder.Combine("copy"), before = File.ReadAllText(_folder.Combine(MadeFiles.ListName));
        Process.Start("ln", [_folder.Combine(MadeFiles.ListName), copy]).WaitForExit();
        made.Write("a.hosts", "n2\n");
        made.Write("a.hosts", "n3\n");
        Assert.Equal(before, File.ReadAllText(copy));
    }

    [Fact]
    public void The_very_same_file_at_the_place_is_no_obstacle_and_stays()
    {
        string path = _folder.Write("a.star", "made");
        DateTime written = File.GetLastWriteTimeUtc(path);
        new MadeFiles(_folder.Path).Place(_folder.Write("partial", "made"), "a.star");
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }
}
