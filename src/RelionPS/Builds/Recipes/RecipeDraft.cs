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
    public string Compiler => Spec.Toolchain == RecipeToolchain.IntelOneApi ? "icx" : Compilers[0];

    public ToolVersion? CompilerVersion =>
        Tools?.Of(ToolKind.Compiler).FirstOrDefault(
            tool => tool.Name == Compiler || tool.Name == "aocc-" + Compiler)?.Version is { } text
            ? ToolVersion.Parse(text)
            : null;

    public ToolVersion? CMakeVersion => Tools?.CMake?.Version is { } text ? ToolVersion.Parse(text) : null;

    public ToolVersion? TbbVersion => Tools?.Tbb?.Version is { } text ? ToolVersion.Parse(text) : null;

    public void Define(string name, string value) => Definitions.Add(new CMakeDefinition(name, value));
}
