using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>
/// What a command was that is planned again: every option of the science stays, in its order, and a decision says what
/// it was before.
/// </summary>
internal sealed record OriginalCommand
{
    /// <summary>What it is called in reasons, for example <c>Class3D/job012</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The program's tokens.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Nodes of it; 0 where they are not known.</summary>
    public int NodeCount { get; init; }

    /// <summary>All ranks, with the leader; 0 where they are not known.</summary>
    public int Ranks { get; init; }

    /// <summary>Compute ranks of each node; 0 where they are not known.</summary>
    public int RanksPerNode { get; init; }

    /// <summary>Threads of each rank.</summary>
    public int Threads { get; init; }

    /// <summary>The pool.</summary>
    public int Pool { get; init; }

    /// <summary>True where MPI started it.</summary>
    public bool UsesMpi { get; init; }

    /// <summary>The launcher's dialect; <c>None</c> without.</summary>
    public required string Mpi { get; init; }

    /// <summary>The acceleration it asked for.</summary>
    public Acceleration Acceleration { get; init; }

    /// <summary>Its results' root, as it was written; null where it had none.</summary>
    public string? OutputRoot => ArgumentReader.ValueOf(Arguments, OptionTable.Output);

    /// <summary>What of a command a plan made anew has to know.</summary>
    public static OriginalCommand Of(RefineCommand command) => new()
    {
        Name = NameOf(command),
        Arguments = command.Arguments,
        NodeCount = command.Plan.NodeCount,
        Ranks = command.Plan.Ranks,
        RanksPerNode = command.Plan.ComputeRanksPerNode,
        Threads = command.Plan.ThreadsPerRank,
        Pool = command.Plan.Pool,
        UsesMpi = command.Plan.UsesMpi,
        Mpi = command.Mpi,
        Acceleration = command.Acceleration,
    };

    /// <summary>What it is known by: the root of its results, or the name that reports have for it.</summary>
    private static string NameOf(RefineCommand command) =>
        command.Origin?.JobName ?? ArgumentReader.ValueOf(command.Arguments, OptionTable.Output) ?? command.Name;

    /// <summary>The dialect of its launcher; null where it had none that is known.</summary>
    public IMpiDialect? Dialect => MpiDialects.Find(Mpi);

    /// <summary>The decisions with what was before, beside the last word on each.</summary>
    public IReadOnlyList<Decision> Mark(IReadOnlyList<Decision> decisions) =>
        [.. decisions.Select((decision, index) => IsLast(decisions, index) && Before(decision.Name) is { } before
            ? decision with { Before = before }
            : decision)];

    private static bool IsLast(IReadOnlyList<Decision> decisions, int index) =>
        !decisions.Skip(index + 1).Any(later => later.Name == decisions[index].Name);

    private object? Before(string name) => name switch
    {
        nameof(RunPlan.NodeCount) => Known(NodeCount),
        nameof(RunPlan.Ranks) => Known(Ranks),
        nameof(RunPlan.ComputeRanksPerNode) => Known(RanksPerNode),
        nameof(RunPlan.ThreadsPerRank) => Known(Threads),
        nameof(RunPlan.Pool) => Known(Pool),
        nameof(RunPlan.UsesMpi) => Ranks > 0 ? UsesMpi : null,
        nameof(RefineCommand.Mpi) => Ranks > 0 ? Mpi : null,
        nameof(RefineCommand.Acceleration) => Acceleration,
        nameof(RunPlan.Gpu) => ArgumentReader.ValueOf(Arguments, OptionTable.Gpu),
        _ => null,
    };

    private static object? Known(int number) => number > 0 ? number : null;
}
