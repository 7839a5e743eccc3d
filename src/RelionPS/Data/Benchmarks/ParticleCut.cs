namespace RelionPS.Data.Benchmarks;

/// <summary>Some particles of a set, chosen for a benchmark.</summary>
/// <param name="Asked">How many were asked for.</param>
/// <param name="Rows">Their rows, from 0, rising.</param>
internal sealed record ParticleCut(int Asked, IReadOnlyList<int> Rows)
{
    /// <summary>Particles in it.</summary>
    public int Count => Rows.Count;

    /// <summary>Micrographs that they are from.</summary>
    public required int MicrographCount { get; init; }

    /// <summary>Optics groups that they are of.</summary>
    public required int OpticsGroupCount { get; init; }

    /// <summary>Particles of the first and the second half-set; empty where there are none.</summary>
    public required IReadOnlyList<int> Halves { get; init; }

    /// <summary>True where each of the micrographs is whole.</summary>
    public required bool HasWholeMicrographs { get; init; }

    /// <summary>Why these many, and these.</summary>
    public required string Reason { get; init; }
}
