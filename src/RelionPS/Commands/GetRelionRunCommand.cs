using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Runs.Results;

namespace RelionPS.Commands;

/// <summary>
/// <para type="synopsis">What refinements have left in their output folders, whoever started them.</para>
/// <para type="description">A path is a folder, a root name (RELION's --o), or a file of an iteration. With -Wait a run
/// is followed with progress until it ends;
/// Ctrl+C ends the following, not the run.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "RelionRun", DefaultParameterSetName = "Path")]
[OutputType(typeof(RefineRun))]
public sealed class GetRelionRunCommand : RelionCommandBase
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Folders, root names or files; wildcards are allowed. The session's location by default.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    /// <summary>The same, taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputRoot", "PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Looks into the folders below too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Follows each run with progress until it ends.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// With -Wait, the longest time without a change of its files for a run that no process of this machine works on,
    /// or whose processes take no CPU time, are stopped or hang. By default half an hour, or five times the longest
    /// iteration where that is more.
    /// </summary>
    [Parameter]
    [Duration]
    public TimeSpan StallTimeout { get; set; }

    private protected override void Execute()
    {
        if (IsBound(nameof(StallTimeout)) && StallTimeout <= TimeSpan.Zero)
        {
            Refuse(CommandErrors.StallTimeoutInvalid(StallTimeout));
        }
        if (ParameterSetName == "LiteralPath")
        {
            foreach (string path in LiteralPath)
            {
                Show(FullPath(path), isOneOfMany: MyInvocation.ExpectingInput && File.Exists(FullPath(path)));
            }
            return;
        }
        foreach (string path in Path)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(path)) Show(Named(path), isOneOfMany: false);
            else ShowMatches(path);
        }
    }

    private void ShowMatches(string path)
    {
        bool isFound = false;
        foreach (string match in GetResolvedProviderPathFromPSPath(path, out _))
        {
            isFound |= Show(match, isOneOfMany: true);
        }
        if (!isFound) WriteError(ErrorRecords.From(RunErrors.RunNotFound(path)));
    }

    /// <summary>Of many files, most are of no run or of one that was shown; that is no error.</summary>
    private bool Show(string path, bool isOneOfMany)
    {
        IReadOnlyList<string> roots = RunFinder.Find(path, Recurse);
        if (roots.Count == 0 && !isOneOfMany) WriteError(ErrorRecords.From(RunErrors.RunNotFound(path)));
        foreach (string root in roots.Where(_seen.Add))
        {
            try
            {
                if (Wait) Follow(root);
                else if (RunReader.Read(root) is { } run) WriteObject(run);
                else WriteError(ErrorRecords.From(RunErrors.RunNotFound(root)));
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
        return roots.Count > 0;
    }

    /// <inheritdoc/>
    private protected override string? AfterStop() => Wait ? CommandErrors.WaitStopped() : null;

    private void Follow(string root)
    {
        TimeSpan? timeout = IsBound(nameof(StallTimeout)) ? StallTimeout : null;
        (RefineRun? run, RelionException? error) = Await(
            (reporter, token) => new RunFollower(root, timeout, reporter).WaitAsync(token));
        if (error is not null) WriteError(ErrorRecords.From(error));
        if (run is not null) WriteObject(run);
    }
}
