using System.Globalization;

namespace RelionPS.Runs.Results;

/// <summary>What a run's own files show.</summary>
/// <param name="Iteration">The last iteration that can be read; null where there is none.</param>
/// <param name="Iterations">Iterations asked for; null where the run decides.</param>
/// <param name="IsAutoRefine">Whether it is an auto-refinement.</param>
/// <param name="HasFinalModel">Whether auto-refinement's final files are there and whole.</param>
/// <param name="IncompleteFile">A file of the last iteration that is missing or cut short; null where all are
/// whole.</param>
/// <param name="ChangedUtc">When the last iteration was written.</param>
internal sealed record RunFindings(
    int? Iteration,
    int? Iterations,
    bool IsAutoRefine,
    bool HasFinalModel,
    string? IncompleteFile,
    DateTime ChangedUtc);

/// <summary>
/// How a run stands, and why. RELION's exit code and its silence prove nothing: files come first, then who works on it,
/// then what was told of its end.
/// </summary>
internal static class RunStanding
{
    public static (RefineRunStatus Status, string Reason) Of(RunFindings findings, RunEvidence evidence)
    {
        string reached = findings.Iterations is { } all
            ? FormattableString.Invariant($"iteration {findings.Iteration ?? 0} of {all}")
            : FormattableString.Invariant($"iteration {findings.Iteration ?? 0}");
        if (evidence.ProcessIds is [int process, ..])
        {
            return (RefineRunStatus.Running, FormattableString.Invariant($"{reached}; process {process} works on it"));
        }
        string said = evidence.Log?.Fault is { } told ? $"; {told}" : "";
        if (evidence.Failure is { } failure) return (RefineRunStatus.Failed, $"{reached}; {failure}{said}");
        bool isThere = findings.IsAutoRefine
            ? findings.HasFinalModel
            : findings.Iterations is { } asked && findings.Iteration >= asked;
        if (isThere && findings.IncompleteFile is null)
        {
            // The results are what was asked for; how they came about is not.
            string how = evidence.Log?.Notes.FirstOrDefault(note => note.Id == RunNote.GpuNotUsed) is { } note
                ? $"; {note.Message}"
                : "";
            return (
                RefineRunStatus.Completed,
                (findings.IsAutoRefine
                    ? "it converged, and its final files are whole"
                    : $"{reached}, and its files are whole") + how);
        }
        if (evidence.Cancellation is { } cancellation) return (RefineRunStatus.Cancelled, $"{reached}; {cancellation}");
        string fault = findings.IncompleteFile is { } file ? $"; {Path.GetFileName(file)} is missing or not whole" : "";
        return (
            RefineRunStatus.Unfinished,
            string.Create(CultureInfo.InvariantCulture,
                $"{reached}{fault}{said}; no process here works on it, last written "
                + $"{findings.ChangedUtc:yyyy-MM-dd HH:mm:ss} UTC"));
    }
}
