using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Recipes;

/// <summary>A recipe while the rules look at it; repairs change it.</summary>
internal sealed class RecipeDraft(
    RecipeSpec spec,
    string version,
    IReadOnlyList<string> compilers,
    List<CMakeDefinition> definitions,
    Dictionary<string, string> environment)
{
    public RecipeSpec Spec { get; } = spec;

    public string VersionText { get; } = version;

    public ToolVersion Version { get; } = ToolVersion.Parse(version);

    /// <summary>C, C++, and MPI's C and C++.</summary>
    public IReadOnlyList<string> Compilers { get; } = compilers;

    public List<CMakeDefinition> Definitions { get; } = definitions;

    public Dictionary<string, string> Environment { get; } = environment;

    public List<Decision> Decisions { get; } = [];

    public RelionToolchain? Tools => Spec.Tools;

    public bool IsOn(string option) =>
        Definitions.Any(definition => definition.Name == option && CMakeDefinition.IsTrue(definition.Value));

    public string? Value(string name) => Definitions.LastOrDefault(definition => definition.Name == name)?.Value;

    public bool IsOlderThan(string version) => Version < ToolVersion.Parse(version);

    /// <summary>
    /// The compiler that does the work. Version 5's icx recipe names the MPI wrappers, so the toolchain tells.
    /// </summary>
    public string Compiler => IsIcx ? "icx" : Compilers[0];

    /// <summary>True where Intel's compilers of oneAPI do the work.</summary>
    public bool IsIcx => Spec.Toolchain is RecipeToolchain.IntelOneApi or RecipeToolchain.Sycl;

    public ToolVersion? CompilerVersion =>
        Tools?.Of(ToolKind.Compiler).FirstOrDefault(
            tool => tool.Name == Compiler || tool.Name == "aocc-" + Compiler)?.Version is { } text
            ? ToolVersion.Parse(text)
            : null;

    public ToolVersion? CMakeVersion => Tools?.CMake?.Version is { } text ? ToolVersion.Parse(text) : null;

    public ToolVersion? TbbVersion => Tools?.Tbb?.Version is { } text ? ToolVersion.Parse(text) : null;

    /// <summary>Numbers of the NVIDIA GPUs compiled for, ascending; empty where none is known.</summary>
    public IReadOnlyList<int> CudaTargets { get; set; } = [];

    /// <summary>AMD's targets, as <c>gfx90a</c>; empty where none is known.</summary>
    public IReadOnlyList<string> HipTargets { get; set; } = [];

    /// <summary>The GPUs of the nodes that it is for.</summary>
    public IReadOnlyList<GpuFacts> Gpus => Spec.Gpus ?? (Tools is null ? [] : [Tools.Gpu]);

    /// <summary>The nvcc to take: the first that knows the GPUs, else the first; null where none is known of.</summary>
    public ToolComponent? Nvcc
    {
        get
        {
            ToolComponent[] all = GpuCompilersNamed(GpuCompilers.Nvcc);
            return all.FirstOrDefault(
                tool => CudaTargets.All(
                    number => CudaArchitectures.Of(number)?.IsKnownTo(ToolVersion.Parse(tool.Version)) != false))
                ?? all.FirstOrDefault();
        }
    }

    public ToolVersion? CudaVersion => Nvcc?.Version is { } text ? ToolVersion.Parse(text) : null;

    public ToolComponent? HipCompiler => GpuCompilersNamed(GpuCompilers.Hipcc).FirstOrDefault();

    private ToolComponent[] GpuCompilersNamed(string name) =>
        [.. (Tools?.Of(ToolKind.Gpu) ?? []).Where(tool => tool.Name == name)];

    public void Define(string name, string value) => Definitions.Add(new CMakeDefinition(name, value));

    /// <summary>Puts the value behind what the definition, a list of CMake's, has already.</summary>
    public void Append(string name, string value)
    {
        int at = Definitions.FindLastIndex(definition => definition.Name == name);
        if (at < 0) Define(name, value);
        else Definitions[at] = Definitions[at] with { Value = $"{Definitions[at].Value};{value}" };
    }
}
