using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Recipes;

/// <summary>A site's own recipes, and what is said of wrong ones.</summary>
public sealed class SiteRecipeTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_site_recipe_changes_what_it_names_and_keeps_the_rest()
    {
        string path = _folder.Write("site.json", """
            [{
              "name": "epyc", "toolchain": "GccMkl", "instructionSet": "Avx2", "relionVersion": "3.1.3",
              "cxxCompiler": "g++-12", "cxxFlags": "-O3 -march=znver3", "binaryTag": "epyc",
              "cmake": { "DoublePrec_CPU": false }, "environment": { "OMPI_CXX": "g++-12" }
            }]
            """);
        BuildRecipe recipe = _session.One<BuildRecipe>($"Get-RelionBuildRecipe -Path {path}");
        Assert.Equal(
            ("epyc", "relion_refine_mpi_3.1.3_epyc", "g++-12"),
            (recipe.Name, recipe.BinaryName, recipe.Environment["OMPI_CXX"]));
        Assert.Equal(
            ["-DCMAKE_C_COMPILER=gcc", "-DCMAKE_CXX_COMPILER=g++-12",
             "-DMPI_C_COMPILER=mpicc", "-DMPI_CXX_COMPILER=mpicxx",
             "-DCMAKE_C_FLAGS=-O3 -march=haswell", "-DCMAKE_CXX_FLAGS=-O3 -march=znver3",
             "-DALTCPU=ON", "-DCUDA=OFF", "-DGUI=OFF", "-DMKLFFT=ON", "-DCMAKE_BUILD_TYPE=Release",
             "-DDoublePrec_CPU=OFF",
             "-DCMAKE_EXE_LINKER_FLAGS_RELEASE=-Wl,--no-as-needed -lmkl_intel_lp64 -lmkl_gnu_thread -lmkl_core -lgomp"],
            recipe.CMakeArguments);
    }

    [Fact]
    public void Files_are_taken_by_wildcard_or_as_they_are_named()
    {
        _folder.Write("a[1].json", "{\"name\": \"first\", \"toolchain\": \"Gcc\"}");
        _folder.Write("b.json", "{\"name\": \"second\", \"toolchain\": \"Gcc\"}");
        Assert.Equal(["first", "second"], _session.Run($"(Get-RelionBuildRecipe -Path {_folder.Path}/*.json).Name"));
        Assert.Equal(["first"], _session.Run($"(Get-RelionBuildRecipe -LiteralPath '{_folder.Path}/a[1].json').Name"));
        Assert.Empty(_session.Errors);
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Path {_folder.Path}/c*.json"));
        Assert.Equal(["RelionSiteRecipeNotFound"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("{\"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"x\"}", "toolchain")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Borland\"}", "toolchain")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cflags\": \"-O2\"}", "cflags")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cFlags\": 3}", "cFlags")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cmake\": [1]}", "cmake")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cmake\": {\"GUI\": null}}", "cmake.GUI")]
    [InlineData("{\"name\": \"../x\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"a\\nb\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"a\\u0000\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"-x\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \".x\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"..\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"x \", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"source\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"Bin\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"debian\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"\\ud800\", \"toolchain\": \"Gcc\"}", "name")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"relionVersion\": \"3.1.3\\n\"}", "relionVersion")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"relionVersion\": \"latest\"}", "relionVersion")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"relionVersion\": \"3.1 $(touch x)\"}", "relionVersion")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"binaryTag\": \"a\\rb\"}", "binaryTag")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"binaryTag\": \"../a\"}", "binaryTag")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cCompiler\": \"-x\"}", "cCompiler")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cxxCompiler\": \"g++\\n\"}", "cxxCompiler")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cxxFlags\": \"-O3\\nall:\"}", "cxxFlags")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cmake\": {\"GUI=1 -DX\": \"ON\"}}", "cmake")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"cmake\": {\"GUI\": \"a\\nb\"}}", "cmake.GUI")]
    [InlineData(
        "{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"A=1; touch x; B\": \"1\"}}", "environment")]
    [InlineData(
        "{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"BASH_FUNC_x%%\": \"1\"}}", "environment")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"1A\": \"1\"}}", "environment")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"\": \"1\"}}", "environment")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"jobs\": \"1\"}}", "environment")]
    [InlineData("{\"name\": \"x\", \"toolchain\": \"Gcc\", \"environment\": {\"A\": \"a\\u0000\"}}", "environment.A")]
    [InlineData("[3]", "recipe")]
    [InlineData("{", "line 1")]
    public void A_wrong_file_is_refused_with_the_field_at_fault(string json, string field)
    {
        string path = _folder.Write("site.json", json);
        _session.Run($"Get-RelionBuildRecipe -Path {path}");
        Assert.Equal(["RelionSiteRecipeInvalid"], _session.ErrorIds);
        Assert.Contains($"wrong at {field}:", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_an_unknown_name_are_errors()
    {
        _session.Run("Get-RelionBuildRecipe -Path /no/such.json");
        Assert.Equal(["RelionSiteRecipeNotFound"], _session.ErrorIds);
        _session.Run("Get-RelionBuildRecipe -Name Turbo");
        Assert.Equal(["RelionRecipeNotFound"], _session.ErrorIds);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
