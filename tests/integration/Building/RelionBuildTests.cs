using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using RelionPS.Builds.Installations;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// Real builds of RELION 3.1.3 from Debian's source package, and real accelerated runs with what came of them. The
/// builds lie in a folder of the
/// commit and of the working copy's own path, so that a second call finds them, and another commit or copy does not.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class RelionBuildTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// gcc, FFTW and MPICH: with Open MPI in the other builds, both libraries are linked and told apart.
    /// </summary>
    internal const string MpichRecipe = """
        [{
          "name": "Gcc-Native-Mpich", "toolchain": "Gcc", "instructionSet": "Native",
          "mpiCCompiler": "mpicc.mpich", "mpiCxxCompiler": "mpicxx.mpich", "binaryTag": "mpich"
        }]
        """;

    /// <summary>Of Debian's package of MKL.</summary>
    internal const string MklHeader = "/usr/include/mkl/fftw/fftw3.h";

    /// <summary>gcc, MKL and Open MPI.</summary>
    internal const string MklRecipe = "GccMkl-Native";

    internal const string MpichHeader = "/usr/include/x86_64-linux-gnu/mpich/mpi.h";

    /// <summary>
    /// Not in the working copy: RELION's CMake climbs to the next .git, whosever it is, and puts its commit into the
    /// version.
    /// </summary>
    internal static string BuildPath => Path.Combine(Path.GetTempPath(), $"relionps-builds-{Commit()}-{Copy()}");

    [RelionBuildFact(MpichHeader)]
    public void Gcc_with_FFTW_and_MPICH_builds_RELION_and_runs_accelerated() =>
        BuildsAndRuns($"-Path '{_folder.Write("site.json", MpichRecipe)}'", "FFTW", "Mpich");

    [RelionBuildFact(MklHeader)]
    public void Gcc_with_Debians_MKL_builds_RELION_and_runs_accelerated()
    {
        BuildResult result = BuildsAndRuns($"-Name {MklRecipe}", "MKL");
        // The loader takes the first: RELION's own line names the sequential layer alone.
        string[] layers =
        [
            .. ElfDependencies.Read(result.BinaryPath)!.Where(
                library => library is "libmkl_gnu_thread.so" or "libmkl_sequential.so"),
        ];
        Assert.Equal("libmkl_gnu_thread.so", layers[0]);
    }

    [RelionBuildFact(MklHeader)]
    public void Section_3_3_the_guides_line_builds_RELION_under_the_guides_name_with_stand_in_compilers()
    {
        string path = Environment.GetEnvironmentVariable("PATH")!;
        string log = _folder.Combine("compilers.log");
        Environment.SetEnvironmentVariable("PATH", RepositoryPaths.Data("intel", "bin") + ":" + path);
        Environment.SetEnvironmentVariable("RELIONPS_STAND_IN_LOG", log);
        try
        {
            bool hasAvx512 = File.ReadLines("/proc/cpuinfo").Any(
                line => line.Contains(" avx512f", StringComparison.Ordinal));
            (string recipe, string name, string flag) = hasAvx512
                ? ("IntelClassic-Avx512", "relion_refine_mpi_3.1.3_AVX512", "-xCOMMON-AVX512")
                : ("IntelClassic-Avx2", "relion_refine_mpi_3.1.3_nonIntelAVX2", "-march=core-avx2");
            BuildResult result = BuildsAndRuns($"-Name {recipe}", "MKL");
            Assert.Equal(name, Path.GetFileName(result.BinaryPath));
            Assert.Equal(hasAvx512 ? "Avx512" : "Avx2", result.Installation.InstructionSet);
            Assert.Contains(
                "CMAKE_CXX_COMPILER_ID : Intel",
                File.ReadAllText(Path.Combine(Path.GetDirectoryName(result.LogPath)!, "configure.log")),
                StringComparison.Ordinal);
            // A second call finds everything compiled, and no compiler is called.
            if (!File.Exists(log)) return;
            string[] words = File.ReadLines(log)
                .Last(line => line.EndsWith("ml_optimiser.cpp", StringComparison.Ordinal))
                .Split('\t');
            Assert.Equal("mpiicpc", words[0]);
            Assert.All(
                new[] { flag, "-ip", "-restrict", "-qopt-report=5", "inline-debug-info", "-DMKLFFT", "-DALTCPU" },
                word => Assert.Contains(word, words));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
            Environment.SetEnvironmentVariable("RELIONPS_STAND_IN_LOG", null);
        }
    }

    private BuildResult BuildsAndRuns(string recipe, string fft, string mpi = "OpenMpi")
    {
        BuildResult result = _session.One<BuildResult>(
            $"Get-RelionToolchain | Get-RelionBuildRecipe {recipe} | Invoke-RelionBuild -Debian -BuildPath "
            + $"'{BuildPath}'");
        Assert.Equal(
            ("3.1.3", true, fft),
            (result.Installation.Version, result.Installation.HasAltCpu, result.Installation.Fft?.Name));
        Assert.Equal(mpi, result.Installation.Mpi?.Name);
        Assert.Empty(result.Installation.MissingLibraries);
        _session.Set("result", result);

        _session.Run(
            $"$data = Initialize-RelionBenchmark -Name Synthetic -Path '{_folder.Combine("data")}' -ParticleCount 40 "
            + $"-BoxSize 32 -Seed 7");
        Assert.Empty(_session.Errors);
        BenchmarkResult run = _session.One<BenchmarkResult>(
            "$result | New-RelionRefineCommand -Dataset $data -Acceleration Cpu -Mpi None -Iteration 1 -ClassCount 2 "
            + "| Measure-RelionBenchmark");
        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(_folder.Combine("data", "Results", "run_it001_class001.mrc")));

        using var runs = new ComparedRuns();
        _session.Set("reference", runs.Reference);
        _session.Set("fast", runs.Run("fast", extra: ["--cpu"], program: result.Installation.ThreadsProgram!));
        ResultComparison comparison = _session.One<ResultComparison>("Compare-RelionResult $reference $fast");
        Assert.True(comparison.Verdict == ComparisonVerdict.Equivalent, comparison.ToString());
        Assert.All(comparison.Classes, pair => Assert.Equal(0, pair.ResolutionShellDifference));
        return result;
    }

    /// <summary>
    /// The working copy by its path: the scripts of a build name files of the copy that made it, such as the stand-ins
    /// for Intel's compilers.
    /// </summary>
    private static string Copy() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RepositoryPaths.Root)))[..8];

    private static string Commit()
    {
        using Process git = Process.Start(
            new ProcessStartInfo("git", ["-C", RepositoryPaths.Root, "rev-parse", "HEAD"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        string text = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? text : "uncommitted";
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
