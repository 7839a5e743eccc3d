using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Results;
using RelionPS.Runs.Slurm;

namespace RelionPS.Commands;

/// <summary>Commands on jobs, named by their objects or by their folders.</summary>
public abstract class JobCommandBase : RelionCommandBase
{
    private readonly SlurmView _view = new();
    private int _jobs;

    /// <summary>The jobs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Job")]
    [ValidateNotNullOrEmpty]
    public RelionJob[] Job { get; set; } = [];

    /// <summary>Folders of jobs; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    private protected override void Execute()
    {
        IReadOnlyList<string> folders = [.. ParameterSetName switch
        {
            "Job" => Job.Select(job => job.Path),
            "Path" => Path.SelectMany(Folders),
            _ => Await((reporter, token) => OwnJobs.FoldersAsync(CurrentDirectory, reporter, token)),
        }];
        foreach (string folder in folders)
        {
            try
            {
                // One job is asked for alone: a cluster may have many thousand of others.
                SlurmView? view = folders.Count > 1 || _jobs > 0 ? _view : null;
                _jobs++;
                Execute(Await((reporter, token) => JobFolder.ReadAsync(folder, reporter, token, view)));
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private protected abstract void Execute(RelionJob job);

    /// <summary>A wildcard's matches, those that are jobs; a path without one as it is.</summary>
    private IEnumerable<string> Folders(string path) => WildcardPattern.ContainsWildcardCharacters(path)
        ? GetResolvedProviderPathFromPSPath(path, out _).Where(JobManifest.MayBeIn)
        : [Named(path)];
}
