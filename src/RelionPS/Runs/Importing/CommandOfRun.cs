using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Importing;

/// <summary>
/// The command that a run was started with: the module's own record of it, else what RELION's GUI noted in its folder,
/// else the options that RELION wrote down itself, without ranks and launcher.
/// </summary>
internal static class CommandOfRun
{
    private const string Note = "note.txt";

    /// <summary>The command.</summary>
    /// <param name="run">The run.</param>
    /// <param name="currentDirectory">The folder of who asks.</param>
    /// <exception cref="RelionException"><c>RelionRunWithoutCommand</c>.</exception>
    public static RefineCommand Of(RefineRun run, string currentDirectory)
    {
        RefineCommand command = Recorded(run)
            ?? Noted(run, currentDirectory)
            ?? Written(run, currentDirectory)
            ?? throw ImportErrors.RunWithoutCommand(run);
        return run.WorkingDirectory is { } folder && Directory.Exists(folder) && command.Origin is not null
            ? command with { WorkingDirectory = folder, HasOwnDirectory = folder != currentDirectory }
            : command;
    }

    private static RefineCommand? Recorded(RefineRun run)
    {
        if (run.RecordPath is not { } path) return null;
        try
        {
            return Path.GetFileName(path) == JobRecord.FileName
                ? JobManifest.TryRead(Path.GetDirectoryName(path)!)?.Refinement?.Record.ToCommand()
                : RunRecord.FromJson(File.ReadAllText(path)).ToCommand();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            // What RELION itself wrote is there all the same.
            return null;
        }
    }

    /// <summary>The last command in the job's note that writes to this root.</summary>
    private static RefineCommand? Noted(RefineRun run, string currentDirectory)
    {
        string note = Path.Combine(Path.GetDirectoryName(run.OutputRoot)!, Note);
        if (!File.Exists(note)) return null;
        try
        {
            return CommandSources.ReadFile(note, currentDirectory).Commands
                .LastOrDefault(command => IsOf(command, run.OutputRoot));
        }
        catch (RelionException)
        {
            return null;
        }
    }

    private static RefineCommand? Written(RefineRun run, string currentDirectory)
    {
        if (run.OptimiserPath is not { } path || run.Arguments.Count == 0) return null;
        return CommandSources.ReadFile(path, currentDirectory).Commands is [var command, ..]
            // RELION writes down its options, and neither ranks nor launcher.
            ? command with { Name = run.Name, Plan = command.Plan with { Ranks = 0, ComputeRanksPerNode = 0 } }
            : null;
    }

    /// <summary>A run that was continued has another name behind its root's.</summary>
    private static bool IsOf(RefineCommand command, string root) =>
        Path.GetFileName(RunFileName.WithoutContinuation(command.OutputRoot)) == Path.GetFileName(root)
        && Path.GetFileName(Path.GetDirectoryName(command.OutputRoot)) == Path.GetFileName(Path.GetDirectoryName(root));
}
