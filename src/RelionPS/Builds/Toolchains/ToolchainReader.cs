using RelionPS.Core.Errors;
using RelionPS.Nodes.Readers;

namespace RelionPS.Builds.Toolchains;

/// <summary>Puts together what a build can use.</summary>
internal static class ToolchainReader
{
    /// <exception cref="RelionException"><c>RelionEnvironmentScriptFailed</c>.</exception>
    public static async Task<RelionToolchain> ReadAsync(
        string intelRoot, IReadOnlyList<string> modules, CancellationToken cancellationToken)
    {
        IReadOnlyList<IntelScript> scripts = modules.Count > 0 ? [] : IntelScripts.Find(intelRoot);
        IReadOnlyDictionary<string, string> variables = modules.Count > 0
            ? await EnvironmentScripts.LoadModulesAsync(modules, cancellationToken).ConfigureAwait(false)
            : scripts.Count > 0
                ? await EnvironmentScripts.SourceAsync(scripts, cancellationToken).ConfigureAwait(false)
                : new Dictionary<string, string>();
        var environment = new ToolEnvironment(variables);
        NodeProfile node = NodeProfileReader.Read("/", cancellationToken: cancellationToken);
        return new RelionToolchain
        {
            Name = node.Name,
            Components =
            [
                .. await new ProgramVersions(environment).FindAllAsync(cancellationToken).ConfigureAwait(false),
                .. new LibraryFinder(environment).FindAll(),
            ],
            Environment = variables,
            EnvironmentSources = modules.Count > 0 ? modules : [.. scripts.Select(script => script.Path)],
            Isa = node.Isa,
            Gpu = node.Gpu,
        };
    }
}
