using RelionPS.Builds.Building;
using RelionPS.Builds.Recipes;
using RelionPS.Builds.Toolchains;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Building;

/// <summary>What is read out of CMake's, make's and the compilers' output.</summary>
public sealed class BuildOutputTests
{
    [Theory]
    [InlineData("[ 42%] Building CXX object a.cpp.o", 42.0)]
    [InlineData("[100%] Built target refine", 100.0)]
    [InlineData("[50/200] Building CXX object a.cpp.o", 25.0)]
    [InlineData("[note] nothing", null)]
    [InlineData("make: done", null)]
    public void Percentages_of_make_and_ninja_are_read(string line, double? expected) =>
        Assert.Equal(expected, BuildProgress.Percent(line));

    [Fact]
    public void The_first_compiler_error_is_shown_not_makes_last_lines()
    {
        string text =
            "src/a.cpp:3:5: warning: unused\nsrc/a.cpp:9:2: error: 'foo' was not declared in this scope\n    9 | "
            + "foo();\n      |  ^\nmake[3]: *** [a.o] Error 1\nsrc/b.cpp:1:1: error: second\nmake: *** Error 2\n";
        Assert.Equal(
            "src/a.cpp:9:2: error: 'foo' was not declared in this scope\n    9 | foo();\n      |  ^",
            BuildFaults.First(text));
    }

    [Theory]
    [InlineData("a.cpp(12): error: identifier \"foo\" is undefined")]
    [InlineData("a.cpp(4): catastrophic error: cannot open source file \"tbb/tbb.h\"")]
    [InlineData("/usr/bin/ld: cannot find -ltiff: No such file or directory")]
    [InlineData("a.cpp:(.text+0x1): undefined reference to `foo'")]
    [InlineData("CMake Error at CMakeLists.txt:3 (message):")]
    public void Errors_of_icc_linker_and_CMake_are_known(string line) =>
        Assert.Equal(line, BuildFaults.First("noise\n" + line + "\nmake: *** [all] Error 2\n"));

    /// <summary>Lines of RELION 3.1.3's CMakeLists.txt, of gcc and of GNU's linker.</summary>
    [Theory]
    [InlineData("-- -------- NO EXISTING TBB LIBRARIES WHERE FOUND. -------", "TBB", "libtbb-dev", "tbb-devel")]
    [InlineData(
        "src/acc/acc_ptr.h:19:10: fatal error: tbb/parallel_for.h: No such file or directory",
        "TBB",
        "libtbb-dev",
        "tbb-devel")]
    [InlineData("/usr/bin/ld: cannot find -ltbb: No such file or directory", "TBB", "libtbb-dev", "tbb-devel")]
    [InlineData("Could NOT find TIFF (missing: TIFF_LIBRARY TIFF_INCLUDE_DIR)", "TIFF", "libtiff-dev", "libtiff-devel")]
    [InlineData(
        "src/rwTIFF.h:22:10: fatal error: tiffio.h: No such file or directory",
        "TIFF",
        "libtiff-dev",
        "libtiff-devel")]
    [InlineData("/usr/bin/ld: cannot find -ltiff: No such file or directory", "TIFF", "libtiff-dev", "libtiff-devel")]
    [InlineData("-- ------------------ YOU HAVE NO X11-LIBS ------------------", "X11", "libx11-dev", "libX11-devel")]
    [InlineData(
        "CMake Error at CMakeLists.txt:314 (message):\n  X11 is required for GUI.",
        "X11",
        "libx11-dev",
        "libX11-devel")]
    [InlineData("fatal error: fftw3.h: No such file or directory", "FFTW", "libfftw3-dev", "fftw-devel")]
    [InlineData(
        "/usr/bin/ld: cannot find -lmkl_core: No such file or directory",
        "MKL",
        "libmkl-dev",
        "intel-oneapi-mkl-devel")]
    public void A_missing_library_is_told_by_what_the_tools_say(
        string text, string library, string debian, string redHat)
    {
        Assert.Equal(library, Remedies.Missing("-- Found MPI_C: /usr/lib/libmpi.so\n" + text + "\n-- done\n"));
        Assert.Contains(debian, Remedies.Packages(library).Split("RHEL:")[0], StringComparison.Ordinal);
        Assert.Contains(redHat, Remedies.Packages(library).Split("RHEL:")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.cpp:(.text+0x1): undefined reference to `foo'", true)]
    [InlineData("ld.lld: error: undefined symbol: foo()", true)]
    [InlineData("a.cpp:9:2: error: 'foo' was not declared in this scope", false)]
    public void What_the_linker_misses_is_told_from_what_the_compiler_does(string text, bool expected) =>
        Assert.Equal(expected, BuildFaults.IsUndefined(text));

    [Theory]
    [InlineData("gcc (Debian 12.2.0-14+deb12u1) 12.2.0", "12.2.0")]
    [InlineData("icc (ICC) 19.1.3.304 20200925", "19.1.3.304")]
    [InlineData("Intel(R) oneAPI DPC++/C++ Compiler 2023.1.0 (2023.1.0.20230320)", "2023.1.0")]
    [InlineData("Debian clang version 14.0.6", "14.0.6")]
    [InlineData("AMD clang version 16.0.3 (CLANG: AOCC_4.1.0-Build#270 2023_07_10)", "16.0.3")]
    public void Compilers_versions_are_read_from_their_own_lines(string line, string expected) =>
        Assert.Equal(expected, ProgramVersions.CompilerVersion(line));

    [Theory]
    [InlineData("3.1.10", "3.1.9")]
    [InlineData("2021.8", "2020.3")]
    [InlineData("4", "3.25.1")]
    [InlineData("3.1.1", "3.1")]
    public void Versions_are_compared_number_by_number(string later, string earlier)
    {
        Assert.True(ToolVersion.Parse(later) > ToolVersion.Parse(earlier));
        Assert.False(ToolVersion.Parse(earlier) >= ToolVersion.Parse(later));
    }

    [Fact]
    public void An_object_file_that_is_cut_short_is_not_whole()
    {
        using var folder = new TemporaryFolder();
        byte[] module = File.ReadAllBytes("/bin/true");
        string whole = folder.Combine("whole.o"), half = folder.Combine("half.o"), none = folder.Combine("none.o");
        File.WriteAllBytes(whole, module);
        File.WriteAllBytes(half, module[..^100]);
        File.WriteAllBytes(none, []);
        Assert.True(BuildState.IsWhole(whole));
        Assert.False(BuildState.IsWhole(half));
        Assert.False(BuildState.IsWhole(none));
    }
}
