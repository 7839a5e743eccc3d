namespace RelionPS;

/// <summary>Whether the launcher binds ranks to CPUs.</summary>
public enum RankBinding
{
    /// <summary>Each rank to its share of cores, as planned (guide 3.4, I_MPI_PIN_DOMAIN).</summary>
    Plan,

    /// <summary>No rank to anything: the kernel moves threads as it likes.</summary>
    None,
}
