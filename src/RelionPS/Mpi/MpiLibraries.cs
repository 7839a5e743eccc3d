namespace RelionPS.Mpi;

/// <summary>The launcher dialect that goes with a shared library a program is linked with.</summary>
internal static class MpiLibraries
{
    private static readonly (string Prefix, string Dialect)[] Libraries =
    [
        ("libmpi.so.40", "OpenMpi"),
        ("libmpi.so.20", "OpenMpi"),
        ("libopen-rte.so", "OpenMpi"),
        ("libmpi.so.12", "IntelMpi"),
        ("libmpifort.so.12", "IntelMpi"),
    ];

    /// <summary>The dialect, or null for a library that is no MPI of a known kind.</summary>
    public static string? Dialect(string library) => Libraries.FirstOrDefault(known => library.StartsWith(known.Prefix, StringComparison.Ordinal)).Dialect;
}
