using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// The guide's recipe through to the binary (guide 3.3), with compilers that stand in for Intel's and hand over to
/// GNU's.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class IntelStandInTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TinySource _source = new();
    private readonly string _path = Environment.GetEnvironmentVariable("PATH")!;

    public IntelStandInTests() =>
        Environment.SetEnvironmentVariable("PATH", RepositoryPaths.Data("intel", "bin") + ":" + _path);

    [BuildFact]
    public void Intels_tools_are_found_by_what_they_answer()
    {
        RelionToolchain toolchain = _session.One<RelionToolchain>("Get-RelionToolchain");
        Assert.Equal("19.1.3.304", Assert.Single(toolchain.Compilers, tool => tool.Name == "icpc").Version);
        Assert.Equal("2019 Update 9", Assert.Single(toolchain.MpiStacks, tool => tool.Name == "IntelMpi").Version);
        Assert.Contains(toolchain.MpiStacks, tool => tool.Name == "OpenMpi");
    }

    [BuildFact("/usr/include/mkl/fftw/fftw3.h")]
    public void Section_3_3_the_guides_line_builds_a_binary_of_the_guides_name()
    {
        BuildResult result = _session.One<BuildResult>(
            $"Get-RelionToolchain | Get-RelionBuildRecipe -Name IntelClassic-Avx2 | Invoke-RelionBuild -SourcePath "
            + $"'{_source.Path}' -BuildPath '{_source.BuildPath}'");
        Assert.Equal("relion_refine_mpi_3.1.3_nonIntelAVX2", Path.GetFileName(result.BinaryPath));
        Assert.Equal("Avx2", result.Installation.InstructionSet);
        Assert.Contains(
            "/mkl/include/fftw",
            File.ReadAllText(Path.Combine(_source.BuildPath, "IntelClassic-Avx2", "logs", "configure.log")),
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _session.Dispose();
        _source.Dispose();
    }
}
