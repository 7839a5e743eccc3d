using RelionPS.Builds.Building;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>A source's folder lies in the folder of sources, whatever the tarball or the tag is called.</summary>
public sealed class SourceNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("relion-3.1.3.tar.gz", "relion-3.1.3")]
    [InlineData("relion_3.1.3.orig.tar.xz", "relion_3.1.3.orig")]
    [InlineData("...tar.gz", "relion")]
    [InlineData("..tar.gz", "relion")]
    [InlineData(".tar.gz", "tar")]
    [InlineData(".tar", "relion")]
    [InlineData("...tar", "relion")]
    [InlineData("a b\n$(x).tar.gz", "a-b---x")]
    [InlineData("source", "source")]
    public async Task Name_and_content_of_a_tarball_name_its_folder(string tarball, string expected)
    {
        string path = _folder.Write(tarball, "abc");
        // printf abc | sha256sum
        Assert.Equal(expected + "-ba7816bf", await SourceName.OfTarballAsync(path, default));
    }

    [Theory]
    [InlineData("3.1.3", "git-3.1.3")]
    [InlineData("ver5.0", "git-ver5.0")]
    public void Plain_tag_names_its_folder(string tag, string expected) =>
        Assert.Equal(expected, SourceName.OfTag(tag));

    [Theory]
    [InlineData("..")]
    [InlineData("../..")]
    [InlineData("feature/x")]
    [InlineData("a\nb")]
    [InlineData("/")]
    public void Any_tag_is_one_plain_name(string tag)
    {
        string name = SourceName.OfTag(tag);
        Assert.Matches(@"\Agit-[A-Za-z0-9][A-Za-z0-9._+-]*-[0-9a-f]{8}\z", name);
    }

    [Fact]
    public void Tags_that_look_alike_have_folders_of_their_own() =>
        Assert.NotEqual(SourceName.OfTag("a/b"), SourceName.OfTag("a b"));
}
