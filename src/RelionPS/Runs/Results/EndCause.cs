using System.Globalization;
using RelionPS.Core.Text;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>What the machine tells of a run's memory, for one that was killed; null is not known.</summary>
internal sealed record MemoryAtEnd
{
    /// <summary>Processes of this control group that the kernel ended for want of memory during the run.</summary>
    public long? GroupKills { get; init; }

    /// <summary>The same of the whole machine.</summary>
    public long? MachineKills { get; init; }

    /// <summary>The smallest limit that holds for this session, in bytes.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>What the plan expects on the fullest node, in bytes.</summary>
    public long? EstimatedBytes { get; init; }

    /// <summary>The most that the run's processes were seen to hold together, in bytes.</summary>
    public long? PeakBytes { get; init; }
}

/// <summary>Why a run ended as it did, in sentences, as far as exit code, machine and file system tell.</summary>
internal static class EndCause
{
    private const int FirstSignalCode = 128;

    /// <summary>Less than this free is a full disk: RELION's files are larger.</summary>
    private const long LeastFreeBytes = 1L << 20;

    private const string LessMemory =
        "Lower what a node holds: fewer ranks a node (-RankPerNode), a smaller pool (-Pool), --pad 1, fewer classes, "
        + "or give it more memory.";

    /// <summary>What a bad exit code means; null where that is not known.</summary>
    public static string? OfExit(RunEnd end)
    {
        string text = end.LastErrorLines;
        if (text.Contains("bad_alloc", StringComparison.Ordinal)) return NoMemory(end.Memory);
        if (text.Contains("oom-kill", StringComparison.OrdinalIgnoreCase)
            || text.Contains("oom_kill", StringComparison.OrdinalIgnoreCase)
            || text.Contains("Out Of Memory", StringComparison.Ordinal))
        {
            return "The batch system says that it was killed for want of memory" + Sizes(end.Memory) + LessMemory;
        }
        int? signal = end.RankSignal ?? RankSignal.Of(text)
            ?? (end.ExitCode > FirstSignalCode ? end.ExitCode - FirstSignalCode : null);
        return signal is { } number ? OfSignal(number, end.Memory) : null;
    }

    /// <summary>Why results may be missing: their folder is gone, its file system is full, or was.</summary>
    /// <param name="folder">Full path of the folder of the results.</param>
    public static string OfMissingResults(string folder) => OfFolder(folder)
        ?? (FileSystemSpace.Of(folder) is { } space
            ? $"A full disk or a quota that is used up does that without a message; {Quantity.Bytes(space.FreeBytes)} "
                + "are free there now. Look at both, then run again."
            : "A full disk does that without a message. Look at it, then run again.");

    /// <summary>The folder is gone or full; null where it is neither.</summary>
    public static string? OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return $"The folder '{folder}' is not there any more: it was deleted or moved, or its file system was "
                + "taken away, while RELION worked. Run again where it stays.";
        }
        if (FileSystemSpace.Of(folder) is not { } space) return null;
        if (space.FreeBytes < LeastFreeBytes)
        {
            return $"The disk is full: {Quantity.Bytes(space.FreeBytes)} of {Quantity.Bytes(space.TotalBytes)} are "
                + $"free at '{folder}'. Make room there, then run again.";
        }
        return space is { TotalInodes: > 0, FreeInodes: 0 }
            ? $"The file system of '{folder}' takes no more files (all inodes are used). Make room there, then run "
                + "again."
            : null;
    }

    private static string? OfSignal(int signal, MemoryAtEnd? memory) => signal switch
    {
        4 => "It was ended by signal 4 (SIGILL): the program is built for another processor than this one has "
            + "(-march, AVX-512). Build it for this one (Invoke-RelionBuild).",
        6 => "It ended itself by signal 6 (SIGABRT): an error that nothing in RELION or its MPI library catches, such "
            + "as memory that it does not get (std::bad_alloc). The lines below say which.",
        7 => "It was ended by signal 7 (SIGBUS): a file that it had mapped is shorter than it was, or the disk or "
            + "/dev/shm behind it is full.",
        8 => "It was ended by signal 8 (SIGFPE): a number was divided by zero.",
        9 => OfKill(memory),
        11 => "It was ended by signal 11 (SIGSEGV): it touched memory that is not its own. RELION is known to do so "
            + "for a particle table without rows or without rlnImageName, which Test-RelionInput finds; else it is a "
            + "library of another version than the program was built with, or too small a stack (ulimit -s).",
        15 => "Signal 15 (SIGTERM) told it to end; it did not come from this session.",
        24 => "It was ended by signal 24 (SIGXCPU): its CPU time limit is used up (ulimit -t).",
        25 => "It was ended by signal 25 (SIGXFSZ): a file got larger than its limit (ulimit -f).",
        _ => null,
    };

    private static string OfKill(MemoryAtEnd? memory)
    {
        const string killed = "It was killed by signal 9 (SIGKILL)";
        if (memory?.GroupKills > 0 || memory?.MachineKills > 0)
        {
            string which = memory.GroupKills > 0
                ? string.Create(CultureInfo.InvariantCulture,
                    $"the kernel ended {memory.GroupKills} of this control group's processes meanwhile")
                : string.Create(CultureInfo.InvariantCulture,
                    $"the kernel ended {memory.MachineKills} of this machine's processes meanwhile");
            return $"{killed} for want of memory: {which} (oom_kill){Sizes(memory)}{LessMemory}";
        }
        string counted = memory?.GroupKills is null && memory?.MachineKills is null
            ? "Whether the kernel did it for want of memory is not known here"
            : "The kernel's out-of-memory killer has ended nothing on this node meanwhile (oom_kill 0): "
                + "someone, or a batch system at a limit of its own, has sent it, or it was on another node";
        return $"{killed}. {counted}{Sizes(memory)}Where it was memory: {LessMemory}";
    }

    private static string NoMemory(MemoryAtEnd? memory) =>
        "It asked for memory and did not get it (std::bad_alloc): a limit holds for its address space (ulimit -v) or "
        + "the node has no more" + Sizes(memory) + LessMemory;

    /// <summary>What is known of sizes, and the end of the sentence before.</summary>
    private static string Sizes(MemoryAtEnd? memory)
    {
        string[] known =
        [
            .. new (string Name, long? Bytes)[]
            {
                ("memory limit", memory?.LimitBytes),
                ("expected by the plan on the fullest node", memory?.EstimatedBytes),
                ("most that was seen", memory?.PeakBytes is > 0 ? memory.PeakBytes : null),
            }.Where(one => one.Bytes is not null).Select(one => $"{one.Name} {Quantity.Bytes(one.Bytes)}"),
        ];
        return known.Length == 0 ? ". " : $"; {string.Join(", ", known)}. ";
    }
}
