namespace RelionPS.Builds.Installations;

/// <summary>
/// RELION's own shared libraries, which the programs of a build with <c>BUILD_SHARED_LIBS</c> are spread over.
/// </summary>
internal static class OwnLibraries
{
    /// <summary>Those that the loader finds.</summary>
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string?> resolved) => resolved
        .Where(library => library.Key.StartsWith("librelion", StringComparison.Ordinal))
        .Select(library => library.Value)
        .OfType<string>();
}
