using System.Management.Automation;
using System.Management.Automation.Host;
using RelionPS.Commands.Binding;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;

namespace RelionPS.Commands;

/// <summary>
/// What every command shares: cancellation by Ctrl+C, file system paths, errors with stable ids, and work beside
/// the pipeline whose messages reach the user. A command implements <see cref="Execute"/> and nothing else of the life
/// cycle.
/// </summary>
public abstract class RelionCommandBase : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private bool _isStopTold;

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>The command's work for one input object.</summary>
    private protected abstract void Execute();

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Execute);

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <summary>Work before the first input object.</summary>
    private protected virtual void Begin()
    {
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(Finish);

    /// <summary>Work after the last input object; for commands that need all of them.</summary>
    private protected virtual void Finish()
    {
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Objects made by hand may lack what those of the module's commands always have. Many commands can do without;
    /// where
    /// one could not, this is why.
    /// </summary>
    private RelionException? Incomplete()
    {
        foreach (object? given in MyInvocation.BoundParameters.Values)
        {
            object? value = given is PSObject wrapped ? wrapped.BaseObject : given;
            foreach (object part in value is object[] several ? several : value is null ? [] : [value])
            {
                if (Wholeness.Missing(part) is { } path) return CommandErrors.ObjectIncomplete(part, path);
            }
        }
        return null;
    }

    /// <summary>Turns what logic throws into error records; only the engine's own exceptions pass through.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            TellAfterStop();
            throw new PipelineStoppedException();
        }
        catch (PipelineStoppedException) when (_stop.IsCancellationRequested)
        {
            TellAfterStop();
            throw;
        }
        catch (RelionException exception)
        {
            WriteError(ErrorRecords.From(exception));
        }
        catch (Exception exception) when (exception is not RuntimeException)
        {
            WriteError(
                Incomplete() is { } incomplete
                    ? ErrorRecords.From(incomplete)
                    : ErrorRecords.FromUnexpected(exception, MyInvocation.MyCommand.Name));
        }
    }

    /// <summary>
    /// One line for who stopped the command: what is kept, and how to go on. Null where nothing was begun.
    /// </summary>
    private protected virtual string? AfterStop() => null;

    /// <summary>A stopped pipeline takes no warning any more; the terminal itself does.</summary>
    private void TellAfterStop()
    {
        if (_isStopTold) return;
        _isStopTold = true;
        try
        {
            bool isSilent = MyInvocation.BoundParameters.TryGetValue("WarningAction", out object? action)
                && action is ActionPreference.Ignore or ActionPreference.SilentlyContinue;
            if (!isSilent && AfterStop() is { } line) Host?.UI?.WriteWarningLine(line);
        }
        catch (Exception exception) when (exception is RelionException or IOException or UnauthorizedAccessException
            or HostException)
        {
            // It was stopped all the same.
        }
    }

    /// <summary>Ends the command with the error: for parameters that make no sense for any input.</summary>
    private protected void Refuse(RelionException exception) => ThrowTerminatingError(ErrorRecords.From(exception));

    /// <summary>True where the user gave the parameter himself.</summary>
    private protected bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>True where the command is to say what it would do and do nothing.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference", false));

    /// <summary>
    /// The full file system path for what the user wrote, relative to the session's location. It need not exist.
    /// </summary>
    private protected string FullPath(string path)
    {
        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? full : throw CommandErrors.PathNotFileSystem(path);
    }

    /// <summary>The full path of a -Path without wildcards, whose brackets may be escaped.</summary>
    private protected string Named(string path) => FullPath(WildcardPattern.Unescape(path));

    /// <summary>
    /// Full paths of a wildcard's matches, none where nothing matches; of a path without wildcards itself, whether it
    /// is there or not.
    /// </summary>
    private protected IEnumerable<string> Resolve(string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [Named(path)];
        IEnumerable<string> found = SessionState.Path.GetResolvedProviderPathFromPSPath(
            path, out ProviderInfo provider);
        return provider.Name == "FileSystem" ? found : throw CommandErrors.PathNotFileSystem(path);
    }

    /// <summary>The session's file system location, whatever drive it stands on.</summary>
    private protected string CurrentDirectory => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>
    /// Waits for work that is under way and has nothing to say. It has to end where <see cref="StopToken"/> is
    /// cancelled.
    /// </summary>
    private protected T Await<T>(Task<T> work)
    {
        try
        {
            // A session that is told to end stops the pipeline first, as Ctrl+C does.
            using (new SessionEnd(_stop.Cancel)) return work.GetAwaiter().GetResult();
        }
        finally
        {
            SessionEnd.WaitWhereEnding();
        }
    }

    /// <summary>
    /// Runs work beside the pipeline and shows its messages from the pipeline's thread while it waits. Returns or
    /// throws as the work does,
    /// after the work has really ended, so that nothing is left running behind a stopped pipeline.
    /// </summary>
    private protected T Await<T>(Func<IReporter, CancellationToken, Task<T>> work)
    {
        var reporter = new PipelineReporter();
        // A session that is told to end stops the pipeline first, as Ctrl+C does, and waits for the work's own end.
        var sessionEnd = new SessionEnd(_stop.Cancel);
        Task<T> task = Task.Run(() => work(reporter, StopToken));
        task.ContinueWith(
            _ =>
            {
                reporter.Close();
                sessionEnd.Dispose();
            },
            TaskScheduler.Default);
        foreach (Action<Cmdlet> message in reporter.Messages)
        {
            // A stopped pipeline takes no more messages, but the work's own end is still waited for.
            if (!StopToken.IsCancellationRequested) Show(message);
        }
        try
        {
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SessionEnd.WaitWhereEnding();
        }

        void Show(Action<Cmdlet> message)
        {
            try
            {
                message(this);
            }
            catch (Exception)
            {
                // -WarningAction Stop, or a pipeline that stops right now: end the work first, then tell.
                _stop.Cancel();
                try { task.Wait(CancellationToken.None); } catch (AggregateException) { }
                throw;
            }
        }
    }
}
