using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Planning;

namespace RelionPS.Refinement.Command;

/// <summary>
/// Fits a command to an installation: the right one of its programs, what it can do, and the libraries that it needs.
/// </summary>
internal static class InstalledProgram
{
    /// <summary>An installation with one program of the two decides whether MPI starts it.</summary>
    /// <exception cref="RelionException"><c>RelionInstallationLacksProgram</c>.</exception>
    public static PlanRequest WithPrograms(PlanRequest plan, RelionInstallation installation) =>
        (plan.UseMpi, installation) switch
        {
            (true, { MpiProgram: null }) =>
                throw RefineCommandErrors.InstallationLacksProgram(installation, RefineProgram.Mpi, "-Mpi None"),
            (false, { ThreadsProgram: null }) =>
                throw RefineCommandErrors.InstallationLacksProgram(
                    installation, RefineProgram.ThreadsOnly, "-Mpi Auto"),
            (null, { MpiProgram: null }) => plan with { UseMpi = false, UseMpiFrom = "-Installation" },
            (null, { ThreadsProgram: null }) => plan with { UseMpi = true, UseMpiFrom = "-Installation" },
            _ => plan,
        };

    public static string Program(RelionInstallation installation, bool usesMpi) =>
        (usesMpi ? installation.MpiProgram : installation.ThreadsProgram) ?? installation.Path;

    public static IEnumerable<KeyValuePair<string, string>> Environment(RelionInstallation? installation) =>
        installation?.LibraryPath is { } path ? [new("LD_LIBRARY_PATH", path)] : [];

    public static RelionCapability Capability(RelionInstallation installation) =>
        new(
            installation.Version,
            installation.Precision,
            installation.HasAltCpu,
            // SYCL takes --gpu too (5.0.1, ml_optimiser.cpp).
            installation.HasSycl == true ? true : installation.HasCuda,
            installation.Options.ToHashSet(StringComparer.Ordinal));
}
