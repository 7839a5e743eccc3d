using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;

namespace RelionPS.Data.Datasets;

/// <summary>Makes a STAR file with an optics table from one of the old kind, by RELION's own program.</summary>
internal static class StarConversion
{
    private const string Program = "relion_convert_star";

    /// <summary>
    /// The name that the guide gives the new file: <c>shiny_2sets.star</c> becomes <c>shiny_2sets_3.1.star</c>.
    /// </summary>
    public static string NewPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "_3.1.star");

    /// <summary>Runs the program and reads what it made: it ends with 0 over much that went wrong.</summary>
    /// <param name="old">The file of the old kind.</param>
    /// <param name="newPath">The file to make.</param>
    /// <param name="overwrite">Whether one that is there is replaced.</param>
    /// <param name="checkStacks">Whether the stacks of the new one are looked at.</param>
    /// <param name="builds">Folders with builds of RELION's programs, beside PATH.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionException"><c>RelionProgramNotFound</c> or <c>RelionConversionFailed</c>.</exception>
    public static async Task<RelionDataset> RunAsync(
        RelionDataset old,
        string newPath,
        bool overwrite,
        bool checkStacks,
        IEnumerable<string> builds,
        CancellationToken cancellationToken)
    {
        string target = overwrite ? WholeFile.Followed(newPath) : newPath, partial = WholeFile.NameBeside(target);
        try
        {
            await ConvertAsync(old, newPath, partial, builds, cancellationToken).ConfigureAwait(false);
            WholeFile.Place(partial, target, overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(newPath, exception.Message, exception);
        }
        finally
        {
            File.Delete(partial);
        }
        return DatasetReader.Read(newPath, old.WorkingDirectory, checkStacks, cancellationToken);
    }

    /// <summary>Converts into a file of its own: whatever goes wrong, what was there before stays.</summary>
    private static async Task ConvertAsync(
        RelionDataset old,
        string newPath,
        string partial,
        IEnumerable<string> builds,
        CancellationToken cancellationToken)
    {
        string program = ProgramBuilds.Require(Program, builds);
        var request = new ProcessRequest(program, ["--i", old.FullName, "--o", partial])
        {
            WorkingDirectory = old.WorkingDirectory,
            CaptureText = true,
        };
        ProcessOutcome outcome = await ProcessRunner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.ExitCode != 0) throw Failed(old, LastLine(outcome));
        RelionDataset converted;
        try
        {
            converted = DatasetReader.Read(partial, old.WorkingDirectory, checkStacks: false, cancellationToken);
        }
        catch (RelionException exception)
        {
            throw Failed(old, exception.Message.Replace(partial, newPath, StringComparison.Ordinal));
        }
        if (converted.StarGeneration != "3.1") throw Failed(old, $"'{newPath}' has no optics table.");
        if (converted.ParticleCount != old.ParticleCount)
        {
            throw Failed(
                old,
                FormattableString.Invariant(
                    $"'{newPath}' has {converted.ParticleCount} particles in place of {old.ParticleCount}."));
        }
    }

    private static RelionException Failed(RelionDataset old, string reason) =>
        DatasetErrors.ConversionFailed(old.FullName, reason);

    private static string LastLine(ProcessOutcome outcome) =>
        outcome.StandardError
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault()
            ?? FormattableString.Invariant($"It ended with exit code {outcome.ExitCode}.");
}
