using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>
/// What is known of a run that is over, whoever ran it: this process, or a batch job that left its logs.
/// </summary>
internal sealed record RunEnd
{
    /// <summary>Exit code of the program, 128 + n where signal n ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>True where it was told to end: by the user, at its time limit, by Slurm.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>What its output proves wrong.</summary>
    public required IReadOnlyList<OutputFault> Faults { get; init; }

    /// <summary>True where its time is what it was run for: then it has to be that of what was asked for.</summary>
    public bool IsTimed { get; init; } = true;

    /// <summary>The end of its standard error, as people read it (<see cref="ErrorLines"/>).</summary>
    public required string LastErrorLines { get; init; }

    /// <summary>The signal that ended a rank, where its launcher says so on either stream.</summary>
    public int? RankSignal { get; init; }

    /// <summary>Path of its logs, without the ending.</summary>
    public required string LogPath { get; init; }

    /// <summary>The last optimiser file that it wrote; null where it wrote none.</summary>
    public required WrittenIteration? Last { get; init; }

    /// <summary>What the machine tells of its memory; null where it ran on another one.</summary>
    public MemoryAtEnd? Memory { get; init; }

    /// <summary>True where its results may still be looked at: no later run has written over them.</summary>
    public bool HasResults { get; init; } = true;
}

/// <summary>How a run ended, and what proves it wrong.</summary>
/// <param name="Status">Completed, failed, or cancelled.</param>
/// <param name="Error">The proof that it failed; null for the other two.</param>
internal sealed record RunVerdict(RunStatus Status, RelionException? Error)
{
    /// <summary>Options with which <c>--iter</c> is no promise of that many iterations.</summary>
    private static readonly string[] OpenEndedFlags =
        [.. OptionTable.All.Where(option => option.IsOpenEnded).Select(option => option.Flag)];

    /// <summary>
    /// The verdict: a run that was stopped is cancelled whatever it left. Else a signature in its output says more than
    /// an exit code, an exit code more than files, and an exit code of 0 says little.
    /// </summary>
    public static RunVerdict Of(RefineCommand command, RunEnd end)
    {
        if (end.IsStopped) return new RunVerdict(RunStatus.Cancelled, null);
        RelionException? error = Proof(end);
        if (error is null && (BadExit(command, end) ?? Incomplete(command, end)) is { } ended)
        {
            error = Explanation(end) ?? ended;
        }
        return new RunVerdict(error is null ? RunStatus.Completed : RunStatus.Failed, error);
    }

    /// <summary>How many iterations a whole run of the command has; null where the run decides.</summary>
    public static int? ExpectedIterations(RefineCommand command) =>
        !command.Arguments.Any(OpenEndedFlags.Contains)
        && int.TryParse(
            ArgumentReader.ValueOf(command.Arguments, OptionTable.Iterations),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int iterations)
            ? iterations
            : null;

    /// <summary>What is wrong whatever the exit code says.</summary>
    private static RelionException? Proof(RunEnd end) => ErrorOf(end, end.Faults.FirstOrDefault(
        fault => !fault.Signature.IsOfEnd && (end.IsTimed || !fault.Signature.IsOfTime)));

    /// <summary>What ended it, in more than an exit code's words; null where nothing tells.</summary>
    private static RelionException? Explanation(RunEnd end)
    {
        OutputFault[] faults = [.. end.Faults.Where(fault => fault.Signature.IsOfEnd)];
        return ErrorOf(end, Array.Find(faults, fault => !fault.Signature.IsVague) ?? faults.FirstOrDefault());
    }

    private static RelionException? ErrorOf(RunEnd end, OutputFault? fault) => fault?.Error(end.ExitCode, end.LogPath);

    private static RelionException? BadExit(RefineCommand command, RunEnd end) => end.ExitCode == 0
        ? null
        : RunErrors.RunFailed(
            command, end.ExitCode, end.LogPath, end.LastErrorLines,
            EndCause.OfExit(end) ?? EndCause.OfFolder(Folder(command)));

    private static RelionException? Incomplete(RefineCommand command, RunEnd end) =>
        end.HasResults && MissingResult(command, end.Last) is { } file
            ? RunErrors.OutputIncomplete(
                file, end.ExitCode, end.LogPath, EndCause.OfMissingResults(Folder(command)))
            : null;

    private static string Folder(RefineCommand command) => Path.GetDirectoryName(command.OutputRoot) ?? "/";

    /// <summary>The first file of the results that is missing or cut short; null where they are whole.</summary>
    private static string? MissingResult(RefineCommand command, WrittenIteration? last)
    {
        int expected = ExpectedIterations(command) ?? 0;
        return last?.Iteration >= expected
            ? RelionResultCheck.FindIncomplete(last.Path, command.WorkingDirectory)
            : string.Create(
                CultureInfo.InvariantCulture, $"{command.OutputRoot}_it{expected:000}_optimiser.star");
    }
}
