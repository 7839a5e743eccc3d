namespace RelionPS.Builds.Recipes;

/// <summary>What a recipe is made from.</summary>
internal sealed record RecipeSpec
{
    public required RecipeToolchain Toolchain { get; init; }

    public required InstructionSet InstructionSet { get; init; }

    public BuildPrecision Precision { get; init; }

    /// <summary>RELION's version; null is the toolchain's default, or the source's when it comes to building.</summary>
    public string? Version { get; init; }

    /// <summary>The machine's tools; null leaves out the rules that need them.</summary>
    public RelionToolchain? Tools { get; init; }

    /// <summary>What a site's file says over the built-in row.</summary>
    public SiteRecipe? Site { get; init; }

    /// <summary>True builds for other machines than this.</summary>
    public bool IsForOtherNodes { get; init; }

    /// <summary>
    /// GPUs to compile for, as <see cref="GpuTargets.Parse"/> gives them; empty takes those of the nodes.
    /// </summary>
    public IReadOnlyList<string> GpuArchitectures { get; init; } = [];

    /// <summary>GPUs of the nodes that it is for; null takes those of the machine that the tools are of.</summary>
    public IReadOnlyList<GpuFacts>? Gpus { get; init; }

    /// <summary>The toolchain's own word, where it names one recipe well: that of the GPUs for this machine.</summary>
    public string? ShortName =>
        Site is null && InstructionSet == InstructionSet.Native && Precision == BuildPrecision.Double
        && Toolchain is RecipeToolchain.Cuda or RecipeToolchain.Hip or RecipeToolchain.Sycl
            ? Toolchain.ToString()
            : null;

    public string Name =>
        Site?.Name
            ?? (Precision == BuildPrecision.Single
                ? $"{Toolchain}-{InstructionSet}-Single"
                : $"{Toolchain}-{InstructionSet}");
}
