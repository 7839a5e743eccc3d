using RelionPS.Builds.Recipes;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>A recipe for the version that a source really is, held against the tools that are really here.</summary>
internal static class SourceRecipe
{
    /// <param name="recipe">The recipe asked for.</param>
    /// <param name="source">The source.</param>
    /// <param name="readTools">Reads this machine's tools, for a recipe that was made without.</param>
    /// <exception cref="RelionException"><c>RelionVersionMismatch</c>.</exception>
    public static BuildRecipe Of(BuildRecipe recipe, SourceTree source, Func<RelionToolchain> readTools)
    {
        RecipeSpec spec = recipe.Spec;
        if (spec.Version is { } asked && !RelionReleases.IsMeant(asked, source.Version))
        {
            throw BuildErrors.VersionMismatch(recipe.Name, asked, source.Path, source.Version);
        }
        return RecipeBuilder.Build(spec with { Version = source.Version, Tools = spec.Tools ?? readTools() });
    }
}
