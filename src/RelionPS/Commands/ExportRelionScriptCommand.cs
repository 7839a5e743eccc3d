using System.Management.Automation;
using RelionPS.Errors;
using RelionPS.Refine;
using RelionPS.Rendering;

namespace RelionPS.Commands;

/// <summary>What Export-RelionScript writes.</summary>
public enum ScriptKind
{
    /// <summary>A script for bash that runs and times the command (guide 5.2).</summary>
    Bash,

    /// <summary>A batch script for Slurm, as Submit-RelionJob submits it.</summary>
    Sbatch,

    /// <summary>A submission template for RELION's own GUI.</summary>
    QsubTemplate,
}

/// <summary>
/// <para type="synopsis">Writes a command as a script.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "RelionScript", SupportsShouldProcess = true, DefaultParameterSetName = "RefineCommand")]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportRelionScriptCommand : SlurmOptionCommandBase
{
    /// <summary>The command, from New-RelionRefineCommand.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "RefineCommand")]
    [ValidateNotNull]
    public RefineCommand? RefineCommand { get; set; }

    /// <summary>File to write; the text itself is the output where left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What kind of script.</summary>
    [Parameter(ParameterSetName = "RefineCommand")]
    public ScriptKind As { get; set; }

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        string path = FullPath(Path ?? "relion.sh");
        string text = Render(RefineCommand!, path);
        if (Path is null)
        {
            WriteObject(text);
            return;
        }
        if (File.Exists(path) && !Force) throw new RelionException("RelionScriptExists", path, path);
        if (!ShouldProcess(path, $"Write {As} script")) return;
        try
        {
            File.WriteAllText(path, text);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RelionException("RelionOutputNotWritable", path, exception, [path, exception.Message]);
        }
        if (As == ScriptKind.QsubTemplate)
        {
            foreach (string limit in QsubTemplate.Limits(RefineCommand!.Plan)) WriteWarning($"Before RELION's GUI is started: {limit}");
        }
        WriteObject(new FileInfo(path));
    }

    private string Render(RefineCommand command, string path) => As switch
    {
        ScriptKind.Sbatch => SbatchScript.Render(RefineCommandBuilder.ForAllocation(command), System.IO.Path.ChangeExtension(path, null) + "_job", Options()),
        ScriptKind.QsubTemplate => QsubTemplate.Render(RefineCommandBuilder.ForAllocation(command), Options()),
        _ => BashScript.Render(command),
    };
}
