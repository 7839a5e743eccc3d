using System.Text.Json.Serialization;

namespace RelionPS.Studies.Search;

/// <summary>What a measured setting holds for.</summary>
internal sealed record SearchKey
{
    public required string CpuModel { get; init; }

    public required int UsableCpus { get; init; }

    public required int NodeCount { get; init; }

    /// <summary>
    /// The node's GPUs by number and model, <c>4 × NVIDIA A100-SXM4-80GB</c>; null where it has none, or none is known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gpus { get; init; }

    /// <summary>Hash of the refinement program, the MPI one where the installation has one.</summary>
    public required string ProgramSha256 { get; init; }

    public string? RelionVersion { get; init; }

    public bool? HasAltCpu { get; init; }

    /// <summary><c>3D</c> with a reference, else <c>2D</c>.</summary>
    public required string Dimension { get; init; }

    public required int LeastClassCount { get; init; }

    public required int MostClassCount { get; init; }

    /// <summary>Null where the box was not known: then it holds for any.</summary>
    public int? LeastBoxSize { get; init; }

    public int? MostBoxSize { get; init; }

    /// <summary>
    /// True where both are the same program on the same kind of machine for the same job, so that the later one takes
    /// the place of the other.
    /// </summary>
    public bool Replaces(SearchKey other) =>
        this with { RelionVersion = other.RelionVersion, HasAltCpu = other.HasAltCpu } == other;

    /// <summary>Why it does not hold; null where it does.</summary>
    public string? Difference(SearchKey wanted)
    {
        if (CpuModel != wanted.CpuModel)
        {
            return $"it is for the processor '{CpuModel}', and this is '{wanted.CpuModel}'";
        }
        if (UsableCpus != wanted.UsableCpus)
        {
            return $"it is for {UsableCpus} usable CPUs, and these are {wanted.UsableCpus}";
        }
        if (Gpus is not null && Gpus != wanted.Gpus)
        {
            return $"it is for the GPUs {Gpus}, and this node has {wanted.Gpus ?? "none that are known"}";
        }
        if (NodeCount != wanted.NodeCount) return $"it is for {NodeCount} node(s), and these are {wanted.NodeCount}";
        if (ProgramSha256 != wanted.ProgramSha256) return "it is for another program";
        if (Dimension != wanted.Dimension) return $"it is for {Dimension} jobs, and this is {wanted.Dimension}";
        // The key of a job has its own numbers doubled and halved: the middle of both is the number itself.
        int classes = wanted.MostClassCount / 2;
        if (classes < LeastClassCount || classes > MostClassCount)
        {
            return $"it is for {LeastClassCount} to {MostClassCount} classes, and these are {classes}";
        }
        if (wanted.MostBoxSize / 2 is { } box && (box < LeastBoxSize || box > MostBoxSize))
        {
            return $"it is for boxes of {LeastBoxSize} to {MostBoxSize} px, and this is {box}";
        }
        return null;
    }
}

/// <summary>The setting itself.</summary>
internal sealed record TunedSetting
{
    public required Acceleration Acceleration { get; init; }

    /// <summary>GPUs of each node; null for a run on CPUs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GpuCount { get; init; }

    public required bool UsesMpi { get; init; }

    public required int RanksPerNode { get; init; }

    public required int Threads { get; init; }

    public required int Pool { get; init; }

    public required string Allocator { get; init; }

    public required RankBinding Binding { get; init; }

    /// <summary>Options of the search's own axes.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

/// <summary>Which search found it.</summary>
internal sealed record SearchEvidence
{
    public required DateTime SearchedUtc { get; init; }

    public required string Journal { get; init; }

    public required int Candidates { get; init; }

    public required string Confidence { get; init; }
}

/// <summary>A measured setting, what it holds for, and which search found it.</summary>
internal sealed record SearchEntry
{
    public required SearchKey Key { get; init; }

    public required TunedSetting Setting { get; init; }

    public required SearchEvidence Evidence { get; init; }
}
