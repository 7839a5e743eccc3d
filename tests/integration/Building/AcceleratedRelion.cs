using RelionPS.Builds.Installations;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// A RELION with ALTCPU: the first of this machine, else the one that <see cref="RelionBuildTests"/> build with
/// Debian's MKL, in the same folder, so that it is built once.
/// </summary>
internal static class AcceleratedRelion
{
    private static readonly Lazy<InstallationFiles?> Here = new(() => InstallationFinder.FindAll()
        .FirstOrDefault(files => files is { MpiProgram: not null, ThreadsProgram: { } program }
            && RelionProbe.ProbeAsync(program, CancellationToken.None).GetAwaiter().GetResult().HasAltCpu == true));

    private static readonly Lazy<InstallationFiles> Found = new(() => Here.Value ?? Build());

    /// <summary>Why there is none and none can be built; null where there is one, or can be.</summary>
    public static string? Missing => Here.Value is not null ? null
        : new RelionBuildFactAttribute(RelionBuildTests.MklHeader).Skip;

    /// <summary>Full path of the program without MPI.</summary>
    public static string Threads => Found.Value.ThreadsProgram!;

    /// <summary>Full path of the program with MPI.</summary>
    public static string Mpi => Found.Value.MpiProgram!;

    private static InstallationFiles Build()
    {
        using var session = new PowerShellSession();
        BuildResult result = session.One<BuildResult>(
            $"Get-RelionToolchain | Get-RelionBuildRecipe -Name {RelionBuildTests.MklRecipe} "
            + $"| Invoke-RelionBuild -Debian -BuildPath '{RelionBuildTests.BuildPath}'");
        return InstallationFinder.OfProgram(result.BinaryPath, "build");
    }
}
