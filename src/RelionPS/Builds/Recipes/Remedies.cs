using System.Text.RegularExpressions;

namespace RelionPS.Builds.Recipes;

/// <summary>A library or tool that a build may lack.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Debian">Debian's packages.</param>
/// <param name="RedHat">RHEL's packages (with EPEL or CRB).</param>
/// <param name="Symptoms">What CMake, compiler or linker say without it.</param>
internal sealed record Remedy(string Name, string Debian, string RedHat, params string[] Symptoms);

/// <summary>Packages by library, and libraries by what the tools say when they miss them.</summary>
internal static partial class Remedies
{
    /// <summary>How the names of a library's headers begin.</summary>
    private static readonly (string Begin, string Library)[] Headers =
    [
        ("tbb/", "TBB"), ("oneapi/tbb", "TBB"), ("tiff", "TIFF"), ("fftw3", "FFTW"), ("mkl", "MKL"), ("X11/", "X11"),
        ("FL/", "FLTK"),
        ("mpi", "MPI"), ("omp", "OpenMP"), ("png", "PNG"),
    ];

    public static IReadOnlyList<Remedy> All { get; } =
    [
        new(
            "TBB",
            "libtbb-dev",
            "tbb-devel",
            "NO EXISTING TBB LIBRARIES",
            "tbb/tbb.h: No such file",
            "tbb/parallel_for.h: No such file",
            "cannot find -ltbb"),
        new(
            "TIFF",
            "libtiff-dev",
            "libtiff-devel",
            "Could NOT find TIFF",
            "tiffio.h: No such file",
            "cannot find -ltiff"),
        new(
            "FFTW",
            "libfftw3-dev",
            "fftw-devel",
            "REQUIRED FFTW LIBRARIES",
            "fftw3.h: No such file",
            "cannot find -lfftw3"),
        new(
            "MKL",
            "libmkl-dev (non-free)",
            "intel-oneapi-mkl-devel (Intel's repository)",
            "cannot find -lmkl_",
            "mkl.h: No such file",
            "COMPILATION MAY FAIL since no MKL FFTW wrapper"),
        new(
            "X11",
            "libx11-dev libxft-dev libxext-dev (or -DGUI=OFF)",
            "libX11-devel libXft-devel libXext-devel (or -DGUI=OFF)",
            "X11 is required for GUI",
            "YOU HAVE NO X11-LIBS",
            "X11/Xlib.h: No such file"),
        new(
            "FLTK",
            "libfltk1.3-dev (or -DGUI=OFF)",
            "fltk-devel (or -DGUI=OFF)",
            "FLTK WILL BE DOWNLOADED",
            "NO EXISTING FLTK",
            "No FLTK installation was found"),
        new("MPI", "libopenmpi-dev", "openmpi-devel", "Could NOT find MPI", "mpi.h: No such file", "cannot find -lmpi"),
        new("OpenMP", "libgomp1 g++", "libgomp gcc-c++", "Could NOT find OpenMP"),
        new("PNG", "libpng-dev", "libpng-devel", "png.h: No such file", "cannot find -lpng"),
        new("cmake", "cmake", "cmake"),
        new("make", "make", "make", "CMAKE_MAKE_PROGRAM is not set"),
        new("gcc", "gcc g++", "gcc gcc-c++"),
        new("g++", "g++", "gcc-c++"),
        new("mpicc", "libopenmpi-dev", "openmpi-devel (and module load mpi)"),
        new("mpicxx", "libopenmpi-dev", "openmpi-devel (and module load mpi)"),
        new("clang", "clang, or AOCC from AMD", "clang, or AOCC from AMD"),
        new(
            "nvcc",
            "nvidia-cuda-toolkit (contrib and non-free), or CUDA from NVIDIA's repository",
            "cuda-toolkit from NVIDIA's repository"),
        new(
            "hipcc",
            "hipcc, hipfft, hipcub and hiprand, or ROCm from AMD's repository",
            "rocm-dev and the ROCm libraries from AMD's repository"),
        new("icc", "Intel Parallel Studio XE 2020 from Intel", "Intel Parallel Studio XE 2020 from Intel"),
        new(
            "icx",
            "intel-oneapi-compiler-dpcpp-cpp from Intel's repository",
            "intel-oneapi-compiler-dpcpp-cpp from Intel's repository"),
        new("mpiicc", "Intel MPI from Intel", "intel-oneapi-mpi-devel from Intel's repository"),
        new(
            "mpiicx",
            "intel-oneapi-mpi-devel from Intel's repository",
            "intel-oneapi-mpi-devel from Intel's repository"),
    ];

    /// <summary>What to install, for both families of distributions.</summary>
    public static string Packages(string name)
    {
        Remedy? remedy = All.FirstOrDefault(remedy => remedy.Name == name);
        return remedy is null ? $"the package that has {name}" : $"Debian: {remedy.Debian}; RHEL: {remedy.RedHat}";
    }

    /// <summary>The library that the text says is missing; null where it says nothing of the kind.</summary>
    public static string? Missing(string text) =>
        All.FirstOrDefault(
            remedy => remedy.Symptoms.Any(symptom => text.Contains(symptom, StringComparison.Ordinal)))?.Name
            ?? OfHeader(text);

    /// <summary>
    /// The library of a header that no compiler found (gcc, clang, icc), whichever of its headers it is.
    /// </summary>
    private static string? OfHeader(string text)
    {
        if (HeaderPattern().Match(text) is not { Success: true } match) return null;
        string header = match.Groups["header"].Value;
        return Headers.FirstOrDefault(known => header.StartsWith(known.Begin, StringComparison.Ordinal)).Library;
    }

    [GeneratedRegex(
        """(fatal error: '?|cannot open source file ")(?<header>[A-Za-z0-9_/+.-]+\.h(pp)?)("|'|: No such file)""")]
    private static partial Regex HeaderPattern();
}
