using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Importing;

/// <summary>A job's note.</summary>
internal sealed class NoteSource : ICommandSource
{
    public bool IsNamed(string fileName) => fileName == JobFolder.Note;

    public ImportResult Read(string path, string currentDirectory) => JobFolder.ReadNote(path, currentDirectory);
}

/// <summary>A job's options as RELION 3.0 wrote them.</summary>
internal sealed class RunJobSource : ICommandSource
{
    public bool IsNamed(string fileName) => fileName.EndsWith(JobFolder.RunJob, StringComparison.Ordinal);

    public ImportResult Read(string path, string currentDirectory) => JobFolder.ReadJobFile(path, currentDirectory);
}

/// <summary>STAR files, by what is in them: a job's options, a project's pipeline, a run's optimiser.</summary>
internal sealed class StarSource : ICommandSource
{
    public bool IsNamed(string fileName) => fileName.EndsWith(".star", StringComparison.Ordinal);

    public ImportResult Read(string path, string currentDirectory)
    {
        using StarFile file = StarFile.Open(path);
        while (file.ReadBlock() is { } block)
        {
            switch (block.Name)
            {
                case "job":
                    return JobFolder.ReadJobFile(path, currentDirectory);
                case "optimiser_general":
                    return new OptimiserSource().Read(path, currentDirectory);
                case "pipeline_general" or "pipeline_processes":
                    return ProjectJobs.Read(PipelineFile.Read(path), currentDirectory);
            }
        }
        throw ImportErrors.JobFileInvalid(path, "no block of it is a job's, a pipeline's or an optimiser's");
    }
}

/// <summary>The jobs of a project that the refinement program does.</summary>
internal static class ProjectJobs
{
    private const int MostNear = 6;

    /// <summary>All of them; a job that can't be read leaves the others alone.</summary>
    /// <exception cref="RelionException"><c>RelionCommandNotFound</c>: the project has none.</exception>
    public static ImportResult Read(PipelineFile pipeline, string currentDirectory)
    {
        PipelineJob[] jobs = [.. pipeline.Jobs.Where(job => job.Type is { IsRefine: true })];
        if (jobs.Length == 0)
        {
            throw ImportErrors.CommandNotFound(
                pipeline.Folder, ScriptSource.Programs(pipeline.Jobs.Select(job => job.Name.Split('/')[0])));
        }
        var commands = new List<RefineCommand>();
        var errors = new List<RelionException>();
        foreach (PipelineJob job in jobs)
        {
            try
            {
                ImportResult result = Read(pipeline, job, currentDirectory);
                commands.AddRange(result.Commands);
                errors.AddRange(result.Errors);
            }
            catch (RelionException exception)
            {
                errors.Add(exception);
            }
        }
        return new ImportResult(commands, errors);
    }

    /// <summary>A job by the name that a user gives it, from the project that the path or the user is in.</summary>
    /// <param name="path">The full path, which is none of a file.</param>
    /// <param name="currentDirectory">The folder of who asks.</param>
    /// <exception cref="RelionException"><c>RelionImportNotFound</c>.</exception>
    public static ImportResult ReadNamed(string path, string currentDirectory)
    {
        if (PipelineFile.Above(path) is not { } pipeline)
        {
            throw ImportErrors.ImportNotFound(path, "No folder above it is that of a project of RELION's GUI.");
        }
        string name = Path.GetRelativePath(pipeline.Folder, path).TrimEnd('/');
        string own = Path.GetRelativePath(currentDirectory, path).TrimEnd('/');
        PipelineJob[] jobs = [.. pipeline.Jobs.Where(job => job.IsCalled(name) || job.IsCalled(own))];
        if (jobs.Length == 1) return Read(pipeline, jobs[0], currentDirectory);
        IEnumerable<PipelineJob> near = jobs.Length > 1
            ? jobs
            : pipeline.Jobs.Where(job => job.Type is { IsRefine: true });
        string[] names = [.. near.Take(MostNear).Select(job => job.Name)];
        throw ImportErrors.ImportNotFound(
            path,
            names.Length == 0 ? $"The project '{pipeline.Folder}' has no refinements."
                : $"The project '{pipeline.Folder}' has {string.Join(", ", names)}.");
    }

    private static ImportResult Read(PipelineFile pipeline, PipelineJob job, string currentDirectory)
    {
        string folder = Path.Combine(pipeline.Folder, job.Name);
        return Directory.Exists(folder)
            ? JobFolder.Read(folder, currentDirectory)
            : throw ImportErrors.ImportNotFound(
                folder, $"The pipeline of '{pipeline.Folder}' has the job, but its folder is gone.");
    }
}
