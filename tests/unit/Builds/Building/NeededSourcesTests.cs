using RelionPS.Builds.Building;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>The sources of RELION's one library that a program needs.</summary>
public sealed class NeededSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public NeededSourcesTests()
    {
        _folder.Write(
            "src/apps/refine.cpp",
            "#include <src/ml_optimiser.h>\n  #  include \"local.h\"\n// #include is no line\nint main() { }\n");
        _folder.Write("src/apps/local.h", "");
        _folder.Write("src/ml_optimiser.h", "#include \"src/image.h\"\n#include <vector>\n#include\n#include \"\"\n");
        _folder.Write("src/ml_optimiser.cpp", "#ifdef ALTCPU\n#include \"src/jaz/deep.h\"\n#endif\n");
        _folder.Write("src/image.h", "#include \"src/ml_optimiser.h\"\n");
        _folder.Write("src/image.c", "");
        _folder.Write("src/jaz/deep.h", "#include \"../above.h\"\n");
        _folder.Write("src/above.h", "");
        _folder.Write("src/above.cc", "");
        _folder.Write("src/acc/cpu/cpu_projector.cpp", "#include \"src/acc/shared.h\"\n");
        _folder.Write("src/acc/shared.h", "");
        _folder.Write("src/acc/shared.cpp", "");
        _folder.Write("src/autopicker.h", "");
        _folder.Write("src/autopicker.cpp", "");
    }

    [Fact]
    public void They_are_followed_through_headers_and_round_circles() => Assert.Equal(
        [
            "src/above.cc",
            "src/acc/cpu/cpu_projector.cpp",
            "src/acc/shared.cpp",
            "src/apps/refine.cpp",
            "src/image.c",
            "src/ml_optimiser.cpp",
        ],
        NeededSources.Find(_folder.Path, ["refine"])!.Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_is_known_of_all_programs_or_of_one_without_a_source_of_its_name()
    {
        Assert.Null(NeededSources.Find(_folder.Path, []));
        Assert.Null(NeededSources.Find(_folder.Path, ["refine", "copy_scripts"]));
    }

    public void Dispose() => _folder.Dispose();
}
