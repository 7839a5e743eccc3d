using System.Globalization;
using RelionPS.Core.Processes;

namespace RelionPS.Runs.Running;

/// <summary>
/// RELION's own banner, <c>=== RELION MPI setup ===</c> (ml_optimiser_mpi.cpp, 3.1): the leader's host and each
/// follower's. It says no CPUs.
/// </summary>
internal sealed class MpiBanner
{
    private const string OnHost = "runs on host";

    private readonly object _gate = new();
    private readonly List<SeenRank> _ranks = [];
    private readonly LineSplitter _lines;

    public MpiBanner() => _lines = new LineSplitter(Read);

    /// <summary>The ranks it names.</summary>
    public IReadOnlyList<SeenRank> Ranks
    {
        get { lock (_gate) return [.. _ranks]; }
    }

    public void ReadOutput(ReadOnlySpan<char> text) => _lines.Append(text);

    /// <summary>
    /// What differs from the plan, in a sentence; null where nothing does, or where the banner is not there.
    /// </summary>
    public string? Difference(RefineCommand command)
    {
        IReadOnlyList<SeenRank> ranks = Ranks;
        if (ranks.Count < command.Plan.Ranks || !command.Plan.UsesMpi) return null;
        PlacementResult result = PlacementComparison.Compare(command, ranks);
        if (result.IsAsPlanned) return null;
        RankCheck first = result.Differences[0];
        return $"{result.Differences.Count} of {result.RankCount} ranks run on other hosts than planned, the first of "
            + $"them rank {first.Rank}: on {first.ActualHost ?? "none"}, planned on {first.PlannedHost}. "
            + $"Test-RelionPlacement shows all";
    }

    private void Read(string line)
    {
        // " + Leader (0) runs on host = vm", " + Follower 1 runs on host = vm"; "Master" and "Slave" before 3.1.3.
        int at = line.IndexOf(OnHost, StringComparison.Ordinal);
        int equals = at < 0 ? -1 : line.IndexOf('=', at);
        if (equals < 0 || !line.TrimStart().StartsWith('+')) return;
        string rank = line[..at].Trim(' ', '+').Split(' ')[^1].Trim('(', ')');
        if (!int.TryParse(rank, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return;
        lock (_gate) _ranks.Add(new SeenRank(number, line[(equals + 1)..].Trim(), null));
    }
}
