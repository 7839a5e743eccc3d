using System.Globalization;

namespace RelionPS.Builds.Toolchains;

/// <summary>A kind of NVIDIA GPU, and the CUDAs that compile for it.</summary>
/// <param name="Number">Its number in <c>sm_80</c>.</param>
/// <param name="From">The first CUDA that knows it.</param>
/// <param name="Last">The last that does; null where the newest still does.</param>
internal sealed record CudaArchitecture(int Number, string From, string? Last)
{
    public bool IsKnownTo(ToolVersion cuda) =>
        cuda >= ToolVersion.Parse(From) && (Last is null || Series(cuda) <= ToolVersion.Parse(Last));

    /// <summary><c>11.8 to 12.9</c>, <c>12.8 and later</c>, <c>up to 10.2</c>.</summary>
    public string Releases => Last is null ? $"{From} and later"
        : From == CudaArchitectures.Oldest ? $"up to {Last}"
        : $"{From} to {Last}";

    private static ToolVersion Series(ToolVersion version) => new([.. version.Numbers.Take(2)]);
}

/// <summary>
/// Which CUDA compiles for which GPU: the first by the targets that NVIDIA's PTX ISA says a version introduced, the
/// last by the release notes of the toolkit that dropped it (11.0, 12.0, 13.0).
/// </summary>
internal static class CudaArchitectures
{
    public const string Source = "NVIDIA's PTX ISA and CUDA Toolkit Release Notes";

    /// <summary>The first CUDA of the table; what it knows is older.</summary>
    public const string Oldest = "8.0";

    public static readonly IReadOnlyList<CudaArchitecture> All =
    [
        new(30, Oldest, "10.2"), new(35, Oldest, "11.8"), new(37, Oldest, "11.8"),
        new(50, Oldest, "12.9"), new(52, Oldest, "12.9"), new(53, Oldest, "12.9"),
        new(60, Oldest, "12.9"), new(61, Oldest, "12.9"), new(62, Oldest, "12.9"),
        new(70, "9.0", "12.9"), new(72, "9.1", "12.9"),
        new(75, "10.0", null), new(80, "11.0", null), new(86, "11.1", null), new(87, "11.4", null),
        new(88, "13.0", null), new(89, "11.8", null), new(90, "11.8", null),
        new(100, "12.8", null), new(101, "12.8", "12.9"), new(103, "12.9", null), new(110, "13.0", null),
        new(120, "12.8", null), new(121, "12.9", null),
    ];

    /// <summary>The architecture; null for one that is not in the table.</summary>
    public static CudaArchitecture? Of(int number) => All.FirstOrDefault(architecture => architecture.Number == number);

    /// <summary>The number of a compute capability: <c>8.0</c> is 80, <c>12.1</c> 121; null for other texts.</summary>
    public static int? Number(string capability) =>
        capability.Split('.') is [var major, [_] minor]
        && int.TryParse(major + minor, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
