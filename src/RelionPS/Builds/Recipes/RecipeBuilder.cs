using System.Globalization;
using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Recipes;

/// <summary>Makes recipes from the table's rows, and holds them against the rules.</summary>
internal static class RecipeBuilder
{
    /// <exception cref="RelionException">A rule of <see cref="BuildRules"/> refuses the combination.</exception>
    public static BuildRecipe Build(RecipeSpec spec)
    {
        SiteRecipe? site = spec.Site;
        string? asked = spec.Version is null ? null : RelionReleases.Named(spec.Version);
        RecipeFamily family = RecipeFamilies.Get(spec.Toolchain, asked);
        string version = asked ?? family.DefaultVersion;
        string architecture = family.Architectures[spec.InstructionSet];
        string[] compilers = [.. family.Compilers.Select((compiler, index) => site?.Compilers[index] ?? compiler)];
        string cFlags = site?.CFlags ?? string.Format(CultureInfo.InvariantCulture, family.CFlags, architecture);
        string cxxFlags = site?.CxxFlags ?? string.Format(CultureInfo.InvariantCulture, family.CxxFlags, architecture);
        List<CMakeDefinition> definitions =
        [
            .. new[]
            {
                "CMAKE_C_COMPILER",
                "CMAKE_CXX_COMPILER",
                "MPI_C_COMPILER",
                "MPI_CXX_COMPILER",
            }.Select((name, index) => new CMakeDefinition(name, compilers[index])),
            new("CMAKE_C_FLAGS", cFlags, family.HasSpacedFlags),
            new("CMAKE_CXX_FLAGS", cxxFlags, family.HasSpacedFlags),
            .. family.OptionsFor
                .GetValueOrDefault(spec.InstructionSet, family.Options)
                .Select(option => new CMakeDefinition(option.Split('=')[0], option.Split('=')[1])),
            .. spec.Precision == BuildPrecision.Single
                ? [new CMakeDefinition("DoublePrec_CPU", "OFF")]
                : Array.Empty<CMakeDefinition>(),
            new("CMAKE_BUILD_TYPE", "Release", family.HasSpacedFlags),
        ];
        foreach ((string name, string value) in site?.CMake ?? new Dictionary<string, string>())
        {
            int at = definitions.FindIndex(definition => definition.Name == name);
            if (at < 0) definitions.Add(new CMakeDefinition(name, value));
            else definitions[at] = definitions[at] with { Value = value };
        }
        var environment = new Dictionary<string, string>(family.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in site?.Environment ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }

        var draft = new RecipeDraft(spec, version, compilers, definitions, environment);
        GpuTargets.Apply(draft);
        BuildRules.Apply(draft);
        string tag = site?.BinaryTag
            ?? (spec.Precision == BuildPrecision.Single
                ? family.Tags[spec.InstructionSet] + "_single"
                : family.Tags[spec.InstructionSet]);
        return new BuildRecipe
        {
            Name = spec.Name,
            Toolchain = spec.Toolchain.ToString(),
            InstructionSet = spec.InstructionSet,
            RelionVersion = version,
            Precision = spec.Precision,
            GpuArchitectures = GpuTargets.Names(draft),
            CMakeArguments = [.. draft.Definitions.SelectMany(definition => definition.Tokens)],
            BinaryName = $"{RefineProgram.Mpi}_{version}_{tag}",
            Environment = draft.Environment,
            Decisions =
            [
                new Decision(
                    spec.Name,
                    version,
                    site is null ? "RecipeTable" : "SiteRecipe",
                    $"compilers, flags and options of {spec.Toolchain} for RELION {version}",
                    site?.Path ?? family.Source),
                .. draft.Decisions,
            ],
            Spec = spec,
        };
    }
}
