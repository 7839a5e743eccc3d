using System.Globalization;

namespace RelionPS.Runs.Slurm;

/// <summary>
/// How a job asks Slurm for GPUs of each of its nodes (sbatch(1)). Never by task: a rank that sees one GPU calls it 0,
/// and RELION, which knows a GPU by host and number, takes that for one that all ranks share.
/// </summary>
internal static class SlurmGpus
{
    /// <summary>What says how GPUs of a profile are called that Slurm's configuration has.</summary>
    public const string Source = "scontrol, Gres";

    /// <summary>The GPUs of a node that a job is to have.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Types">Slurm's type of each; null where it has none, or none is known.</param>
    public sealed record Need(int Count, IReadOnlyList<string?> Types)
    {
        /// <summary>True where Slurm's types of all are known.</summary>
        public bool IsTyped => Types.Count == Count && Count > 0 && !Types.Contains(null);
    }

    /// <summary>A way to ask.</summary>
    /// <param name="Name">Its name, for decisions.</param>
    /// <param name="Fits">Whether it can say what is needed.</param>
    /// <param name="Option">sbatch's option.</param>
    /// <param name="Reason">Why it is that.</param>
    public sealed record Form(string Name, Func<Need, bool> Fits, Func<Need, string> Option, string Reason);

    /// <summary>The ways, the first that fits is taken.</summary>
    public static IReadOnlyList<Form> Forms { get; } =
    [
        new(
            "GpusByType",
            need => need.IsTyped,
            need => $"--gres={string.Join(',', need.Types.GroupBy(type => type).Select(
                type => $"gpu:{type.Key}:{Text(type.Count())}"))}",
            "the plan is for GPUs of this type, as Slurm's Gres calls them, and the partition may have others"),
        new(
            "GpusByCount",
            _ => true,
            need => $"--gpus-per-node={Text(need.Count)}",
            "what Slurm's Gres calls these GPUs is not known, or it has no types: they are counted"),
    ];

    /// <summary>The way for what is needed.</summary>
    public static Form Of(Need need) => Forms.First(form => form.Fits(need));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
