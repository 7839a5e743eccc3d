using System.Globalization;

namespace RelionPS.Builds.Installations;

/// <summary>The code for GPUs that a program holds.</summary>
/// <param name="Architectures">Of what, each once: NVIDIA's <c>sm_80</c> in order of their numbers, then
/// <c>compute_80</c> for PTX; AMD's <c>gfx90a</c>.</param>
/// <param name="CudaVersion">The CUDA that wrote its PTX; null where there is none.</param>
internal sealed record GpuCode(IReadOnlyList<string> Architectures, string? CudaVersion)
{
    public bool IsCuda => Architectures.Any(name => !IsOfAmd(name));

    public bool IsHip => Architectures.Any(IsOfAmd);

    /// <summary>The same, in order and without repetitions.</summary>
    public static GpuCode Of(IEnumerable<string> architectures, string? cudaVersion) =>
        new(
            [
                .. architectures.Distinct()
                    .OrderBy(name => name.StartsWith("compute_", StringComparison.Ordinal))
                    .ThenBy(Number)
                    .ThenBy(name => name, StringComparer.Ordinal),
            ],
            cudaVersion);

    private static bool IsOfAmd(string name) => name.StartsWith("gfx", StringComparison.Ordinal);

    private static int Number(string name) =>
        int.TryParse(name[(name.IndexOf('_') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
}
