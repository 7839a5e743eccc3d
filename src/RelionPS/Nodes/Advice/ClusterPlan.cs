using RelionPS.Core.Text;

namespace RelionPS;

/// <summary>One thing a cluster for RELION needs, and what an existing one has of it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Wanted">What the guide asks for.</param>
/// <param name="Found">What the given nodes have; <c>-</c> where none were given.</param>
/// <param name="Short">What is missing; <c>-</c> where nothing is.</param>
/// <param name="Status">Pass, Fail, Unknown; NotApplicable where no nodes were given.</param>
/// <param name="Reason">How it follows.</param>
/// <param name="Source">Where it stands.</param>
public sealed record ClusterRequirement(
    string Name, string Wanted, string Found, string Short, FindingStatus Status, string Reason, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Wanted}, found {Found}";
}

/// <summary>What one stage of processing leaves on disk for one data set.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Bytes">Bytes it writes.</param>
/// <param name="IsArchived">True where it belongs into the archive.</param>
/// <param name="Formula">The formula with its numbers.</param>
/// <param name="Source">Where the formula is from.</param>
public sealed record StorageStage(string Stage, long Bytes, bool IsArchived, string Formula, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Stage} {Quantity.Gigabytes(Bytes)}";
}

/// <summary>The guide's cluster for a number of microscopes (guide 3.2).</summary>
public sealed record ClusterPlan
{
    /// <summary>Microscopes.</summary>
    public required int MicroscopeCount { get; init; }

    /// <summary>Compute nodes.</summary>
    public required int NodeCount { get; init; }

    /// <summary>Sockets of each node.</summary>
    public required int SocketsPerNode { get; init; }

    /// <summary>Fewest cores of a node.</summary>
    public required int CoresPerNode { get; init; }

    /// <summary>Cores of a node up to which the guide goes.</summary>
    public required int MaximumCoresPerNode { get; init; }

    /// <summary>Least memory of a node, in bytes.</summary>
    public required long MemoryPerNodeBytes { get; init; }

    /// <summary>Memory of a node up to which the guide goes, in bytes; more is welcome.</summary>
    public required long MaximumMemoryPerNodeBytes { get; init; }

    /// <summary>The parallel file system, in bytes.</summary>
    public required long StorageBytes { get; init; }

    /// <summary>What is needed, and what the given nodes have of it.</summary>
    public required IReadOnlyList<ClusterRequirement> Requirements { get; init => field = Indexable.List(value); }

    /// <summary>Storage by stage of one data set.</summary>
    public required IReadOnlyList<StorageStage> Stages { get; init => field = Indexable.List(value); }

    /// <summary>Bytes of one data set while it is processed.</summary>
    public required long DatasetBytes { get; init; }

    /// <summary>Bytes of one data set in the archive, without the raw movies.</summary>
    public required long ArchiveBytes { get; init; }

    /// <summary>Bytes of one data set in the archive with the raw movies.</summary>
    public required long ArchiveWithMoviesBytes { get; init; }

    /// <summary>Data sets that fit the planned file system at once.</summary>
    public required long DatasetsAtOnce { get; init; }

    /// <summary>
    /// True where the given nodes have all that is needed; null where none were given or something is unknown.
    /// </summary>
    public bool? IsMet =>
        Requirements.Any(item => item.Status == FindingStatus.Fail) ? false
            : Requirements.All(item => item.Status == FindingStatus.Pass) ? true
            : null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{MicroscopeCount} microscope(s): {NodeCount} nodes, {Quantity.Gigabytes(StorageBytes)}";
}
