namespace RelionPS.Core.Reasons;

/// <summary>What a source recommends, or has timed, for runs on GPUs; null is not said there.</summary>
/// <param name="Who">Who says it, in short.</param>
/// <param name="FollowersPerGpu">Followers that share a GPU.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="Pool">Pool.</param>
/// <param name="Where">Where it stands.</param>
internal sealed record DisputedGpuSetting(
    string Who, int? FollowersPerGpu, int? Threads, int? Pool, string Where);

/// <summary>
/// Followers of a GPU, threads and pool by the sources that disagree. A search tries each number with each other, since
/// nobody has timed them together on one card.
/// </summary>
internal static class DisputedGpuSettings
{
    public static IReadOnlyList<DisputedGpuSetting> All { get; } =
    [
        new("RELION's tutorial", 1, 6, null, "RELION 5.0, tutorial"),
        new("one H100", 1, 4, 30, "measured"),
        new("users of A100", 2, 8, null, "3dem/relion 625, 846"),
        new("users of A100", 3, 12, null, "3dem/relion 846, 1074"),
        new("AMD, 3D", 2, 6, 10, "AMD InfinityHub"),
        new("RELION's documentation", null, null, 10, "relion.readthedocs.io"),
        new("RELION's documentation", null, null, 30, "relion.readthedocs.io"),
    ];

    /// <summary>Every number of followers of a GPU that a source says.</summary>
    public static IReadOnlyList<int> FollowersPerGpu { get; } = Of(setting => setting.FollowersPerGpu);

    /// <summary>Every number of threads.</summary>
    public static IReadOnlyList<int> Threads { get; } = Of(setting => setting.Threads);

    /// <summary>Every pool.</summary>
    public static IReadOnlyList<int> Pools { get; } = Of(setting => setting.Pool);

    private static IReadOnlyList<int> Of(Func<DisputedGpuSetting, int?> number) =>
        [.. All.Select(number).OfType<int>().Distinct().Order()];
}
