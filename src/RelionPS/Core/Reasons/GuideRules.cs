namespace RelionPS.Core.Reasons;

/// <summary>One recommendation of the guide: what it is called, what it says and where it stands.</summary>
/// <param name="Name">Short name, shown with each decision.</param>
/// <param name="Section">Where it stands, <c>guide 3.4</c>.</param>
/// <param name="Value">Its number.</param>
/// <param name="Says">What the guide says, in short.</param>
internal sealed record GuideRule(string Name, string Section, long Value, string Says);

/// <summary>The guide's rules for a plan, next to each other, in the order of its sections.</summary>
internal static class GuideRules
{
    /// <summary>
    /// Memory is compared in decimal gigabytes: a node sold with 256 GB shows some 251 GiB (270·10⁹ bytes) to the
    /// kernel, and must pass.
    /// </summary>
    private const long Gigabyte = 1_000_000_000;

    public static readonly GuideRule HyperThreading =
        new("HyperThreading", "guide 2.1", 2, "best performance is seen with hyper-threading enabled");

    public static readonly GuideRule RecommendedMemory =
        new("RecommendedMemory", "guide 2.2", 256 * Gigabyte, "at least 256 GB of memory a node are recommended");

    public static readonly GuideRule ComputeRanks =
        new("ComputeRanks", "guide 3.4", 8, "best with 8 compute ranks a node plus one leader in all");

    public static readonly GuideRule NodeCeiling =
        new("NodeCeiling", "guide 3.4", 16, "no more than 16 machines a job, as the scaling appears limited");

    public static readonly GuideRule ThreadsFillTheNode =
        new("ThreadsFillTheNode", "guide 3.4", 1, "--j is the node's logical CPUs divided by its compute ranks");

    public static readonly GuideRule MoreThanNineThreads =
        new(
            "MoreThanNineThreads",
            "guide 3.4",
            9,
            "more than 9 threads a rank if at all possible, by fewer ranks a node");

    public static readonly GuideRule MemoryForAllRanks =
        new("MemoryForAllRanks", "guide 3.4", 128 * Gigabyte, "with less than 128 GB a node, fewer ranks");

    public static readonly GuideRule PoolTwiceTheThreads =
        new("PoolTwiceTheThreads", "guide 3.4", 2, "--pool is roughly twice --j");

    public static readonly GuideRule UsualPool =
        new("UsualPool", "guide 3.4", 40, "--pool is not lower than about 30, and 40 seems to work well");

    public static readonly GuideRule PinDomain =
        new("PinDomain", "guide 3.4", 1, "I_MPI_PIN_DOMAIN is the node's logical CPUs divided by its compute ranks");

    /// <summary>Bytes a compute rank wants, from the two rules above: 8 ranks need 128 GB.</summary>
    public static long MemoryPerRankBytes => MemoryForAllRanks.Value / ComputeRanks.Value;
}
