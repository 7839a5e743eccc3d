using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Scripts;

namespace RelionPS.Runs.Running;

/// <summary>Writes the files that a command's launcher reads.</summary>
internal static class LaunchFiles
{
    /// <exception cref="RelionException"><c>RelionHostsNotNamed</c>, <c>RelionHostNameInvalid</c>,
    /// <c>RelionFileNotOwn</c> or <c>RelionOutputNotWritable</c>.</exception>
    public static void Write(RefineCommand command)
    {
        if (command.LaunchFiles.Any(file => file.Lines.Any(line => HostPlaceholder.Number(line.HostName) is not null)))
        {
            throw ScriptErrors.HostsNotNamed(command, command.Plan.NodeCount);
        }
        // A launcher hands a name to ssh, which takes some as options.
        foreach (LaunchFileLine line in command.LaunchFiles.SelectMany(file => file.Lines))
        {
            HostName.Check(line.HostName);
        }
        foreach (LaunchFile file in command.LaunchFiles)
        {
            string path = Path.GetFullPath(Path.Combine(command.WorkingDirectory, file.Path));
            try
            {
                new MadeFiles(Path.GetDirectoryName(path)!).Write(Path.GetFileName(path), file.Content);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileErrors.OutputNotWritable(path, exception.Message, exception);
            }
        }
    }
}
