using RelionPS.Core.Files;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Files;

/// <summary>Full paths as a program that opens them has them.</summary>
public sealed class KernelPathTests
{
    [Theory]
    [InlineData("/a", "b/run", "/a/b/run")]
    [InlineData("/a", "./b//run", "/a/b/run")]
    [InlineData("/a", "b/../run", "/a/run")]
    [InlineData("/a", "../../../run", "/run")]
    [InlineData("/a/", "/c/run", "/c/run")]
    [InlineData("/a", "b/", "/a/b/")]
    [InlineData("/a", "/", "/")]
    public void Path_without_links_is_the_plain_one(string folder, string path, string expected) =>
        Assert.Equal(expected, KernelPath.Full(folder, path));

    [Fact]
    public void Parent_of_a_link_is_that_of_the_folder_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("there", "deep"));
        Directory.CreateSymbolicLink(folder.Combine("link"), folder.Combine("there", "deep"));
        string expected = Path.Combine(NativeMethods.RealPath(folder.Path)!, "there", "run");
        Assert.Equal(expected, KernelPath.Full(folder.Path, "link/../run"));
        Assert.Equal(folder.Combine("link", "run"), KernelPath.Full(folder.Path, "link/x/../run"));
        File.WriteAllText(folder.Combine("there", "run"), "it");
        Assert.Equal("it", File.ReadAllText(folder.Combine("there", "run")));
    }
}
