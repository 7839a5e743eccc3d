using RelionPS.Core.Text;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// The node's memory, or a control group's limit, is too small: pages go to swap and come back, or are dropped and read
/// again.
/// Lost: the time in which ranks stood for such pages: the kernel's count of stalls for memory (PSI), at most the time
/// in which they stood at all; where it does not count, the part of what they read that page faults asked for.
/// </summary>
internal sealed class MemoryShort : WorkCause
{
    /// <summary>Fewer faults in a second, and less in swap, is what every machine has.</summary>
    private const double LeastFaultsPerSecond = 5;

    /// <summary>What the kernel reads for one fault from swap (vm.page-cluster 3).</summary>
    private const int PagesOfFault = 8;

    private const int PageBytes = 4096;

    /// <inheritdoc/>
    public override string Id => nameof(MemoryShort);

    /// <inheritdoc/>
    public override string Source => "guide 3.4";

    /// <summary>Seconds that memory takes; 0 where nothing says that it is short.</summary>
    public static double LostOf(RunObservation seen, RunWork work)
    {
        double faults = seen.Workers.Sum(rank => (double)rank.MajorFaults);
        long swap = seen.Workers.Sum(rank => rank.SwapBytes ?? 0);
        bool isShort = faults >= LeastFaultsPerSecond * work.Seconds && (swap > 0 || work.LimitHits > 0);
        if (!isShort) return 0;
        double blocked = seen.Workers.Average(rank => rank.BlockedSeconds);
        long read = seen.Workers.Sum(rank => rank.ReadBytes ?? 0);
        double byFaults = read > 0 ? blocked * Math.Min(1, faults * PagesOfFault * PageBytes / read) : blocked;
        return Math.Min(blocked, Math.Max(work.MemoryStallSeconds ?? 0, byFaults));
    }

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        double faults = seen.Workers.Sum(rank => (double)rank.MajorFaults);
        long swap = seen.Workers.Sum(rank => rank.SwapBytes ?? 0);
        string limit = work.MemoryLimitBytes is { } bytes ? $"a limit of {Quantity.Bytes(bytes)}" : "no limit";
        return CauseVerdict.Lost(
            LostOf(seen, work),
            swap > 0
                ? $"memory is short: {Quantity.Bytes(swap)} of it is in swap"
                : $"memory is short: {limit} makes it read its own pages again",
            InvariantText.Of(
                $"{faults / work.Seconds:0} page faults a second that had to read; swap {Quantity.Bytes(swap)} ",
                $"(VmSwap); {limit}, reached {Quantity.Value(work.LimitHits)} times; stalled for memory ",
                $"{Quantity.Short(work.MemoryStallSeconds)} s (PSI)"),
            "fewer ranks or a smaller pool: " + Remedies.PlanAgain(seen, InvariantText.Of(
                $"-RankPerNode {Math.Max(1, seen.Workers.Count / 2)} -Pool {Math.Max(1, seen.Pool / 4)}"))
                + "; or more memory (sbatch --mem); Get-RelionMemoryEstimate tells how much");
    }
}
