using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;

namespace RelionPS.Commands;

/// <summary>Get-RelionInstallation: what the RELION programs on PATH, or of a folder, are and can do.</summary>
[Cmdlet(VerbsCommon.Get, "RelionInstallation", DefaultParameterSetName = "Path")]
[OutputType(typeof(RelionInstallation))]
public sealed class GetRelionInstallationCommand : RelionCommandBase
{
    /// <summary>
    /// Refinement programs, folders that hold them, or prefixes with a <c>bin</c>, wildcards allowed; the first on PATH
    /// where left out.
    /// </summary>
    [Parameter(
        Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Path { get; set; }

    /// <summary>The same as they are named, brackets and all.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>
    /// Every installation on PATH, in the prefixes of loaded environment modules, and of earlier builds.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "ListAvailable")]
    public SwitchParameter ListAvailable { get; set; }

    private protected override void Execute()
    {
        if ((Path ?? LiteralPath) is not { } paths)
        {
            InstallationFiles[] all = [.. InstallationFinder.FindAll()];
            if (all.Length == 0) throw CommandErrors.InstallationNotFound("PATH");
            Write(ListAvailable ? all : all[..1]);
            return;
        }
        foreach (string path in paths)
        {
            try
            {
                bool isPattern = ParameterSetName == "Path" && WildcardPattern.ContainsWildcardCharacters(path);
                InstallationFiles[] found =
                [
                    .. isPattern
                        ? Resolve(path)
                            .SelectMany(Matched)
                            .DistinctBy(files => files.MpiProgram ?? files.ThreadsProgram)
                        : Files(ParameterSetName == "Path" ? Named(path) : FullPath(path)),
                ];
                if (found.Length == 0) throw CommandErrors.InstallationNotThere(path);
                Write(found);
            }
            catch (RelionException exception)
            {
                WriteError(ErrorRecords.From(exception));
            }
        }
    }

    private static IEnumerable<InstallationFiles> Files(string path) =>
        ProgramFinder.Find(path) is { } program
            ? [InstallationFinder.OfProgram(program, "-Path")]
            : InstallationFinder.InFolder(path, "-Path");

    /// <summary>Of what a wildcard matches, other files and programs are no fault.</summary>
    private static IEnumerable<InstallationFiles> Matched(string path) =>
        File.Exists(path) && !InstallationFinder.IsRefinement(path) ? [] : Files(path);

    private void Write(IEnumerable<InstallationFiles> all)
    {
        foreach (InstallationFiles files in all)
        {
            WriteVerbose($"Reading {files.MpiProgram ?? files.ThreadsProgram}");
            WriteObject(Await((_, token) => InstallationReader.ReadAsync(files, token)));
        }
    }
}
