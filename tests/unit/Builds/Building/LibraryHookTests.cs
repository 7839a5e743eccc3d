using RelionPS.Builds.Building;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>
/// The file that CMake reads is CMake's own language: names of a source never leave their place in it.
/// </summary>
public sealed class LibraryHookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("src/a]==] [==[.cpp")]
    [InlineData("src/a;b.cpp")]
    [InlineData("\nsrc/a.cpp")]
    [InlineData("src/${x}.cpp")]
    public void A_name_that_is_not_plain_keeps_the_whole_library(string name)
    {
        new LibraryHook(_folder.Path).Write(new HashSet<string> { "src/ml_optimiser.cpp", name });
        Assert.Equal("# The whole library.\n", File.ReadAllText(_folder.Combine("needed-sources.cmake")));
    }
}
