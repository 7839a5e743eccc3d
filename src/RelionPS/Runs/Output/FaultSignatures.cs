namespace RelionPS.Runs.Output;

/// <summary>What a line of RELION's output proves to be wrong, whatever the exit code says.</summary>
/// <param name="ErrorId">Stable id of the error.</param>
/// <param name="Find">The value at fault where the line has the signature; else null.</param>
/// <param name="NeedsRanks">True where it is a fault only in a run that is to have several ranks.</param>
internal sealed record FaultSignature(string ErrorId, Func<string, string?> Find, bool NeedsRanks = false);

/// <summary>The table of signatures, each with where it was seen.</summary>
internal static class FaultSignatures
{
    private const string OptionBegin = "WARNING: Option ";
    private const string OptionEnd = "is not a valid RELION argument";
    private const string RankCount = "+ Number of MPI processes";

    public static IReadOnlyList<FaultSignature> All { get; } =
    [
        // args.cpp, 3.1: on standard error, once a rank; the run goes on without the option and exits 0.
        new("RelionInvalidArgument", line => Between(line, OptionBegin, OptionEnd)),

        // mpi.cpp, 3.1: a launcher of another MPI library starts n programs that each think they are alone.
        new("RelionWrongMpiLauncher", line => line.Contains(RankCount, StringComparison.Ordinal) && line[(line.IndexOf('=') + 1)..].Trim() == "1" ? "1" : null, NeedsRanks: true),
    ];

    private static string? Between(string line, string begin, string end)
    {
        int start = line.IndexOf(begin, StringComparison.Ordinal);
        if (start < 0) return null;
        start += begin.Length;
        int stop = line.IndexOf(end, start, StringComparison.Ordinal);
        return stop < 0 ? null : line[start..stop].Trim();
    }
}
