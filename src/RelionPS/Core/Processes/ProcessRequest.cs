using System.Runtime.InteropServices;

namespace RelionPS.Core.Processes;

/// <summary>A program to start: never a shell line, always a list of arguments.</summary>
/// <param name="FileName">Full path of the program.</param>
/// <param name="Arguments">One element an argument, given to the program as they are.</param>
public sealed record ProcessRequest(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Folder the program starts in; null is the caller's process folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables set for this program only, over those inherited; a null value removes one.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Environment { get; init => field = Indexable.List(value); } =
        [];

    /// <summary>File that receives standard output, unchanged; null keeps none.</summary>
    public string? StandardOutputPath { get; init; }

    /// <summary>File that receives standard error, unchanged; null keeps none.</summary>
    public string? StandardErrorPath { get; init; }

    /// <summary>Called with each piece of standard output as it arrives, on one reader thread.</summary>
    public Action<ReadOnlyMemory<char>>? OnOutput { get; init; }

    /// <summary>Called with each piece of standard error as it arrives, on one reader thread.</summary>
    public Action<ReadOnlyMemory<char>>? OnError { get; init; }

    /// <summary>Open files that the program inherits, under descriptors of any number; they stay open here.</summary>
    internal IReadOnlyList<SafeHandle> InheritedFiles { get; init; } = [];

    /// <summary>Called with the processes that there are, at each sample, on the sampler's thread.</summary>
    internal Action<IReadOnlyList<ProcessStat>>? OnSample { get; init; }

    /// <summary>True keeps both streams in memory for <see cref="ProcessOutcome"/>; for short probes.</summary>
    public bool CaptureText { get; init; }
}

/// <summary>How a program ended and what its whole process tree took.</summary>
/// <param name="ExitCode">Exit code; 128 + n where signal n ended it.</param>
/// <param name="Elapsed">Wall time by a monotonic clock, from start to end.</param>
/// <param name="CpuTime">User and system time of the program and all its descendants.</param>
/// <param name="PeakMemoryBytes">Largest sum of resident memory over the tree, sampled.</param>
/// <param name="IsCancelled">True where the caller's token, or the session's end, ended it.</param>
/// <param name="StandardOutput">Text of standard output where it was captured.</param>
/// <param name="StandardError">Text of standard error where it was captured; else its last lines.</param>
public sealed record ProcessOutcome(
    int ExitCode,
    TimeSpan Elapsed,
    TimeSpan CpuTime,
    long PeakMemoryBytes,
    bool IsCancelled,
    string StandardOutput,
    string StandardError)
{
    /// <summary>Peak memory of each process of the tree, sampled.</summary>
    public IReadOnlyList<ProcessPeak> Processes { get; init => field = Indexable.List(value); } = [];
}

/// <summary>Memory of one process over its life.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Name">The kernel's name of it: the first 15 bytes of the program's file name.</param>
/// <param name="Rank">Its MPI rank, by the variable that the launcher sets for it; null where there is none.</param>
/// <param name="PeakBytes">Its largest resident memory, with all its threads (VmHWM), as of the last sample.</param>
public sealed record ProcessPeak(int ProcessId, string Name, int? Rank, long PeakBytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ProcessId}, rank {Rank}: {PeakBytes} B";
}
