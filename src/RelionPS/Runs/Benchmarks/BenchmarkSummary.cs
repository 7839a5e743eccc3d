using System.Globalization;
using RelionPS.Refinement.Devices;

namespace RelionPS.Runs.Benchmarks;

/// <summary>The sentence that the guide's scripts print after a benchmark (guide 5.3).</summary>
internal static class BenchmarkSummary
{
    private static readonly string[] Words =
        ["no", "a single", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The tiers of Intel's Scalable processors; other Xeons do not bear that name.</summary>
    private static readonly string[] ScalableTiers = ["Platinum", "Gold", "Silver", "Bronze"];

    public static string Render(RefineCommand command, string relionVersion, int iterations, double seconds)
    {
        RunPlan plan = command.Plan;
        string nodes = plan.NodeCount < Words.Length ? Words[plan.NodeCount] : Invariant(plan.NodeCount);
        return $"RELION {relionVersion} completed {Count(iterations, "iteration")} of {command.Name} "
            + $"using {Count(plan.Ranks, "rank")} and {Count(plan.ThreadsPerRank, "thread")} per rank and a pool size "
            + $"of {Invariant(plan.Pool)} "
            + $"on {nodes} {Processor(command.Node.CpuModel)} {(plan.NodeCount == 1 ? "node" : "nodes")}{Gpus(plan)} "
            + $"in the following time (seconds): {Seconds(seconds)}";
    }

    /// <summary>The guide has no GPUs: its sentence with them after the nodes, each model with its number a node.
    /// </summary>
    private static string Gpus(RunPlan plan)
    {
        if (plan.Gpu is not { Devices.Count: > 0 } gpu) return "";
        string host = gpu.Devices[0].HostName;
        string models = NodeDevices.Models(
            gpu.Devices.Where(device => device.HostName == host).Select(device => device.Model));
        return $" with {models}{(plan.NodeCount == 1 ? "" : " each")}";
    }

    /// <summary>
    /// <c>Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz</c> as the guide writes it; other models as they name
    /// themselves.
    /// </summary>
    internal static string Processor(string cpuModel)
    {
        string[] words = cpuModel.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int tier = Array.FindIndex(words, word => ScalableTiers.Contains(word));
        bool isScalable = cpuModel.Contains("Xeon", StringComparison.Ordinal)
            && tier >= 0
            && tier + 1 < words.Length
            && char.IsAsciiDigit(words[tier + 1][0]);
        return isScalable ? $"Intel® Xeon® {words[tier + 1]} Scalable Processor" : string.Join(' ', words);
    }

    /// <summary>Whole seconds as in the guide; two decimals where a run is too short for that.</summary>
    internal static string Seconds(double seconds) =>
        seconds.ToString(seconds < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private static string Count(int number, string noun) => $"{Invariant(number)} {noun}{(number == 1 ? "" : "s")}";

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
