using System.Management.Automation;
using RelionPS.Errors;
using RelionPS.Installations;
using RelionPS.Processes;

namespace RelionPS.Commands;

/// <summary>Get-RelionInstallation: what the RELION programs on PATH, or of a folder, are and can do.</summary>
[Cmdlet(VerbsCommon.Get, "RelionInstallation", DefaultParameterSetName = "Path")]
[OutputType(typeof(RelionInstallation))]
public sealed class GetRelionInstallationCommand : RelionCommandBase
{
    /// <summary>Refinement programs, folders that hold them, or prefixes with a <c>bin</c>; the first on PATH where left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Every installation on PATH, in the prefixes of loaded environment modules, and of earlier builds.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ListAvailable")]
    public SwitchParameter ListAvailable { get; set; }

    private protected override void Execute()
    {
        if (Path is null)
        {
            InstallationFiles[] all = [.. InstallationFinder.FindAll()];
            if (all.Length == 0) throw new RelionException("RelionInstallationNotFound", "PATH");
            Write(ListAvailable ? all : all[..1]);
            return;
        }
        foreach (string path in Path)
        {
            try
            {
                Write(Files(FullPath(path)));
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private static IEnumerable<InstallationFiles> Files(string path)
    {
        if (ProgramFinder.Find(path) is { } program) return [InstallationFinder.OfProgram(program, "-Path")];
        InstallationFiles[] found = [.. InstallationFinder.InFolder(path, "-Path")];
        return found.Length > 0 ? found : throw new RelionException("RelionInstallationNotThere", path, path);
    }

    private void Write(IEnumerable<InstallationFiles> all)
    {
        foreach (InstallationFiles files in all)
        {
            WriteVerbose($"Reading {files.MpiProgram ?? files.ThreadsProgram}");
            WriteObject(Await((_, token) => InstallationReader.ReadAsync(files, token)));
        }
    }
}
