using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Files;

/// <summary>
/// The one way in which files are written: whole or not at all, and never through a link or over what is no file.
/// </summary>
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_file_is_there_alone_with_the_usual_rights()
    {
        string path = _folder.Combine("a.txt"), usual = _folder.Write("usual.txt", "");
        WholeFile.Write(path, "å\n", overwrite: false);
        Assert.Equal([0xC3, 0xA5, 0x0A], File.ReadAllBytes(path));
        Assert.Equal(File.GetUnixFileMode(usual), File.GetUnixFileMode(path));
        Assert.Equal(["a.txt", "usual.txt"], Names());
    }

    [Fact]
    public void File_that_is_there_stays_unless_it_may_be_replaced_and_keeps_its_rights()
    {
        string path = _folder.Write("a.txt", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute);
        Assert.Throws<IOException>(() => WholeFile.Write(path, "new", overwrite: false));
        Assert.Equal("old", File.ReadAllText(path));
        WholeFile.Write(path, "new", overwrite: true);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupExecute, File.GetUnixFileMode(path));
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void What_fails_half_way_costs_the_new_file_alone()
    {
        string path = _folder.Write("a.txt", "old");
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }, overwrite: true));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_at_the_place_is_not_followed(bool overwrite)
    {
        string other = _folder.Write("other.txt", "mine"), path = _folder.Combine("a.txt");
        File.CreateSymbolicLink(path, other);
        if (overwrite) WholeFile.Write(path, "new", overwrite);
        else Assert.Throws<IOException>(() => WholeFile.Write(path, "new", overwrite));
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void Link_to_nothing_is_not_followed_either()
    {
        File.CreateSymbolicLink(_folder.Combine("a.txt"), _folder.Combine("elsewhere.txt"));
        Assert.Throws<IOException>(() => WholeFile.Write(_folder.Combine("a.txt"), "new", overwrite: false));
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void Link_that_the_user_named_leads_to_his_file_and_stays_a_link()
    {
        string other = _folder.Write("sub/other.txt", "old"), path = _folder.Combine("a.txt");
        File.CreateSymbolicLink(path, other);
        WholeFile.WriteForUser(path, "new", overwrite: true);
        Assert.Equal("new", File.ReadAllText(other));
        Assert.Equal(other, new FileInfo(path).LinkTarget);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/proc/1")]
    public void What_is_no_regular_file_is_never_replaced(string path)
    {
        Assert.Throws<IOException>(() => WholeFile.Place(_folder.Write("new", "x"), path, overwrite: true));
        Assert.True(Path.Exists(path));
        Assert.Equal(
            "RelionOutputNotWritable",
            Assert.Throws<RelionException>(() => WholeFile.WriteForUser(_folder.Path, "x", overwrite: true)).ErrorId);
    }

    private IEnumerable<string?> Names() =>
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(200)]
    [InlineData(253)]
    public void Name_of_any_length_that_the_file_system_takes_is_written(int end)
    {
        string name = $"a.{new string('b', end)}";
        WholeFile.Write(_folder.Combine(name), "new", overwrite: false);
        WholeFile.Write(_folder.Combine(name), "newer", overwrite: true);
        Assert.Equal([name], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.True(WholeFile.IsNameBeside(Path.GetFileName(WholeFile.NameBeside(_folder.Combine(name)))));
    }

    [Theory]
    [InlineData(".relionps-folder")]
    [InlineData(".relionps-made")]
    [InlineData("relionps-0123456789abcdef0123456789abcdef.star")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void Other_names_are_none_of_a_file_that_grows(string name) => Assert.False(WholeFile.IsNameBeside(name));
}
