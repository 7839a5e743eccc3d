using System.Diagnostics;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// Real builds of RELION 3.1.3 from Debian's source package, and real accelerated runs with what came of them. The builds lie in a folder of the
/// commit, so that a second call finds them, and another commit does not.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class RelionBuildTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [RelionBuildFact]
    public void Gcc_with_FFTW_builds_RELION_and_runs_accelerated() => BuildsAndRuns("Gcc-Native", "FFTW");

    [RelionBuildFact("/usr/include/mkl/fftw/fftw3.h")]
    public void Gcc_with_Debians_MKL_builds_RELION_and_runs_accelerated() => BuildsAndRuns("GccMkl-Native", "MKL");

    [RelionBuildFact("/usr/include/mkl/fftw/fftw3.h")]
    public void Section_3_3_CMake_takes_the_guides_line_for_RELIONs_source_with_stand_in_compilers()
    {
        string path = Environment.GetEnvironmentVariable("PATH")!;
        string log = _folder.Combine("compilers.log");
        Environment.SetEnvironmentVariable("PATH", RepositoryPaths.Data("intel", "bin") + ":" + path);
        Environment.SetEnvironmentVariable("RELIONPS_STAND_IN_LOG", log);
        try
        {
            string builds = _folder.Combine("builds");
            // No program is wanted, so the build ends before the library that takes minutes.
            _session.Run($"Get-RelionToolchain | Get-RelionBuildRecipe -Name IntelClassic-Avx512 -ForOtherNode | Invoke-RelionBuild -Debian -BuildPath '{builds}' -Target copy_scripts");
            Assert.Equal(["RelionBuiltProgramMissing"], _session.ErrorIds);
            string build = Path.Combine(builds, "IntelClassic-Avx512", "build");
            string configured = File.ReadAllText(Path.Combine(builds, "IntelClassic-Avx512", "logs", "configure.log"));
            Assert.Contains("CMAKE_CXX_COMPILER_ID : Intel", configured, StringComparison.Ordinal);
            Assert.Contains("ALTCPU enabled", configured, StringComparison.Ordinal);

            Environment.SetEnvironmentVariable("MKLROOT", Path.Combine(builds, "IntelClassic-Avx512", "mkl"));
            Assert.Equal(0, Run(build, "make", "-f", "src/apps/CMakeFiles/relion_lib.dir/build.make", "src/apps/CMakeFiles/relion_lib.dir/__/fftw.cpp.o"));
            string[] words = File.ReadLines(log).Last(line => line.EndsWith("fftw.cpp", StringComparison.Ordinal)).Split('\t');
            Assert.Equal("mpiicpc", words[0]);
            Assert.All(new[] { "-xCOMMON-AVX512", "-ip", "-restrict", "-qopt-report=5", "inline-debug-info", "-DMKLFFT", "-DALTCPU" }, word => Assert.Contains(word, words));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
            Environment.SetEnvironmentVariable("RELIONPS_STAND_IN_LOG", null);
            Environment.SetEnvironmentVariable("MKLROOT", null);
        }
    }

    private void BuildsAndRuns(string recipe, string fft)
    {
        // Not in the working copy: RELION's CMake climbs to the next .git, whosever it is, and puts its commit into the version.
        string builds = Path.Combine(Path.GetTempPath(), $"relionps-builds-{Commit()}");
        BuildResult result = _session.One<BuildResult>($"Get-RelionToolchain | Get-RelionBuildRecipe -Name {recipe} | Invoke-RelionBuild -Debian -BuildPath '{builds}'");
        Assert.Equal(("3.1.3", true, fft), (result.Installation.Version, result.Installation.HasAltCpu, result.Installation.Fft?.Name));
        Assert.Equal("OpenMpi", result.Installation.Mpi?.Name);
        Assert.Empty(result.Installation.MissingLibraries);
        _session.Set("result", result);

        _session.Run($"$data = Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine("data")}' -ParticleCount 40 -BoxSize 32 -Seed 7");
        Assert.Empty(_session.Errors);
        BenchmarkResult run = _session.One<BenchmarkResult>("$result | New-RelionRefineCommand -Dataset $data -Acceleration Cpu -Mpi None -Iteration 1 -ClassCount 2 | Measure-RelionBenchmark");
        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(_folder.Combine("data", "Results", "run_it001_class001.mrc")));

        using var runs = new ComparedRuns();
        _session.Set("reference", runs.Reference);
        _session.Set("fast", runs.Run("fast", extra: ["--cpu"], program: result.Installation.ThreadsProgram!));
        ResultComparison comparison = _session.One<ResultComparison>("Compare-RelionResult $reference $fast");
        Assert.True(comparison.Verdict == ComparisonVerdict.Equivalent, comparison.ToString());
        Assert.All(comparison.Classes, pair => Assert.Equal(0, pair.ResolutionShellDifference));
    }

    private static string Commit()
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", RepositoryPaths.Root, "rev-parse", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? text : "uncommitted";
    }

    private static int Run(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
