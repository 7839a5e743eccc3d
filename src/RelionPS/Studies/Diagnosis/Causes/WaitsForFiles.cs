using RelionPS.Core.Statistics;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;

namespace RelionPS.Studies.Diagnosis.Causes;

/// <summary>
/// Ranks stand for reading and writing. What they stand for pages that memory is too short for is
/// <see cref="MemoryShort"/>'s.
/// Lost: the mean over the computing ranks of the time in an uninterruptible wait, or the time for which the others
/// waited for one that stood so, where that is more; less that part. It is told where the least that the samples
/// leave possible is enough to be told.
/// </summary>
internal sealed class WaitsForFiles : WorkCause
{
    /// <inheritdoc/>
    public override string Id => nameof(WaitsForFiles);

    /// <inheritdoc/>
    public override string Source => "guide 2.3";

    /// <inheritdoc/>
    protected override CauseVerdict Judge(RunObservation seen, RunWork work)
    {
        IReadOnlyList<RankWork> ranks = seen.Workers;
        double blocked = Math.Max(
            ranks.Average(rank => rank.BlockedSeconds),
            seen.HasLeader ? RankWaits.Of(seen)?.ForFiles ?? 0 : 0) - MemoryShort.LostOf(seen, work);
        // A file system of user space lets its callers sleep: seen where they sleep and read all the same.
        bool isOfUserSpace = seen.Files.Any(file => file.Type.StartsWith("fuse", StringComparison.Ordinal))
            && ranks.Any(rank => rank.ReadCharacters > 0);
        if (isOfUserSpace) blocked += ranks.Average(rank => rank.SleepSeconds);
        // Of a short run there are few samples, and one of them in the wrong moment is no finding.
        if (SampledShare.Least(blocked / work.Seconds, work.Samples) < RunDiagnosis.LeastShare)
        {
            return CauseVerdict.None;
        }
        long? read = Sum(rank => rank.ReadBytes), written = Sum(rank => rank.WriteBytes);
        bool isWriting = written > read;
        string verb = isWriting ? "writing" : "reading";
        double? rate = (isWriting ? written : read) / work.Seconds;
        string where = seen.Files.Count == 0
            ? "its file system is not known"
            : string.Join("; ", seen.Files.Take(3).Select(file => file.Text));
        return CauseVerdict.Lost(
            blocked,
            InvariantText.Of($"it stands for {verb}, at {Quantity.Bytes((long?)rate)} a second"),
            InvariantText.Of(
                $"threads in state D for {blocked:0.#} s a rank; {Quantity.Bytes(read)} read and ",
                $"{Quantity.Bytes(written)} written in {work.Seconds:0.#} s (/proc/PID/io); {where}"),
            Remedy(seen, isWriting));

        long? Sum(Func<RankWork, long?> bytes) => ranks.All(rank => bytes(rank) is null) ? null : ranks.Sum(bytes);
    }

    private static string Remedy(RunObservation seen, bool isWriting)
    {
        bool isNetwork = seen.Files.Any(file => FileSystemTypes.Kind(file.Type) == FileSystemKind.Network);
        return isWriting
            ? "write to a faster or emptier file system: "
                + Remedies.PlanAgain(seen, "-OutputRoot <folder>/run")
            : (isNetwork ? "put the data on the cluster's parallel file system; or " : "")
                + "copy the particles to the node's own disk or memory first: "
                + Remedies.PlanAgain(seen, "-AdditionalArgument --scratch_dir,/dev/shm")
                + "; or read them once: -AdditionalArgument --preread_images";
    }
}
