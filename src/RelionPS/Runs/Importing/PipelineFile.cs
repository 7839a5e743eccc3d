using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Importing;

/// <summary>A job in a project's pipeline.</summary>
/// <param name="Name">Its name, <c>Class3D/job012</c>.</param>
/// <param name="Alias">The other name that the user gave it; null where there is none.</param>
internal sealed record PipelineJob(string Name, string? Alias)
{
    /// <summary>The type, by the folder; null for one that is not known.</summary>
    public JobType? Type => JobTypes.OfPath(Name + "/run")?.Type;

    /// <summary>True where a user may mean it: by name, alias, or the last part of either.</summary>
    public bool IsCalled(string name) => name == Name || name == Alias
        || name == Name[(Name.LastIndexOf('/') + 1)..] || name == Alias?[(Alias.LastIndexOf('/') + 1)..];
}

/// <summary>The jobs of a project, as its <c>default_pipeline.star</c> lists them.</summary>
/// <param name="Folder">The project's folder.</param>
/// <param name="Jobs">The jobs, in order.</param>
internal sealed record PipelineFile(string Folder, IReadOnlyList<PipelineJob> Jobs)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "default_pipeline.star";

    private const string Block = "pipeline_processes", NoAlias = "None";

    /// <summary>Reads a pipeline.</summary>
    /// <exception cref="RelionException">It can't be read, or is no pipeline.</exception>
    public static PipelineFile Read(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock processes = file.Get(Block);
        string[] names = processes.Texts("rlnPipeLineProcessName");
        string[] aliases = processes.Labels.Contains("rlnPipeLineProcessAlias")
            ? processes.Texts("rlnPipeLineProcessAlias")
            : [];
        return new PipelineFile(
            Path.GetDirectoryName(path) ?? "/",
            [
                .. names.Select((name, at) => new PipelineJob(
                    name.TrimEnd('/'),
                    at < aliases.Length && aliases[at] is not (NoAlias or "") ? aliases[at].TrimEnd('/') : null)),
            ]);
    }

    /// <summary>The pipeline of the project that a folder is in; null where there is none that can be read.</summary>
    public static PipelineFile? Above(string folder)
    {
        try
        {
            return ProjectFolder.Above(folder) is { } project && File.Exists(Path.Combine(project, FileName))
                ? Read(Path.Combine(project, FileName))
                : null;
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
