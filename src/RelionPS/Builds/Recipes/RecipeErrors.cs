using RelionPS.Core.Errors;

namespace RelionPS.Builds.Recipes;

/// <summary>Errors of recipes as they are written.</summary>
internal static class RecipeErrors
{
    public static RelionException SiteRecipeNotFound(string path) =>
        new("RelionSiteRecipeNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException SiteRecipeInvalid(
        string path, string field, string reason, Exception? cause = null) =>
        new("RelionSiteRecipeInvalid", ErrorKind.InvalidData, path, [path, field, reason], cause);

    public static RelionException RecipeByHand(BuildRecipe recipe) =>
        new(
            "RelionRecipeByHand", ErrorKind.InvalidArgument, recipe,
            [VisibleText.Of(recipe.Name), VisibleText.Of(recipe.BinaryName)]);
}
