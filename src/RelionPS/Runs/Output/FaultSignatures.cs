using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;

namespace RelionPS.Runs.Output;

/// <summary>What a line of RELION's output proves to be wrong, whatever the exit code says.</summary>
/// <param name="Error">Makes the error of the value at fault, the exit code and the path of the logs.</param>
/// <param name="Find">The value at fault where the line has the signature; else null.</param>
/// <param name="NeedsRanks">True where it is a fault only in a run that is to have several ranks.</param>
/// <param name="IsHopeless">True where going on can only do harm.</param>
/// <param name="IsOfEnd">True where it explains an end, and is none itself: a run that is whole has no fault.</param>
/// <param name="IsVague">True where another signature beside it says more.</param>
/// <param name="IsOfTime">True where the results are right and the time is not that of what was asked for.</param>
internal sealed record FaultSignature(
    Func<string, int, string, RelionException> Error,
    Func<string, string?> Find,
    bool NeedsRanks = false,
    bool IsHopeless = false,
    bool IsOfEnd = false,
    bool IsVague = false,
    bool IsOfTime = false);

/// <summary>A signature that was found.</summary>
/// <param name="Signature">What it proves.</param>
/// <param name="Value">The value at fault.</param>
internal sealed record OutputFault(FaultSignature Signature, string Value)
{
    /// <summary>The error of a run that ended so.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="logPath">Path of its logs, without the ending.</param>
    public RelionException Error(int exitCode, string logPath) => Signature.Error(Value, exitCode, logPath);
}

/// <summary>The table of signatures, each with where it was seen.</summary>
internal static class FaultSignatures
{
    private const string OptionBegin = "WARNING: Option ";
    private const string OptionEnd = "is not a valid RELION argument";
    private const string RankCount = "+ Number of MPI processes";

    public static IReadOnlyList<FaultSignature> All { get; } =
    [
        // args.cpp, 3.1: on standard error, once a rank; the run goes on without the option and exits 0. RELION says it
        // of options, too, that it reads past its parser.
        new(OutputErrors.InvalidArgument,
            line => Between(line, OptionBegin, OptionEnd) is { } flag
                && OptionTable.Find(flag)?.Form != OptionForm.Undeclared ? flag : null),

        // mpi.cpp, 3.1: a launcher of another MPI library starts n programs that each think they are alone. Each would
        // do all of the work, and write over the others' results.
        new(OutputErrors.WrongMpiLauncher, LoneRank, NeedsRanks: true, IsHopeless: true),

        // ml_optimiser.cpp, 3.1 to 5.0.1: on standard error; the run goes on on the CPU and exits 0.
        new(OutputErrors.GpuNotUsed, OutputNotes.GpuNotUsed, IsOfTime: true),

        .. GpuFaults.All,
    ];

    private static string? LoneRank(string line) =>
        line.Contains(RankCount, StringComparison.Ordinal) && line[(line.IndexOf('=') + 1)..].Trim() == "1"
            ? "1"
            : null;

    private static string? Between(string line, string begin, string end)
    {
        int start = line.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0) return null;
        start += begin.Length;
        int stop = line.IndexOf(end, start, StringComparison.Ordinal);
        return stop < 0 ? null : line[start..stop].Trim();
    }
}
