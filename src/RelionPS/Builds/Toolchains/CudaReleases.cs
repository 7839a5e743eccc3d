using System.Globalization;

namespace RelionPS.Builds.Toolchains;

/// <summary>A release of NVIDIA's CUDA toolkit.</summary>
/// <param name="Version">Its version, <c>11.8</c>.</param>
/// <param name="NewestGcc">The newest major version of gcc that it takes as compiler of the host.</param>
/// <param name="Ptx">The version of the PTX that its compiler writes.</param>
internal sealed record CudaRelease(string Version, int NewestGcc, string Ptx);

/// <summary>
/// What each release of CUDA goes with: gcc by the tables of host compilers in NVIDIA's CUDA Installation Guide for
/// Linux of that release, which the toolkit's own <c>crt/host_config.h</c> enforces; PTX by the release history in
/// NVIDIA's PTX ISA.
/// </summary>
internal static class CudaReleases
{
    public const string HostSource = "NVIDIA's CUDA Installation Guide for Linux, host compilers";

    /// <summary>The oldest first. A release without a PTX of its own has that of the one before.</summary>
    public static readonly IReadOnlyList<CudaRelease> All =
    [
        new("8.0", 5, "5.0"), new("9.0", 6, "6.0"), new("9.1", 6, "6.1"), new("9.2", 7, "6.2"),
        new("10.0", 7, "6.3"), new("10.1", 8, "6.4"), new("10.2", 8, "6.5"),
        new("11.0", 9, "7.0"), new("11.1", 10, "7.1"), new("11.2", 10, "7.2"), new("11.3", 10, "7.3"),
        new("11.4", 10, "7.4"), new("11.5", 11, "7.5"), new("11.6", 11, "7.6"), new("11.7", 11, "7.7"),
        new("11.8", 11, "7.8"),
        new("12.0", 12, "8.0"), new("12.1", 12, "8.1"), new("12.2", 12, "8.2"), new("12.3", 12, "8.3"),
        new("12.4", 13, "8.4"), new("12.5", 13, "8.5"), new("12.6", 13, "8.5"), new("12.8", 14, "8.7"),
        new("12.9", 14, "8.8"),
        new("13.0", 15, "9.0"), new("13.1", 15, "9.1"),
    ];

    /// <summary>The release of a compiler's version, <c>11.8.89</c>; null where the table has none of it.</summary>
    public static CudaRelease? Of(ToolVersion version) =>
        All.FirstOrDefault(
            release => ToolVersion.Parse(release.Version).Numbers.SequenceEqual(version.Numbers.Take(2)));

    /// <summary>The first CUDA whose compiler wrote such PTX; null for one that is not in the table.</summary>
    public static string? OfPtx(int major, int minor)
    {
        string ptx = string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}");
        return All.FirstOrDefault(release => release.Ptx == ptx)?.Version;
    }
}
