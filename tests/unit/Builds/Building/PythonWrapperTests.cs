using System.Diagnostics;
using RelionPS.Builds.Building;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>The scripts of RELION 5 that start Python come to the programs, under RELION's names.</summary>
public sealed class PythonWrapperTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("refine_mpi, refine")]
    [InlineData("")]
    public void A_build_script_installs_them_without_the_recipes_suffix(string targets)
    {
        TestProgram.Write(_folder, "programs/cmake", """
            #!/bin/sh
            mkdir -p bin
            for name in relion_python_blush relion_python_topaz relion_filament_selection; do
                echo '#!/bin/sh' > bin/$name; chmod 755 bin/$name
            done
            """);
        TestProgram.Write(_folder, "programs/make", """
            #!/bin/sh
            for name in relion_refine_mpi relion_refine; do
                printf '#!/bin/sh\necho "  --cpu (false) : x"\n' > bin/$name; chmod 755 bin/$name
            done
            """);
        Directory.CreateDirectory(_folder.Combine("source"));
        var recipe = _session.One<BuildRecipe>("Get-RelionBuildRecipe -Name Gcc-Native 3>$null");
        string script = _folder.Write(
            "build.sh", BuildScript.Render(recipe, targets.Split(", ", StringSplitOptions.RemoveEmptyEntries)));
        using Process bash = Process.Start(new ProcessStartInfo(
            "bash",
            [script, _folder.Combine("source"), _folder.Combine("build"), _folder.Combine("install"), "1"])
        {
            Environment = { ["PATH"] = $"{_folder.Combine("programs")}:/usr/bin:/bin" },
            RedirectStandardError = true,
        })!;
        string errors = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.True(bash.ExitCode == 0, errors);
        Assert.Equal(
            [
                "relion_filament_selection", "relion_python_blush", "relion_python_topaz",
                "relion_refine" + recipe.Suffix, "relion_refine_mpi" + recipe.Suffix,
            ],
            Directory.EnumerateFiles(_folder.Combine("install"), "relion*").Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal));
    }
}
