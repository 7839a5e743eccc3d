using RelionPS.Core.Files;
using RelionPS.Errors;

namespace RelionPS.Mpi;

/// <summary>Writes the files that a command's launcher reads.</summary>
internal static class LaunchFiles
{
    /// <exception cref="RelionException"><c>RelionHostsNotNamed</c>, <c>RelionFileNotOwn</c> or <c>RelionOutputNotWritable</c>.</exception>
    public static void Write(RefineCommand command)
    {
        if (command.LaunchFiles.Any(file => file.Lines.Any(line => line.HostName.StartsWith('#'))))
        {
            throw new RelionException("RelionHostsNotNamed", command, command.Plan.NodeCount);
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
                throw new RelionException("RelionOutputNotWritable", path, exception, [path, exception.Message]);
            }
        }
    }
}
