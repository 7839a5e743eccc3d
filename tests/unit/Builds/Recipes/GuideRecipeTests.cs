using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Recipes;

/// <summary>
/// The guide's two cmake lines (guide 3.3), copied into tests/data/guide as printed, against the recipes: every token,
/// as bash reads them.
/// </summary>
public sealed class GuideRecipeTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    [Theory]
    [InlineData("IntelClassic-Avx512", "3.3-avx512.txt")]
    [InlineData("IntelClassic-Avx2", "3.3-avx2.txt")]
    public void Section_3_3_cmake_lines_token_for_token(string name, string listing)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>($"Get-RelionBuildRecipe -Name {name}");
        string[] guide = Words(
            Listing(listing).TakeWhile(line => !line.StartsWith("$ make", StringComparison.Ordinal)));
        Assert.Equal(guide, Words([recipe.CommandLine]));
        Assert.Equal(guide, recipe.CMakeArguments.Prepend("cmake").Append(".."));
    }

    [Theory]
    [InlineData("IntelClassic-Avx512", "", "3.3-avx512.txt")]
    [InlineData("IntelClassic-Avx2", "", "3.3-avx2.txt")]
    public void Section_3_3_binaries_have_the_guides_names(string name, string version, string listing)
    {
        string copied = Words(Listing(listing).Where(line => line.StartsWith("$ cp", StringComparison.Ordinal)))[^1];
        Assert.Equal(
            Path.GetFileName(copied),
            _session.One<BuildRecipe>($"Get-RelionBuildRecipe -Name {name} {version}").BinaryName);
    }

    [Theory]
    [InlineData("IntelClassic-Avx512", "4.0.1", "relion_refine_mpi_4.0.1_AVX512")]
    [InlineData("IntelClassic-Avx2", "3.1.4", "relion_refine_mpi_3.1.4_nonIntelAVX2")]
    public void Other_versions_are_named_by_the_same_rule(string name, string version, string expected) =>
        Assert.Equal(
            expected,
            _session.One<BuildRecipe>(
                $"Get-RelionBuildRecipe -Name {name} -RelionVersion {version} -WarningAction "
                + $"SilentlyContinue").BinaryName);

    [Fact]
    public void Every_recipe_of_one_version_has_its_own_binary_name()
    {
        string[] names =
        [
            .. _session
                .Run("Get-RelionBuildRecipe -RelionVersion 3.1.4 -Precision Double, Single")
                .Cast<BuildRecipe>()
                .Select(recipe => recipe.BinaryName),
        ];
        Assert.Equal(40, names.Length);
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    private static IEnumerable<string> Listing(string name) => File.ReadLines(RepositoryPaths.Data("guide", name));

    /// <summary>Lines that the page broke are one line again.</summary>
    private static string[] Words(IEnumerable<string> lines)
    {
        string text = string.Join(' ', lines);
        if (text.StartsWith("$ ", StringComparison.Ordinal)) text = text[2..];
        using Process bash = Process.Start(
            new ProcessStartInfo("bash", ["-c", $"printf '%s\\0' {text}"]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output.Split('\0')[..^1];
    }

    public void Dispose() => _session.Dispose();
}
