using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Building;

/// <summary>What to build, where, and with what.</summary>
internal sealed record BuildRequest
{
    public required BuildRecipe Recipe { get; init; }

    public required string SourcePath { get; init; }

    /// <summary>Folder that holds one folder a recipe.</summary>
    public required string BuildPath { get; init; }

    public required string InstallPath { get; init; }

    /// <summary>Targets as RELION's make knows them; empty is all.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    public int? Jobs { get; init; }

    public bool IsClean { get; init; }

    public required RelionToolchain Tools { get; init; }

    public required NodeProfile Node { get; init; }

    public string Folder => Path.Combine(BuildPath, Recipe.Name);

    public string WorkFolder => Path.Combine(Folder, "build");

    public string LogFolder => Path.Combine(Folder, "logs");

    /// <summary>The tools' environment with the recipe's over it, and a tree of MKL where it has none.</summary>
    public ToolEnvironment Environment()
    {
        var changes = new Dictionary<string, string>(Tools.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in Recipe.Environment) changes[name] = value;
        var environment = new ToolEnvironment(changes);
        if (Recipe.IsOn("MKLFFT")
            && environment["MKLROOT"] is null
            && DebianMkl.HeaderFolder is not null
            && DebianMkl.LibraryFolder is not null)
        {
            changes["MKLROOT"] = DebianMkl.MakeTree(Path.Combine(Folder, "mkl"));
        }
        return environment;
    }
}
