using RelionPS.Builds.Installations;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Building;

/// <summary>The programs that a build installed.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Folder">Where they are.</param>
/// <param name="Suffix">What follows RELION's name in theirs.</param>
/// <param name="Names">RELION's names of them.</param>
/// <param name="NeedsAltCpu">True where the refinement program must know <c>--cpu</c>.</param>
/// <param name="NeedsGpuCode">The code for GPUs that the refinement program must have: <c>CUDA</c>, <c>HIP</c> or
/// <c>SYCL</c>; null for none.</param>
/// <param name="LibraryPath">LD_LIBRARY_PATH that they need; null leaves the session's.</param>
internal sealed record BuiltPrograms(
    string Recipe,
    string Folder,
    string Suffix,
    IReadOnlyList<string> Names,
    bool NeedsAltCpu,
    string? NeedsGpuCode,
    string? LibraryPath)
{
    /// <summary>Proves that the programs can do what the recipe asks for.</summary>
    /// <exception cref="RelionException"><c>RelionBuiltProgramMissing</c>, <c>RelionBuiltProgramNotStarted</c>,
    /// <c>RelionBuildLacksAltCpu</c> or <c>RelionBuildLacksGpuCode</c>.</exception>
    public async Task<RelionInstallation> CheckAsync(string log, CancellationToken cancellationToken)
    {
        string? mpi = Find(RefineProgram.Mpi), threads = Find(RefineProgram.ThreadsOnly);
        if (mpi is null && threads is null)
        {
            throw BuildErrors.BuiltProgramMissing(Recipe, Recipe, RefineProgram.ThreadsOnly, "refine");
        }
        RelionInstallation installation = await InstallationReader.ReadAsync(
            new InstallationFiles(mpi, threads, [.. Names.Select(name => name + Suffix)], "build"),
            LibraryPath,
            cancellationToken).ConfigureAwait(false);
        // Whatever it was built for: a program that does not start tells nothing of that.
        if (installation.Version is null && Obstacle(installation) is { } obstacle)
        {
            throw BuildErrors.BuiltProgramNotStarted(installation.Path, obstacle, log);
        }
        if (NeedsAltCpu && installation.HasAltCpu != true)
        {
            string reason = installation.HasAltCpu is null
                ? "it does not answer --help."
                : "its --help does not list it.";
            throw BuildErrors.BuildLacksAltCpu(installation.Path, reason, log);
        }
        // RELION 3.1 and 4.0 build without CUDA where CMake does not find it, and say so only in CMake's output.
        if (NeedsGpuCode is { } code && Has(installation, code) is not true and var has)
        {
            string reason = has is null ? "it does not answer --version." : "its --version does not name it.";
            throw BuildErrors.BuildLacksGpuCode(installation.Path, code, reason, log);
        }
        return installation;
    }

    private static bool? Has(RelionInstallation installation, string code) => code switch
    {
        "CUDA" => installation.HasCuda,
        "HIP" => installation.HasHip,
        _ => installation.HasSycl,
    };

    private static string? Obstacle(RelionInstallation installation) =>
        installation.StartFailure
            ?? (installation.MissingLibraries.Count > 0
                ? $"it lacks {string.Join(", ", installation.MissingLibraries)}"
                : null);

    private string? Find(string name) => Names.Contains(name) ? Path.Combine(Folder, name + Suffix) : null;
}
