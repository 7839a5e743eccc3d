using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>Asks a program that answers at once where all is well; one that hangs is not waited for.</summary>
internal static class ProgramAnswer
{
    /// <summary>How the program ended; null where it could not be started or did not end in time.</summary>
    /// <param name="request">The program.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ProcessOutcome?> AskAsync(
        ProcessRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            ProcessOutcome outcome = await ProcessRunner
                .RunAsync(request with { CaptureText = true }, limit.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return outcome.IsCancelled ? null : outcome;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
