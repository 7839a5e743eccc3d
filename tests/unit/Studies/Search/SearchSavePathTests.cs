using System.Diagnostics;
using RelionPS.Core.Errors;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>
/// Places that no tuning can be saved to are known before a search, and none is waited for or written over.
/// </summary>
public sealed class SearchSavePathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("pipe", "RelionTuningFileNotWritable")]
    [InlineData("folder", "RelionTuningFileNotWritable")]
    [InlineData("/dev/null", "RelionTuningFileNotWritable")]
    [InlineData("mine.json", "RelionTuningFileInvalid")]
    public void Place_of_something_else_is_refused(string name, string id)
    {
        Process.Start("mkfifo", [_folder.Combine("pipe")]).WaitForExit();
        Directory.CreateDirectory(_folder.Combine("folder"));
        _folder.Write("mine.json", "mine");
        string path = _folder.Combine(name);
        Assert.Equal(id, Assert.Throws<RelionException>(() => SearchFile.Others(path)).ErrorId);
    }

    [Fact]
    public void New_file_has_no_entries() => Assert.Empty(SearchFile.Others(_folder.Combine("new.json")));
}
