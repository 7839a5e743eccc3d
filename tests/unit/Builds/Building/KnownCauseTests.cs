using RelionPS.Builds.Building;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>
/// Messages of compilers that mean something else than what they say, and programs that do not start.
/// </summary>
public sealed class KnownCauseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "src/ml_optimiser.cpp:55:33: fatal error: tbb/global_control.h: No such file or directory", "TBB", "4.4")]
    [InlineData("a.cpp:1:10: fatal error: 'tbb/global_control.h' file not found", "TBB", "4.4")]
    [InlineData("src/ml.cpp:3:10: fatal error: tbb/task_scheduler_init.h: No such file or directory", "TBB", "oneTBB")]
    [InlineData("nvcc fatal   : Unsupported gpu architecture 'compute_35'", "CUDA", "CUDA_ARCH")]
    [InlineData("nvcc fatal   : Value 'sm_90' is not defined for option 'gpu-architecture'", "CUDA", "CUDA_ARCH")]
    [InlineData(
        "/usr/local/cuda/include/crt/host_config.h:132:2: error: #error -- unsupported GNU version! gcc versions "
        + "later than 11 are not supported!",
        "CUDA",
        "gcc 11")]
    [InlineData(
        "/usr/include/c++/13/type_traits(4): error: use of built-in trait '__remove_reference(_Tp)' in function",
        "CUDA",
        "__INTEL_COMPILER")]
    [InlineData(
        "cc1plus: error: bad value ('sapphirerapids') for '-march=' switch", "compiler", "Get-RelionBuildRecipe")]
    [InlineData("g++: error: unrecognized command line option '-xCOMMON-AVX512'", "compiler", "Get-RelionBuildRecipe")]
    public void A_message_is_told_as_what_it_means(string line, string part, string remedy)
    {
        string log =
            $"[ 10%] Building\n{line}\nCMake Error at x.cu.o.cmake:220 (message):\n  Error generating\nmake: *** "
            + $"[all] Error 2\n";
        RelionException error = BuildFaults.Compile("r", "/build", 2, log, "/log");
        Assert.Equal(("RelionBuildCauseKnown", part), (error.ErrorId, error.Target));
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.Contains(line, error.Message, StringComparison.Ordinal);
        Assert.Equal("RelionBuildCauseKnown", BuildFaults.Configure("r", "/build", 1, log, "/log").ErrorId);
    }

    [Theory]
    [InlineData("fatal error: tbb/blocked_range.h: No such file or directory", "TBB")]
    [InlineData("a.cpp:1:10: fatal error: 'tbb/parallel_for.h' file not found", "TBB")]
    [InlineData("a.cpp(4): catastrophic error: cannot open source file \"tbb/tbb.h\"", "TBB")]
    [InlineData("a.h:1:10: fatal error: 'tiffio.h' file not found", "TIFF")]
    [InlineData("/usr/bin/ld: cannot find -lfftw3f: No such file or directory", "FFTW")]
    public void Any_header_of_a_library_names_it(string line, string library)
    {
        RelionException error = BuildFaults.Compile("r", "/build", 2, $"x: {line}\nmake: *** Error 2\n", "/log");
        Assert.Equal(("RelionBuildLibraryMissing", library), (error.ErrorId, error.Target));
    }

    [Theory]
    [InlineData("nvcc fatal   : Could not open input file 'x'")]
    [InlineData("nvcc error   : 'cudafe++' died with status 0xC0000005")]
    [InlineData("ptxas fatal   : Unresolved extern function 'foo'")]
    [InlineData("nvlink error   : Undefined reference to 'foo' in 'x.o'")]
    [InlineData("/tmp/cc1.s:12: Error: bad register name")]
    public void The_cause_is_shown_and_not_its_echo(string line) =>
        Assert.StartsWith(
            line,
            BuildFaults.First(
                $"CMake Error at x.cu.o.Release.cmake:220 (message):\n  Error generating\n{line}\nmake: *** [all] "
                + $"Error 2\n"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("g++: fatal error: Killed signal terminated program cc1plus")]
    [InlineData("nvcc error   : 'cicc' died due to signal 9 (Kill signal)")]
    [InlineData("clang-16: error: unable to execute command: Killed")]
    [InlineData("make[2]: *** [CMakeFiles/x.dir/build.make:76: a.o] Killed")]
    [InlineData("make[2]: *** [CMakeFiles/x.dir/build.make:76: a.o] Error 137")]
    [InlineData("collect2: fatal error: ld terminated with signal 9 [Killed]")]
    [InlineData("LLVM ERROR: out of memory")]
    [InlineData("cc1plus: out of memory allocating 65536 bytes after a total of 1 bytes")]
    public void A_killed_compiler_is_called_killed(string line)
    {
        Assert.Equal("RelionBuildKilled", BuildFaults.Compile("r", "/build", 2, line + "\n", "/log").ErrorId);
        Assert.Equal("RelionBuildKilled", BuildFaults.Configure("r", "/build", 1, line + "\n", "/log").ErrorId);
    }

    [Theory]
    [InlineData(
        "echo 'error while loading shared libraries: libtbb.so.2: cannot open shared object file' >&2; exit 127",
        "libtbb.so.2")]
    [InlineData("kill -ILL $$", "illegal instruction")]
    [InlineData("exit 3", "exit code 3")]
    public async Task A_program_that_does_not_start_is_said_to_not_start(string body, string words)
    {
        TestProgram.Write(_folder, "relion_refine", $"#!/bin/sh\n{body}\n");
        var programs = new BuiltPrograms(
            "r", _folder.Path, "", ["relion_refine"], NeedsAltCpu: true, NeedsGpuCode: null, LibraryPath: null);
        RelionException error = await Assert.ThrowsAsync<RelionException>(
            () => programs.CheckAsync("/log", CancellationToken.None));
        Assert.Equal("RelionBuiltProgramNotStarted", error.ErrorId);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--cpu", error.Message, StringComparison.Ordinal);
    }

    /// <summary>RELION 3.1 and 4.0 build without CUDA where CMake does not find it.</summary>
    [Theory]
    [InlineData("CUDA", "BASE=double", "--version")]
    [InlineData("HIP", "BASE=double, CUDA-ACC=single", "--version")]
    [InlineData("SYCL", "BASE=double, VECTOR-ACC=single", "--version")]
    public async Task A_build_for_GPUs_without_their_code_is_no_build(string code, string precision, string words)
    {
        TestProgram.Write(
            _folder,
            "relion_refine",
            $"#!/bin/sh\necho 'RELION version: 5.0.1 '\necho 'Precision: {precision} '\n");
        var programs = new BuiltPrograms(
            "r", _folder.Path, "", ["relion_refine"], NeedsAltCpu: false, NeedsGpuCode: code, LibraryPath: null);
        RelionException error = await Assert.ThrowsAsync<RelionException>(
            () => programs.CheckAsync("/log", CancellationToken.None));
        Assert.Equal("RelionBuildLacksGpuCode", error.ErrorId);
        Assert.Contains(code + "=ON", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_installation_says_instead_of_its_version_is_kept()
    {
        string program = TestProgram.Write(
            _folder, "relion_refine", "#!/bin/sh\necho 'symbol lookup error: undefined symbol: x' >&2; exit 127\n");
        RelionCapability capability = await RelionProbe.ProbeAsync(program, CancellationToken.None);
        Assert.Null(capability.HasAltCpu);
        Assert.Contains("undefined symbol: x", capability.StartFailure, StringComparison.Ordinal);
    }
}
