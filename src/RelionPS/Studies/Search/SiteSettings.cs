using RelionPS.Refinement.Command;

namespace RelionPS.Studies.Search;

/// <summary>The settings that searches have saved to tuning files.</summary>
internal sealed class SiteSettings : IMeasuredSettings
{
    /// <inheritdoc/>
    public string? Beside(NodeProfile node) => SearchFile.Beside(node);

    /// <inheritdoc/>
    public MeasuredRequest Apply(RefineRequest request, string path, string? given) =>
        SearchFile.Read(path).Apply(request, path, given);
}
