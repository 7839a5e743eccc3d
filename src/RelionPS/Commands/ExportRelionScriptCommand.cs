using System.Management.Automation;
using RelionPS.Errors;
using RelionPS.Rendering;

namespace RelionPS.Commands;

/// <summary>Export-RelionScript: a bash script that does the same without the module.</summary>
[Cmdlet(VerbsData.Export, "RelionScript", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportRelionScriptCommand : RelionCommandBase
{
    /// <summary>A recipe, from Get-RelionBuildRecipe.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public BuildRecipe InputObject { get; set; } = null!;

    /// <summary>File to write; a folder takes one script a recipe, under its name. The text itself is the output where left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>RELION's targets without their prefix, or <c>All</c>.</summary>
    [Parameter]
    [ValidatePattern("^[A-Za-z][A-Za-z0-9_]*$")]
    public string[] Target { get; set; } = ["refine", "refine_mpi"];

    private protected override void Execute()
    {
        string script = BuildScript.Render(InputObject, Target.Contains("All", StringComparer.OrdinalIgnoreCase) ? [] : Target);
        if (Path is null)
        {
            WriteObject(script);
            return;
        }
        string path = FullPath(Path);
        if (Directory.Exists(path)) path = System.IO.Path.Combine(path, InputObject.Name + ".sh");
        if (!ShouldProcess(path, "Write script")) return;
        try
        {
            File.WriteAllText(path, script);
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RelionException("RelionOutputNotWritable", path, exception, [path, exception.Message]);
        }
        WriteObject(new FileInfo(path));
    }
}
