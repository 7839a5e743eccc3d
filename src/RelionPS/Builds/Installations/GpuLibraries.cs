using System.Text.RegularExpressions;

namespace RelionPS.Builds.Installations;

/// <summary>
/// The makers' libraries for GPUs that RELION itself asks for. Those that come with another library do not count: an
/// MPI that knows GPUs brings CUDA's runtime.
/// </summary>
internal static partial class GpuLibraries
{
    private static readonly (string Prefix, string Name)[] Kinds =
    [
        ("libcudart.so", "cudart"), ("libcufft.so", "cufft"), ("libcurand.so", "curand"), ("libcublas.so", "cublas"),
        ("libamdhip64.so", "HIP"), ("libhipfft.so", "hipFFT"), ("librocfft.so", "rocFFT"),
        ("libhiprand.so", "hipRAND"), ("librocrand.so", "rocRAND"),
        ("libsycl.so", "SYCL"), ("libOpenCL.so", "OpenCL"), ("libze_loader.so", "Level Zero"),
    ];

    /// <summary>Those of the program and of RELION's own libraries, in the order of the table.</summary>
    public static IReadOnlyList<LinkedLibrary> Find(
        IReadOnlyList<string> needed, IReadOnlyDictionary<string, string?> resolved)
    {
        string[] asked = [.. needed, .. OwnLibraries.Of(resolved).SelectMany(path => ElfDependencies.Read(path) ?? [])];
        return
        [
            .. Kinds
                .Select(kind => (kind.Name, Library: asked.FirstOrDefault(
                    name => name.StartsWith(kind.Prefix, StringComparison.Ordinal))))
                .Where(found => found.Library is not null)
                .Select(found => Linked(found.Name, found.Library!, resolved.GetValueOrDefault(found.Library!))),
        ];
    }

    private static LinkedLibrary Linked(string name, string library, string? path) =>
        new(name, Version(path is null ? library : RealName(path)), path ?? library);

    /// <summary>
    /// From the file's own name, which carries the whole version: <c>libcufft.so.10</c> leads to
    /// <c>libcufft.so.10.9.0.58</c>.
    /// </summary>
    private static string RealName(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name ?? Path.GetFileName(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Path.GetFileName(path);
        }
    }

    private static string? Version(string name) =>
        VersionPattern().Match(name) is { Success: true } match ? match.Groups["version"].Value : null;

    [GeneratedRegex(@"\.so\.(?<version>[0-9]+(\.[0-9]+)*)\z")]
    private static partial Regex VersionPattern();
}
