namespace RelionPS;

/// <summary>A library that a program is linked with.</summary>
/// <param name="Name">For example <c>OpenMpi</c>, <c>FFTW</c>, <c>MKL</c>.</param>
/// <param name="Version">Null where the library does not tell.</param>
/// <param name="Path">The file that the loader finds; the bare name where it finds none.</param>
public sealed record LinkedLibrary(string Name, string? Version, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => Version is null ? Name : $"{Name} {Version}";
}

/// <summary>
/// RELION programs that were built together, and what they can do, read from the refinement program itself: its answers
/// to <c>--version</c> and
/// <c>--help</c>, its dynamic section and its machine code. Null is unknown, never a guess.
/// </summary>
public sealed record RelionInstallation
{
    /// <summary>The refinement program, the MPI one where there is one.</summary>
    public required string Path { get; init; }

    /// <summary>The MPI refinement program; null where there is none.</summary>
    public string? MpiProgram { get; init; }

    /// <summary>The threads-only refinement program; null where there is none.</summary>
    public string? ThreadsProgram { get; init; }

    /// <summary>As <c>--version</c> prints it, for example <c>3.1.3</c>.</summary>
    public string? Version { get; init; }

    /// <summary>As <c>--version</c> prints it: <c>BASE=double, VECTOR-ACC=single</c>.</summary>
    public string? Precision { get; init; }

    /// <summary>Why the program does not start here, in its own words; null where it does.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Whether the accelerated CPU code, <c>--cpu</c>, is in (guide 3.3).</summary>
    public bool? HasAltCpu { get; init; }

    /// <summary>Whether the CUDA code is in.</summary>
    public bool? HasCuda { get; init; }

    /// <summary>Whether the HIP code is in (RELION 5).</summary>
    public bool? HasHip { get; init; }

    /// <summary>Whether the SYCL code is in (RELION 5).</summary>
    public bool? HasSycl { get; init; }

    /// <summary>
    /// The GPUs that it holds code for: <c>sm_80</c>, <c>gfx90a</c>; <c>compute_80</c> is PTX, which the driver
    /// translates for NVIDIA's GPUs from there on. Empty where it has none, and for SYCL, whose code is compiled when
    /// it runs.
    /// </summary>
    public IReadOnlyList<string> GpuArchitectures { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// The CUDA that it was compiled with, by the version of its PTX: <c>11.8</c>; the first where two have the same.
    /// Null where it holds none.
    /// </summary>
    public string? CudaVersion { get; init; }

    /// <summary>
    /// The makers' libraries for GPUs that it is linked with. CUDA's runtime is in the program itself, as CMake's
    /// FindCUDA has it.
    /// </summary>
    public IReadOnlyList<LinkedLibrary> GpuLibraries { get; init => field = Indexable.List(value); } = [];

    /// <summary>The MPI library; its name is that of the launcher's dialect.</summary>
    public LinkedLibrary? Mpi { get; init; }

    /// <summary>The FFT library. Where it is linked in statically, nothing tells: null.</summary>
    public LinkedLibrary? Fft { get; init; }

    /// <summary>
    /// Threading Building Blocks; null where the program asks for none, as every program without ALTCPU.
    /// </summary>
    public LinkedLibrary? Tbb { get; init; }

    /// <summary>
    /// Highest instruction set in the program's own code: <c>Avx512</c>, <c>Avx2</c>, <c>Avx</c> or <c>Baseline</c>.
    /// </summary>
    public string? InstructionSet { get; init; }

    /// <summary>SHA-256 of the file at <see cref="Path"/>, in lower-case hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>RELION's programs beside it, by name.</summary>
    public required IReadOnlyList<string> Programs { get; init => field = Indexable.List(value); }

    /// <summary>Shared libraries that the loader does not find; the program does not start without them.</summary>
    public IReadOnlyList<string> MissingLibraries { get; init => field = Indexable.List(value); } = [];

    /// <summary>The options that <c>--help</c> lists; empty where the program did not answer.</summary>
    public IReadOnlyList<string> Options { get; init => field = Indexable.List(value); } = [];

    /// <summary>
    /// LD_LIBRARY_PATH that the programs need, where they were built with an environment of their own; else null.
    /// </summary>
    public string? LibraryPath { get; init; }

    /// <summary>
    /// How it was found: <c>PATH</c>, the variable that names its folder, <c>build</c> or <c>-Path</c>.
    /// </summary>
    public string FoundBy { get; init; } = "-Path";

    /// <inheritdoc/>
    public override string ToString() => Path;
}
