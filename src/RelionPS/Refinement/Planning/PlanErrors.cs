using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Planning;

/// <summary>Errors of plans: what no run could follow from, and nodes or hosts that fit none.</summary>
internal static class PlanErrors
{
    public static RelionException RanksPerNodeInvalid(int ranks) =>
        new("RelionRanksPerNodeInvalid", ErrorKind.InvalidArgument, ranks, [ranks]);

    public static RelionException ThreadInvalid(int threads) =>
        new("RelionThreadInvalid", ErrorKind.InvalidArgument, threads, [threads]);

    public static RelionException PoolInvalid(int images) =>
        new("RelionPoolInvalid", ErrorKind.InvalidArgument, images, [images]);

    public static RelionException NodeCountInvalid(int nodes) =>
        new("RelionNodeCountInvalid", ErrorKind.InvalidArgument, nodes, [nodes]);

    public static RelionException NodeCountMismatch(int nodes, int named) =>
        new("RelionNodeCountMismatch", ErrorKind.InvalidArgument, nodes, [nodes, named]);

    public static RelionException ReserveCoreInvalid(int reserved, int cores, string node) =>
        new("RelionReserveCoreInvalid", ErrorKind.InvalidArgument, reserved, [reserved, cores, node]);

    public static RelionException MoreRanksThanCores(int ranks, int cores, string node) =>
        new("RelionMoreRanksThanCores", ErrorKind.InvalidArgument, ranks, [ranks, cores, node]);

    public static RelionException ThreadsOnlyNeedsOneNode(int nodes) =>
        new("RelionThreadsOnlyNeedsOneNode", ErrorKind.InvalidArgument, nodes, [nodes]);

    public static RelionException ThreadsOnlyNeedsOneRank(int ranks) =>
        new("RelionThreadsOnlyNeedsOneRank", ErrorKind.InvalidArgument, ranks, [ranks]);

    public static RelionException AutoRefineNeedsEvenFollowers(int ranks, int nodes) =>
        new("RelionAutoRefineNeedsEvenFollowers", ErrorKind.InvalidArgument, ranks, [ranks * nodes, nodes, ranks]);

    /// <param name="asked">What asks for more than one process, such as <c>4 nodes (-NodeCount)</c>.</param>
    public static RelionException GradientIsOneProcess(string asked) =>
        new("RelionGradientIsOneProcess", ErrorKind.InvalidArgument, asked, [asked]);

    public static RelionException AutoRefineNeedsMpi(string from) =>
        new("RelionAutoRefineNeedsMpi", ErrorKind.InvalidArgument, from, [from]);

    public static RelionException NodeWithoutCpus(NodeProfile node) =>
        new("RelionNodeWithoutCpus", ErrorKind.InvalidData, node, [node.Name]);

    public static RelionException NodeTooSmall(NodeProfile node, int ranks, int coresPerRank) =>
        new("RelionNodeTooSmall", ErrorKind.InvalidArgument, node, [node.Name, ranks, coresPerRank]);

    public static RelionException NodesDiffer(IReadOnlyList<string> differences, string weakest, string shape) =>
        new(
            "RelionNodesDiffer", ErrorKind.InvalidArgument, differences[0],
            [string.Join("; ", differences), weakest, shape]);

    public static RelionException NodeLacksGpu(NodeProfile node) =>
        new("RelionNodeLacksGpu", ErrorKind.InvalidArgument, node, [node.Name]);

    public static RelionException GpuCountInvalid(int count, int there, NodeProfile node) =>
        new("RelionGpuCountInvalid", ErrorKind.InvalidArgument, count, [count, node.Name, there]);

    /// <param name="text">The list as it was given.</param>
    /// <param name="odd">The part of it that is no number.</param>
    public static RelionException GpuListInvalid(string text, string odd) =>
        new("RelionGpuListInvalid", ErrorKind.InvalidArgument, text, [text, odd]);

    public static RelionException GpuListLonger(string text, int devices, int count) =>
        new("RelionGpuListLonger", ErrorKind.InvalidArgument, text, [text, devices, count]);

    public static RelionException GpuNotThere(string text, int device, string there, NodeProfile node) =>
        new(
            "RelionGpuNotThere", ErrorKind.InvalidArgument, text, [text, device, node.Name, there]);

    public static RelionException GpuMemoryInsufficient(
        GpuLoad load, string needed, string memory, string held, int box, string card, string remedies) =>
        new(
            "RelionGpuMemoryInsufficient",
            ErrorKind.InvalidArgument,
            load,
            [
                needed, load.Device, load.HostName, memory, held, box, card, remedies,
            ]);

    public static RelionException HostFileNotFound(string path) =>
        new("RelionHostFileNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException HostFileEmpty(string path) =>
        new("RelionHostFileEmpty", ErrorKind.InvalidArgument, path, [path]);
}
