using System.Collections;

namespace RelionPS;

/// <summary>What a tool or library is for.</summary>
public enum ToolKind
{
    /// <summary>A C or C++ compiler.</summary>
    Compiler,

    /// <summary>An MPI library's compiler wrappers.</summary>
    Mpi,

    /// <summary>A library for Fourier transforms.</summary>
    Fft,

    /// <summary>Threading Building Blocks, which ALTCPU needs.</summary>
    Tbb,

    /// <summary>libtiff, which RELION needs.</summary>
    Tiff,

    /// <summary>X11, which RELION's own window needs.</summary>
    X11,

    /// <summary>CMake.</summary>
    CMake,

    /// <summary>make or ninja.</summary>
    Generator,

    /// <summary>A compiler for GPUs: NVIDIA's nvcc, AMD's hipcc.</summary>
    Gpu,
}

/// <summary>One tool or library, where it is and how it was found.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">For example <c>gcc</c>, <c>icpc</c>, <c>OpenMpi</c>, <c>MKL</c>.</param>
/// <param name="Version">Null where it does not tell.</param>
/// <param name="Path">The program, or the header that proves the library.</param>
/// <param name="FoundBy"><c>PATH</c>, the variable that names its folder, or <c>system folders</c>.</param>
public sealed record ToolComponent(ToolKind Kind, string Name, string? Version, string Path, string FoundBy)
{
    /// <inheritdoc/>
    public override string ToString() => Version is null ? Name : $"{Name} {Version}";
}

/// <summary>The compilers, MPI stacks and libraries that a build can use, in one environment.</summary>
public sealed record RelionToolchain
{
    /// <summary>Host name.</summary>
    public required string Name { get; init; }

    /// <summary>All that was found.</summary>
    public required IReadOnlyList<ToolComponent> Components { get; init => field = Indexable.List(value); }

    /// <summary>
    /// Variables that Intel's scripts or environment modules set, beside those of the session. They go to the build
    /// alone.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment
    {
        get;
        init => field = ValueTable.Of(value);
    }

    /// <summary>The scripts and modules behind <see cref="Environment"/>, in order.</summary>
    public IReadOnlyList<string> EnvironmentSources { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// Instruction sets of this machine's CPU, as in <see cref="NodeProfile.Isa"/>; empty where nothing tells.
    /// </summary>
    public required IReadOnlyList<string> Isa { get; init => field = Indexable.List(value); }

    /// <summary>Compilers found.</summary>
    public IEnumerable<ToolComponent> Compilers => List(ToolKind.Compiler);

    /// <summary>Compilers for GPUs, the one that a recipe takes first.</summary>
    public IEnumerable<ToolComponent> GpuCompilers => List(ToolKind.Gpu);

    /// <summary>The GPUs of this machine and their driver, as in <see cref="NodeProfile.Gpu"/>.</summary>
    public GpuFacts Gpu { get; init; } = new();

    /// <summary>MPI stacks found, the default one of PATH first.</summary>
    public IEnumerable<ToolComponent> MpiStacks => List(ToolKind.Mpi);

    /// <summary>FFT libraries found.</summary>
    public IEnumerable<ToolComponent> FftLibraries => List(ToolKind.Fft);

    /// <summary>CMake; null where it is missing.</summary>
    public ToolComponent? CMake => Of(ToolKind.CMake).FirstOrDefault();

    /// <summary>TBB; null where it is missing.</summary>
    public ToolComponent? Tbb => Of(ToolKind.Tbb).FirstOrDefault();

    /// <summary>libtiff; null where it is missing.</summary>
    public ToolComponent? Tiff => Of(ToolKind.Tiff).FirstOrDefault();

    internal IEnumerable<ToolComponent> Of(ToolKind kind) => Components.Where(component => component.Kind == kind);

    private IEnumerable<ToolComponent> List(ToolKind kind) => Indexable.List<ToolComponent>([.. Of(kind)]);

    internal ToolComponent? Find(ToolKind kind, string name) =>
        Of(kind).FirstOrDefault(component => component.Name == name);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {string.Join(", ", Components)}";
}
