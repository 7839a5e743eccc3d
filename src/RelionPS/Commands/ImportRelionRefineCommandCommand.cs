using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Importing;

namespace RelionPS.Commands;

/// <summary>
/// Import-RelionRefineCommand: refinements that the module did not plan, as they were: a job of RELION's GUI, a script,
/// a line.
/// </summary>
[Cmdlet(VerbsData.Import, "RelionRefineCommand", DefaultParameterSetName = PathSet)]
[OutputType(typeof(RefineCommand))]
public sealed class ImportRelionRefineCommandCommand : RelionCommandBase
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";
    private const string LineSet = "CommandLine";

    /// <summary>
    /// Folders of jobs, their files, scripts, or names of jobs such as <c>Class3D/job012</c>; wildcards are allowed. A
    /// command line in their place is read as <c>-CommandLine</c>.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobNameCompleter))]
    public string[] Path { get; set; } = [];

    /// <summary>The same, as they are named, brackets and all.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "OptimiserPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The text of a command, with its launcher, on one line or several.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LineSet)]
    [ValidateNotNullOrEmpty]
    public string[] CommandLine { get; set; } = [];

    private protected override void Execute()
    {
        switch (ParameterSetName)
        {
            case LineSet:
                foreach (string text in CommandLine) Show(() => CommandSources.ReadText(text, CurrentDirectory));
                return;
            case LiteralSet:
                foreach (string path in LiteralPath)
                {
                    Show(() => CommandSources.ReadFile(FullPath(path), CurrentDirectory));
                }
                return;
            default:
                foreach (string path in Path) ShowPath(path);
                return;
        }
    }

    private void ShowPath(string pattern)
    {
        if (CommandSources.IsLine(pattern, CurrentDirectory))
        {
            Show(() => CommandSources.ReadText(pattern, CurrentDirectory));
            return;
        }
        // A job's other name is a link to its folder: what matches both is one job.
        foreach (string path in Resolve(pattern).DistinctBy(RealPath))
        {
            Show(() => CommandSources.ReadFile(path, CurrentDirectory));
        }
    }

    private static string RealPath(string path) => NativeMethods.RealPath(path) ?? path;

    /// <summary>What can't be read leaves the others alone; what was read with a guess is said.</summary>
    private void Show(Func<ImportResult> read)
    {
        try
        {
            ImportResult result = read();
            foreach (RefineCommand command in result.Commands)
            {
                foreach (string problem in command.Origin!.Problems) WriteWarning($"{command.Name}: {problem}");
                foreach (string left in command.Origin.SetAside) WriteVerbose($"{command.Name}: set aside: {left}");
                WriteObject(command);
            }
            foreach (RelionException error in result.Errors) WriteError(ErrorRecords.From(error));
        }
        catch (RelionException exception)
        {
            WriteError(ErrorRecords.From(exception));
        }
    }
}
