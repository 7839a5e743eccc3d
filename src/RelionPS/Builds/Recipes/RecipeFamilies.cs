using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Recipes;

/// <summary>What the recipes of one toolchain have in common, for a range of RELION's versions.</summary>
/// <param name="Toolchain">The toolchain.</param>
/// <param name="FromVersion">First version of the range.</param>
/// <param name="DefaultVersion">The version that recipes are shown for where none is asked for: the guide's with the
/// guide's compiler, else the newest.</param>
/// <param name="Compilers">C, C++, and MPI's C and C++.</param>
/// <param name="CFlags">C flags; <c>{0}</c> is the instruction set's.</param>
/// <param name="CxxFlags">C++ flags; <c>{0}</c> is the instruction set's.</param>
/// <param name="Options">RELION's options, in order.</param>
/// <param name="Architectures">The instruction set's flag.</param>
/// <param name="Tags">The instruction set's part of the binary's name.</param>
/// <param name="Source">Where the row is from.</param>
internal sealed record RecipeFamily(
    RecipeToolchain Toolchain,
    string FromVersion,
    string DefaultVersion,
    string[] Compilers,
    string CFlags,
    string CxxFlags,
    string[] Options,
    IReadOnlyDictionary<InstructionSet, string> Architectures,
    IReadOnlyDictionary<InstructionSet, string> Tags,
    string Source)
{
    /// <summary>Options in another order for one instruction set: the guide's two lines differ so.</summary>
    public IReadOnlyDictionary<InstructionSet, string[]> OptionsFor { get; init; } =
        new Dictionary<InstructionSet, string[]>();

    /// <summary>The guide writes flags and build type as <c>-D NAME=value</c>.</summary>
    public bool HasSpacedFlags { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>The built-in recipes. A later row of a toolchain replaces the earlier one from its version on.</summary>
internal static class RecipeFamilies
{
    private const string GuideFlags = "-O3 -ip -g -debug inline-debug-info {0} -qopt-report=5 -restrict ";
    private const string IeeeFlags = " -fhonor-infinities -fhonor-nans -fsigned-zeros";
    private static readonly string[] Accelerated = ["ALTCPU=ON", "CUDA=OFF", "GUI=OFF"];
    private static readonly string[] AcceleratedMkl = ["ALTCPU=ON", "CUDA=OFF", "GUI=OFF", "MKLFFT=ON"];
    private static readonly string[] OfCuda = ["CUDA=ON", "ALTCPU=OFF", "GUI=OFF"];
    private static readonly string[] OfHip = ["HIP=ON", "CUDA=OFF", "ALTCPU=OFF", "GUI=OFF"];
    private static readonly string[] OfSycl = ["SYCL=ON", "CUDA=OFF", "ALTCPU=OFF", "GUI=OFF", "MKLFFT=ON"];
    private static readonly string[] Gnu = ["gcc", "g++", "mpicc", "mpicxx"];

    // The same code runs on both makers' processors.
    private static readonly IReadOnlyDictionary<InstructionSet, string> Gcc = Flags(
        "-march=skylake-avx512", "-march=haswell", "-march=native", "-march=x86-64");

    public static IReadOnlyList<RecipeFamily> All { get; } =
    [
        new(RecipeToolchain.IntelClassic, "3.1", RelionReleases.OfGuide, ["icc", "icpc", "mpiicc", "mpiicpc"],
            GuideFlags, GuideFlags,
            ["ALTCPU=ON", "MKLFFT=ON", "GUI=OFF"],
            Flags("-xCOMMON-AVX512", "-march=core-avx2", "-xHost", "-msse3"),
            Flags("AVX512", "nonIntelAVX2", "native", "baseline"),
            "guide 3.3")
        {
            HasSpacedFlags = true,
            OptionsFor = new Dictionary<InstructionSet, string[]>
            {
                [InstructionSet.Avx2] = ["GUI=OFF", "ALTCPU=ON", "MKLFFT=ON"],
            },
        },
        new(
            RecipeToolchain.IntelOneApi,
            "3.1",
            "3.1.4",
            ["icx", "icpx", "mpiicx", "mpiicpx"],
            "-O3 -g {0}",
            "-O3 -g {0}" + IeeeFlags,
            AcceleratedMkl,
            Flags("-xCOMMON-AVX512", "-march=core-avx2", "-march=native", "-march=x86-64"),
            Flags("icx_AVX512", "icx_AVX2", "icx_native", "icx_baseline"),
            "RELION 3.1.4 and 4.0"),
        new(
            RecipeToolchain.IntelOneApi,
            "5.0",
            RelionReleases.Newest,
            ["mpiicx", "mpiicpx", "mpiicx", "mpiicpx"],
            "-O3 {0}",
            "-O3 {0}",
            AcceleratedMkl,
            Flags("-xCOMMON-AVX512", "-march=core-avx2", "-march=native", "-march=x86-64"),
            Flags("icx_AVX512", "icx_AVX2", "icx_native", "icx_baseline"),
            "RELION 5.0.1"),
        new(RecipeToolchain.Gcc, "3.1", RelionReleases.Newest, Gnu, "-O3 {0}", "-O3 {0}", Accelerated,
            Gcc, Flags("gcc_AVX512", "gcc_AVX2", "gcc_native", "gcc_baseline"),
            "RELION 3.1.3, 4.0.2 and 5.0.1, built"),
        new(RecipeToolchain.GccMkl, "3.1", RelionReleases.Newest, Gnu, "-O3 {0}", "-O3 {0}", AcceleratedMkl,
            Gcc, Flags("gccmkl_AVX512", "gccmkl_AVX2", "gccmkl_native", "gccmkl_baseline"), "RELION 3.1.3, measured"),
        // RELION compiles with the MPI wrappers, which call gcc unless told.
        new(
            RecipeToolchain.Aocc,
            "3.1",
            RelionReleases.Newest,
            ["clang", "clang++", "mpicc", "mpicxx"],
            "-O3 {0}",
            "-O3 {0}",
            [.. Accelerated, "AMDFFTW=ON"],
            Flags("-march=znver4", "-march=znver3", "-march=native", "-march=x86-64"),
            Flags("aocc_AVX512", "aocc_AVX2", "aocc_native", "aocc_baseline"),
            "RELION 3.1.4")
        {
            Environment = new Dictionary<string, string>
            {
                ["OMPI_CC"] = "clang",
                ["OMPI_CXX"] = "clang++",
                ["MPICH_CC"] = "clang",
                ["MPICH_CXX"] = "clang++",
            },
        },
        new(RecipeToolchain.Cuda, "3.1", RelionReleases.Newest, Gnu, "-O3 {0}", "-O3 {0}", OfCuda,
            Gcc, Flags("cuda_AVX512", "cuda_AVX2", "cuda_native", "cuda_baseline"), "RELION 3.1.3 and 5.0.1, built"),
        // RELION puts hipcc in the place of the C++ compiler itself.
        new(RecipeToolchain.Hip, "5.0", RelionReleases.Newest, Gnu, "-O3 {0}", "-O3 {0}", OfHip,
            Gcc, Flags("hip_AVX512", "hip_AVX2", "hip_native", "hip_baseline"), "RELION 5.0.1, CMakeLists.txt"),
        new(
            RecipeToolchain.Sycl,
            "5.0",
            RelionReleases.Newest,
            ["mpiicx", "mpiicpx", "mpiicx", "mpiicpx"],
            "-O3 {0}",
            "-O3 {0}",
            OfSycl,
            Flags("-xCOMMON-AVX512", "-march=core-avx2", "-march=native", "-march=x86-64"),
            Flags("sycl_AVX512", "sycl_AVX2", "sycl_native", "sycl_baseline"),
            "RELION 5.0.1, CMakeLists.txt"),
    ];

    /// <summary>The row for the version; for none, the toolchain's newest.</summary>
    public static RecipeFamily Get(RecipeToolchain toolchain, string? version)
    {
        RecipeFamily[] rows = [.. All.Where(family => family.Toolchain == toolchain)];
        return version is null
            ? rows[^1]
            : rows.LastOrDefault(family => ToolVersion.Parse(family.FromVersion) <= ToolVersion.Parse(version))
                ?? rows[0];
    }

    private static Dictionary<InstructionSet, string> Flags(
        string avx512, string avx2, string native, string baseline) =>
        new()
        {
            [InstructionSet.Avx512] = avx512,
            [InstructionSet.Avx2] = avx2,
            [InstructionSet.Native] = native,
            [InstructionSet.Baseline] = baseline,
        };
}
