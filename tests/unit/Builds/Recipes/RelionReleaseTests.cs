using RelionPS.Builds.Building;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Recipes;

/// <summary>
/// Which release a recipe is for. Tags of RELION's repository: 3.1.0 to 3.1.4, 4.0.0 to 4.0.2, 5.0.0 and 5.0.1.
/// </summary>
public sealed class RelionReleaseTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("3.1", "3.1.4")]
    [InlineData("4.0", "4.0.2")]
    [InlineData("5.0", "5.0.1")]
    [InlineData("3.1.1", "3.1.1")]
    [InlineData("5.0.0", "5.0.0")]
    [InlineData("5.1", "5.1")]
    public void A_series_means_its_newest_release(string asked, string expected)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>($"Get-RelionBuildRecipe Gcc-Native -RelionVersion {asked}");
        Assert.Equal(
            (expected, $"relion_refine_mpi_{expected}_gcc_native"), (recipe.RelionVersion, recipe.BinaryName));
    }

    [Theory]
    [InlineData("IntelClassic-Avx512", "3.1.1")]
    [InlineData("IntelOneApi-Avx512", "5.0.1")]
    [InlineData("Gcc-Native", "5.0.1")]
    [InlineData("GccMkl-Native", "5.0.1")]
    [InlineData("Aocc-Native", "5.0.1")]
    public void Without_a_version_the_guides_compiler_has_the_guides_and_others_the_newest(
        string name, string expected) =>
        Assert.Equal(
            expected,
            _session.One<BuildRecipe>($"Get-RelionBuildRecipe {name} -WarningAction SilentlyContinue").RelionVersion);

    /// <summary>4.0 downloads in its target "all", 5.0 when CMake configures it; 3.1 knows neither option.</summary>
    [Theory]
    [InlineData("3.1.4", null)]
    [InlineData("4.0.0", "-DFETCH_TORCH_MODELS=OFF")]
    [InlineData("4.0", "-DFETCH_TORCH_MODELS=OFF")]
    [InlineData("5.0", "-DFETCH_WEIGHTS=OFF")]
    [InlineData("5.1.0", "-DFETCH_WEIGHTS=OFF")]
    public void Nothing_is_downloaded(string version, string? token) => Assert.Equal(
        token is null ? [] : [token],
        _session.One<BuildRecipe>($"Get-RelionBuildRecipe Gcc-Native -RelionVersion {version}").CMakeArguments
            .Where(argument => argument.Contains("FETCH", StringComparison.Ordinal)));

    [Theory]
    [InlineData("5.0", "5.0.0")]
    [InlineData("5.0.1", "5.0.1")]
    [InlineData(null, "3.1.1")]
    public void A_source_of_the_series_is_what_was_asked_for(string? asked, string source)
    {
        BuildRecipe recipe = RecipeBuilder.Build(Spec(asked));
        Assert.Equal(
            source, SourceRecipe.Of(recipe, new SourceTree("/source", source), () => Tools).RelionVersion);
    }

    [Theory]
    [InlineData("5.0.1", "5.0.0")]
    [InlineData("5.0", "4.0.2")]
    public void A_source_of_another_version_is_refused(string asked, string source) => Assert.Equal(
        "RelionVersionMismatch",
        Assert.Throws<RelionException>(
            () => SourceRecipe.Of(RecipeBuilder.Build(Spec(asked)), new SourceTree("/source", source), () => Tools))
            .ErrorId);

    [Theory]
    [InlineData("3.1.1", "3.1.1")]
    [InlineData("v5.0.0", "5.0.0")]
    [InlineData("ver4.0", "4.0.2")]
    [InlineData("master", null)]
    [InlineData("feature/5.0", null)]
    public void A_tag_tells_the_version_before_it_is_cloned(string tag, string? expected) =>
        Assert.Equal(expected, SourceVersion.OfTag(tag));

    [Fact]
    public async Task A_tree_and_a_tarball_tell_theirs_by_their_header()
    {
        _folder.Write("relion-x/CMakeLists.txt", "");
        _folder.Write("relion-x/src/macros.h", "#define RELION_SHORT_VERSION \"4.0.2\"\n");
        Assert.Equal("4.0.2", await SourceVersion.OfPathAsync(_folder.Combine("relion-x"), default));
        string tarball = _folder.Combine("any.tar.gz");
        using (var tar = System.Diagnostics.Process.Start("tar", ["-czf", tarball, "-C", _folder.Path, "relion-x"]))
        {
            await tar.WaitForExitAsync();
        }
        string[] before = Directory.GetFileSystemEntries(_folder.Path);
        Assert.Equal("4.0.2", await SourceVersion.OfPathAsync(tarball, default));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
        Assert.Null(await SourceVersion.OfPathAsync(_folder.Write("no.tar.gz", "no tarball"), default));
    }

    private static RelionToolchain Tools { get; } = new()
    {
        Name = "node",
        Components =
        [
            .. new (ToolKind Kind, string Name, string Version)[]
            {
                (ToolKind.Compiler, "gcc", "12.2.0"), (ToolKind.Compiler, "g++", "12.2.0"),
                (ToolKind.Compiler, "mpicc", "4.1.4"), (ToolKind.Compiler, "mpicxx", "4.1.4"),
                (ToolKind.CMake, "cmake", "3.25.1"), (ToolKind.Generator, "make", "4.3"),
                (ToolKind.Fft, "FFTW", "3.3.10"), (ToolKind.Tbb, "TBB", "2020.3"), (ToolKind.Tiff, "libtiff", "4.5.0"),
            }.Select(tool => new ToolComponent(tool.Kind, tool.Name, tool.Version, "/stand-in/" + tool.Name, "test")),
        ],
        Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere" },
        Isa = ["AVX2"],
    };

    private static RecipeSpec Spec(string? version) => new()
    {
        Toolchain = RecipeToolchain.Gcc,
        InstructionSet = InstructionSet.Avx2,
        Version = version,
    };

    [Theory]
    [InlineData("3.1.3", "3.1.4", true)]
    [InlineData("3.1", "3.1.3-commit-5f2a0e", true)]
    [InlineData("3.1.3", "5.0.1", false)]
    [InlineData("4.0.2", "5.0.1", false)]
    public void Runs_go_on_within_a_series(string one, string other, bool expected) =>
        Assert.Equal(expected, RelionReleases.AreOfOneSeries(one, other));
}
