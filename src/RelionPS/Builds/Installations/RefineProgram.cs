namespace RelionPS.Builds.Installations;

/// <summary>
/// Which of RELION's two refinement programs a name stands for; the guide's own names keep the beginning
/// (<c>relion_refine_mpi_3.1.1_AVX512</c>).
/// </summary>
internal static class RefineProgram
{
    public const string Mpi = "relion_refine_mpi";
    public const string ThreadsOnly = "relion_refine";

    /// <summary>True for the MPI program, false for the threads-only one, null where the name does not tell.</summary>
    public static bool? IsMpi(string? executable)
    {
        if (executable is null) return null;
        string name = Path.GetFileName(executable);
        if (name.StartsWith(Mpi, StringComparison.Ordinal)) return true;
        return name.StartsWith(ThreadsOnly, StringComparison.Ordinal) ? false : null;
    }
}
