namespace RelionPS.Builds.Recipes;

/// <summary>A recipe of a site's own file: the built-in one of its toolchain, changed where the file says so.</summary>
/// <param name="Name">The recipe's name.</param>
/// <param name="Path">The file, for messages.</param>
internal sealed record SiteRecipe(string Name, string Path)
{
    public RecipeToolchain Toolchain { get; init; }

    public InstructionSet InstructionSet { get; init; } = InstructionSet.Native;

    public BuildPrecision Precision { get; init; }

    public string? Version { get; init; }

    /// <summary>C, C++, and MPI's C and C++; null keeps the toolchain's.</summary>
    public IReadOnlyList<string?> Compilers { get; init; } = [null, null, null, null];

    public string? CFlags { get; init; }

    public string? CxxFlags { get; init; }

    public string? BinaryTag { get; init; }

    public IReadOnlyDictionary<string, string> CMake { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
