using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using RelionPS.Core.Errors;

namespace RelionPS.Core.Processes;

/// <summary>
/// Starts a program from an argument list, never through a shell, waits for it, and leaves nothing of it behind: not
/// after its end, not after a cancellation, not when the session itself ends, and not when the session is killed
/// (<see cref="OrphanWatcher"/>; there, what has left the program's session is not found).
/// </summary>
/// <remarks>
/// The program leads a session of its own (setsid of util-linux, where present), so that a terminal's Ctrl+C reaches
/// the user's session alone
/// and the whole tree can be found. It has no standard input. Without setsid, a session that is killed leaves it.
/// </remarks>
internal static class ProcessRunner
{
    /// <summary>
    /// How long a program that was told to end (SIGTERM) may take; a launcher ends its ranks meanwhile, on other nodes
    /// too.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long the kernel may take to end what was killed.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the last output may take after the end; longer only where a process outside the tree holds the pipe.
    /// </summary>
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// One start at a time: what one program is to inherit must not reach another that is started meanwhile.
    /// </summary>
    private static readonly object StartGate = new();

    private static readonly Lazy<string?> SessionStarter = new(
        () => ProgramFinder.Find("/usr/bin/setsid") ?? ProgramFinder.Find("setsid"));

    /// <summary>
    /// Runs the program to its end. Cancelled before the start, it starts nothing and throws; later, it ends the tree
    /// and says so in the outcome.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionProgramNotStarted</c>: not there, not executable, no such working
    /// folder, an output file that can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the start.</exception>
    public static async Task<ProcessOutcome> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using StreamPump output = OpenPump(request, request.StandardOutputPath, request.OnOutput);
        using StreamPump error = OpenPump(request, request.StandardErrorPath, request.OnError);
        using var process = new Process { StartInfo = StartInfo(request) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Ready before the start: a signal that comes in between finds the program, or keeps it from its start.
        using var sessionEnd = new SessionEnd(stop.Cancel);
        stop.Token.ThrowIfCancellationRequested();
        long started = Stopwatch.GetTimestamp();
        Start(process, request);
        var tree = new ProcessTree(process.Id, SessionStarter.Value is not null);
        using IDisposable? watched = SessionStarter.Value is { } starter
            ? OrphanWatcher.Watch(process.Id, starter, StartGate) : null;
        process.StandardInput.Close();
        output.Start(process.StandardOutput.BaseStream);
        error.Start(process.StandardError.BaseStream);

        using var sampler = new ProcessSampler(tree, request.OnSample);
        sampler.Start();

        Task exited = process.WaitForExitAsync(CancellationToken.None);
        bool isCancelled = !await EndsBeforeCancellationAsync(exited, stop.Token).ConfigureAwait(false);
        if (isCancelled)
        {
            // Seen now, a member is still known when its parent has ended and left it.
            tree.Members();
            Terminate(process);
            await Task.WhenAny(exited, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        sampler.Dispose();
        bool isAllEnded = tree.Kill(KillLimit);
        await Task.WhenAny(exited, Task.Delay(KillLimit, CancellationToken.None)).ConfigureAwait(false);
        await Task.WhenAny(
            Task.WhenAll(output.Ended, error.Ended),
            Task.Delay(OutputLimit, CancellationToken.None)).ConfigureAwait(false);

        string outputText = output.Finish();
        string errorText = error.Finish()
            + Note(output.Fault ?? error.Fault)
            + (isAllEnded ? "" : $"\nRelionPS: some processes of {request.FileName} could not be ended.");
        int exitCode = exited.IsCompleted ? process.ExitCode : 128 + NativeMethods.SigKill;
        ThrowIfStarterFailed(request, exitCode, errorText);
        return new ProcessOutcome(
            exitCode,
            elapsed,
            sampler.FinishCpuTime(),
            sampler.PeakMemoryBytes,
            isCancelled,
            request.CaptureText ? outputText : "",
            errorText)
        {
            Processes = sampler.Peaks,
        };
    }

    private static ProcessStartInfo StartInfo(ProcessRequest request)
    {
        var info = new ProcessStartInfo
        {
            FileName = SessionStarter.Value ?? request.FileName,
            WorkingDirectory = request.WorkingDirectory ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (SessionStarter.Value is not null) info.ArgumentList.Add(request.FileName);
        foreach (string argument in request.Arguments) info.ArgumentList.Add(argument);
        foreach ((string name, string? value) in request.Environment)
        {
            if (value is null) info.Environment.Remove(name);
            else info.Environment[name] = value;
        }
        return info;
    }

    private static void Start(Process process, ProcessRequest request)
    {
        string? obstacle =
            !Path.IsPathRooted(request.FileName) ? "its full path is needed"
            : Directory.Exists(request.FileName) ? "it is a folder"
            : !File.Exists(request.FileName) ? "there is no such file"
            : !NativeMethods.IsExecutable(request.FileName) ? "it is not executable"
            : request.WorkingDirectory is { } folder && !Directory.Exists(folder)
                ? $"there is no folder '{folder}' to start it in"
                : request.Arguments.Any(argument => argument.Contains('\0')) ? "an argument holds a NUL character"
                // What the kernel refuses, setsid(1) and some launchers give to /bin/sh instead (execvp(3), ENOEXEC).
                : ProgramFile.Obstacle(request.FileName, request.WorkingDirectory);
        if (obstacle is not null) throw NotStarted(request, obstacle);
        lock (StartGate)
        {
            var inherited = new List<int>();
            try
            {
                foreach (SafeHandle file in request.InheritedFiles)
                {
                    int copy = NativeMethods.InheritableCopy(file);
                    if (copy < 0) throw NotStarted(request, NativeMethods.ErrorMessage(-copy));
                    inherited.Add(copy);
                }
                process.Start();
            }
            catch (Win32Exception exception)
            {
                throw NotStarted(request, exception.Message);
            }
            finally
            {
                foreach (int copy in inherited) NativeMethods.Close(copy);
            }
        }
    }

    /// <summary>The starter's own message, where the kernel refused the program after the session was made.</summary>
    private static void ThrowIfStarterFailed(ProcessRequest request, int exitCode, string errorText)
    {
        if (SessionStarter.Value is not null
            && exitCode is 126 or 127
            && errorText.StartsWith("setsid: ", StringComparison.Ordinal))
        {
            throw NotStarted(request, errorText["setsid: ".Length..].TrimEnd());
        }
    }

    private static StreamPump OpenPump(ProcessRequest request, string? path, Action<ReadOnlyMemory<char>>? sink)
    {
        try
        {
            return new StreamPump(path, sink, request.CaptureText);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotStarted(request, exception.Message);
        }
    }

    private static async Task<bool> EndsBeforeCancellationAsync(Task exited, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await Task.WhenAny(exited, cancelled.Task).ConfigureAwait(false);
        return exited.IsCompleted;
    }

    private static void Terminate(Process process)
    {
        if (!process.HasExited) NativeMethods.Signal(process.Id, NativeMethods.SigTerm);
    }

    private static string Note(Exception? fault) =>
        fault is null ? "" : $"\nRelionPS: output could not be kept: {fault.Message}";

    private static RelionException NotStarted(ProcessRequest request, string reason) =>
        ProcessErrors.ProgramNotStarted(request.FileName, reason);
}
