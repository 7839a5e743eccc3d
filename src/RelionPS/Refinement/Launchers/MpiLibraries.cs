namespace RelionPS.Refinement.Launchers;

/// <summary>The launcher dialect that goes with a shared library a program is linked with.</summary>
internal static class MpiLibraries
{
    private static readonly (string Prefix, string Dialect)[] Libraries =
    [
        ("libmpi.so.40", "OpenMpi"),
        ("libmpi.so.20", "OpenMpi"),
        ("libopen-rte.so", "OpenMpi"),
        ("libmpich.so.12", "Mpich"),
        ("libmpi.so.12", "IntelMpi"),
        ("libmpifort.so.12", "IntelMpi"),
    ];

    /// <summary>The dialect, or null for a library that is no MPI of a known kind.</summary>
    /// <param name="library">The library's name as the program asks for it.</param>
    /// <param name="hasIntelMpi">
    /// True where Intel MPI is set up here. MPICH's own name for its library is Intel MPI's too (they share an ABI), so only this tells them apart;
    /// null takes it for Intel's.
    /// </param>
    public static string? Dialect(string library, bool? hasIntelMpi = null)
    {
        string? dialect = Libraries.FirstOrDefault(known => library.StartsWith(known.Prefix, StringComparison.Ordinal)).Dialect;
        return dialect == "IntelMpi" && hasIntelMpi == false ? "Mpich" : dialect;
    }

    /// <summary>The dialect, as above.</summary>
    public static string? Dialect(string library) => Dialect(library, null);
}
