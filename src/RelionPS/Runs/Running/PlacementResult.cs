namespace RelionPS;

/// <summary>One rank: where the plan puts it and where it ran.</summary>
/// <param name="Rank">Its number.</param>
/// <param name="PlannedHost">Host of the plan.</param>
/// <param name="ActualHost">Host it ran on; null where no such rank appeared.</param>
/// <param name="PlannedCpus">CPUs of the plan, in the kernel's list format.</param>
/// <param name="ActualCpus">CPUs the kernel let it use; null where no such rank appeared, or where they were not looked
/// at.</param>
/// <param name="IsAsPlanned">True where both agree.</param>
/// <param name="Note">What differs, in words; empty where nothing does.</param>
public sealed record RankCheck(
    int Rank,
    string PlannedHost,
    string? ActualHost,
    string PlannedCpus,
    string? ActualCpus,
    bool IsAsPlanned,
    string Note)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Rank} {ActualHost ?? "-"} {ActualCpus ?? "-"}{(Note.Length > 0 ? $": {Note}" : "")}";
}

/// <summary>Whether the ranks of a command run where its plan puts them.</summary>
public sealed record PlacementResult
{
    /// <summary>True where every rank does.</summary>
    public required bool IsAsPlanned { get; init; }

    /// <summary>Ranks of the plan.</summary>
    public required int RankCount { get; init; }

    /// <summary>The ranks that do not; empty where all is as planned.</summary>
    public required IReadOnlyList<RankCheck> Differences { get; init => field = Indexable.List(value); }

    /// <summary>Every rank.</summary>
    public required IReadOnlyList<RankCheck> Ranks { get; init => field = Indexable.List(value); }

    /// <summary>The launcher's dialect.</summary>
    public required string Mpi { get; init; }

    /// <summary>The command that was tested.</summary>
    public required RefineCommand Command { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        IsAsPlanned ? $"{RankCount} ranks as planned" : $"{Differences.Count} of {RankCount} ranks not as planned";
}
