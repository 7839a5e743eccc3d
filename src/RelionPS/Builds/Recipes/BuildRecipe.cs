using RelionPS.Builds.Installations;
using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>Compilers and FFT library of a recipe.</summary>
public enum RecipeToolchain
{
    /// <summary>icc and icpc with MKL and Intel MPI: the guide's (guide 3.3).</summary>
    IntelClassic,

    /// <summary>icx and icpx with MKL and Intel MPI.</summary>
    IntelOneApi,

    /// <summary>gcc with FFTW.</summary>
    Gcc,

    /// <summary>gcc with MKL.</summary>
    GccMkl,

    /// <summary>AMD's compilers with AMD's FFTW.</summary>
    Aocc,

    /// <summary>gcc with FFTW, and NVIDIA's nvcc for the code of the GPUs.</summary>
    Cuda,

    /// <summary>gcc with FFTW, and AMD's hipcc for the code of the GPUs (RELION 5).</summary>
    Hip,

    /// <summary>icx and icpx with MKL and Intel MPI, for Intel's GPUs (RELION 5).</summary>
    Sycl,
}

/// <summary>The instruction set that a recipe compiles for.</summary>
public enum InstructionSet
{
    /// <summary>AVX-512, for the Xeons of the guide.</summary>
    Avx512,

    /// <summary>AVX2, the guide's for processors that are not Intel's.</summary>
    Avx2,

    /// <summary>Whatever this machine has.</summary>
    Native,

    /// <summary>Any x86_64.</summary>
    Baseline,
}

/// <summary>
/// Precision of RELION's own numbers; the accelerated code is single in both (<c>DoublePrec_ACC=OFF</c>).
/// </summary>
public enum BuildPrecision
{
    /// <summary>RELION's default.</summary>
    Double,

    /// <summary><c>DoublePrec_CPU=OFF</c>: half the memory.</summary>
    Single,
}

/// <summary>How to build RELION: what CMake is told, the environment, and the name of the binary.</summary>
public sealed record BuildRecipe
{
    private readonly RecipeSpec? _spec;

    /// <summary>For example <c>IntelClassic-Avx512</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The toolchain's name; a site recipe's own where it has one.</summary>
    public required string Toolchain { get; init; }

    /// <summary>The instruction set compiled for.</summary>
    public required InstructionSet InstructionSet { get; init; }

    /// <summary>
    /// RELION's version that the recipe is for. Invoke-RelionBuild takes that of the source where none was asked for.
    /// </summary>
    public required string RelionVersion { get; init; }

    /// <summary>Precision of RELION's own numbers.</summary>
    public required BuildPrecision Precision { get; init; }

    /// <summary>
    /// The GPUs compiled for, <c>sm_80</c> or <c>gfx90a</c>; empty where it has no code for GPUs, or one that is
    /// compiled when it runs (SYCL).
    /// </summary>
    public IReadOnlyList<string> GpuArchitectures { get; init => field = Indexable.List(value); } = [];

    /// <summary>CMake's arguments without the source folder, one token each.</summary>
    public required IReadOnlyList<string> CMakeArguments { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Name of the MPI refinement program, as the guide names its copies: <c>relion_refine_mpi_3.1.1_AVX512</c>.
    /// </summary>
    public required string BinaryName { get; init; }

    /// <summary>Variables for CMake and the compilers, by name.</summary>
    public required IReadOnlyDictionary<string, string> Environment
    {
        get;
        init => field = ValueTable.Of(value);
    }

    /// <summary>What was repaired, and what to look out for, each with its reason.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init => field = Indexable.List(value); }

    /// <summary>The cmake line of the guide's form, to be called in a folder <c>build</c> of the source tree.</summary>
    public string CommandLine => BashQuoting.Join(["cmake", .. CMakeArguments, ".."]);

    /// <summary>What it was made from, so that it can be made again for another version or toolchain.</summary>
    /// <exception cref="RelionException"><c>RelionRecipeByHand</c>.</exception>
    internal RecipeSpec Spec
    {
        get => _spec ?? throw ByHand();
        init => _spec = value;
    }

    /// <summary>The tools that it was made for; null where it was made by hand, or for none.</summary>
    internal RelionToolchain? Tools => _spec?.Tools;

    /// <summary>What follows <c>relion_refine_mpi</c> in the binary's name, <c>_3.1.1_AVX512</c>.</summary>
    /// <exception cref="RelionException"><c>RelionRecipeByHand</c>.</exception>
    internal string Suffix => BinaryName.StartsWith(RefineProgram.Mpi, StringComparison.Ordinal)
        ? BinaryName[RefineProgram.Mpi.Length..]
        : throw ByHand();

    /// <summary>True where make is to download and build libraries of its own.</summary>
    internal bool WantsDownloads => new[] { "FORCE_OWN_TBB", "FORCE_OWN_FFTW", "FORCE_OWN_FLTK", "AMDFFTW" }.Any(IsOn);

    /// <summary>The code for GPUs that the programs must have: <c>CUDA</c>, <c>HIP</c> or <c>SYCL</c>; else
    /// null.</summary>
    internal string? GpuCode => GpuTargets.Codes.FirstOrDefault(IsOn);

    internal bool IsOn(string option) => CMakeArguments.Any(token => CMakeDefinition.IsOn(token, option));

    /// <inheritdoc/>
    public override string ToString() => Name;

    private RelionException ByHand() =>
        RecipeErrors.RecipeByHand(this);
}
