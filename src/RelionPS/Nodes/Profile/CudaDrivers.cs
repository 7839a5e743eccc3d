using System.Globalization;

namespace RelionPS.Nodes.Profile;

/// <summary>How a driver stands to programs that were built with a CUDA.</summary>
internal enum CudaSupport
{
    /// <summary>The driver is of this CUDA or of a later one.</summary>
    Full,

    /// <summary>
    /// The driver is older, of the same major version: programs run that hold code for the GPU itself, and end where
    /// the driver has to translate (<c>the provided PTX was compiled with an unsupported toolchain</c>).
    /// </summary>
    SameMajor,

    /// <summary>The driver is too old: no kernel starts.</summary>
    None,
}

/// <summary>
/// Which driver on Linux each CUDA came with, and the oldest that programs of a major version run on (NVIDIA, CUDA
/// Toolkit Release Notes, "CUDA Toolkit and Corresponding Driver Versions" and "minor version compatibility").
/// </summary>
internal static class CudaDrivers
{
    public const string Source = "NVIDIA's CUDA Toolkit Release Notes, table of drivers";

    /// <summary>CUDA and the first driver of it, the oldest first. There was no toolkit 12.7, only drivers.</summary>
    public static readonly IReadOnlyList<(string Cuda, string Driver)> All =
    [
        ("8.0", "367.48"), ("9.0", "384.81"), ("9.1", "390.46"), ("9.2", "396.26"),
        ("10.0", "410.48"), ("10.1", "418.39"), ("10.2", "440.33"),
        ("11.0", "450.36.06"), ("11.1", "455.23"), ("11.2", "460.27.03"), ("11.3", "465.19.01"),
        ("11.4", "470.42.01"), ("11.5", "495.29.05"), ("11.6", "510.39.01"), ("11.7", "515.43.04"),
        ("11.8", "520.61.05"),
        ("12.0", "525.60.13"), ("12.1", "530.30.02"), ("12.2", "535.54.03"), ("12.3", "545.23.06"),
        ("12.4", "550.54.14"), ("12.5", "555.42.02"), ("12.6", "560.28.03"), ("12.7", "565.57.01"),
        ("12.8", "570.26"), ("12.9", "575.51.03"),
        ("13.0", "580.65.06"), ("13.1", "590.44.01"),
    ];

    /// <summary>The oldest driver that programs of a major version run on, where they need no translation.</summary>
    public static readonly IReadOnlyDictionary<int, string> OldestOfMajor = new Dictionary<int, string>
    {
        [11] = "450.80.02",
        [12] = "525.60.13",
        [13] = "580.65.06",
    };

    /// <summary>
    /// The newest CUDA of the driver, which all of a branch share: 520.56 is of 11.8 though the toolkit asks for
    /// 520.61. Null where its version is none, is older than the table, or of a branch that is newer.
    /// </summary>
    public static string? CudaOf(string driver)
    {
        if (Numbers(driver) is not [var branch, ..]) return null;
        return branch > BranchOf(All[^1]) ? null : All.LastOrDefault(row => BranchOf(row) <= branch).Cuda;
    }

    /// <summary>The first driver of a CUDA; null where the table has none of it.</summary>
    public static string? DriverOf(string cuda) =>
        Numbers(cuda) is [var major, var minor, ..]
            ? All.FirstOrDefault(row => row.Cuda == string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}"))
                .Driver
            : null;

    /// <summary>
    /// How a driver stands to programs of a CUDA; null where either version is none, or is unknown to the table and
    /// the driver does not say its own CUDA.
    /// </summary>
    /// <param name="driver">The driver's version, such as <c>535.129.03</c>; null where unknown.</param>
    /// <param name="driverCuda">The CUDA that the driver says of itself; null for that of the table.</param>
    /// <param name="cuda">The CUDA that the program was built with, such as <c>12.4</c>.</param>
    public static CudaSupport? Of(string? driver, string? driverCuda, string cuda)
    {
        if (Numbers(driverCuda ?? (driver is null ? null : CudaOf(driver))) is not { } has) return null;
        if (Numbers(cuda) is not [var major, var minor, ..]) return null;
        if (Compare(has, [major, minor]) >= 0) return CudaSupport.Full;
        if (has[0] != major) return CudaSupport.None;
        // Before 11 there was no such promise.
        if (!OldestOfMajor.TryGetValue(major, out string? oldest)) return CudaSupport.None;
        return Numbers(driver) is { } own && Compare(own, Numbers(oldest)!) < 0
            ? CudaSupport.None
            : CudaSupport.SameMajor;
    }

    private static int BranchOf((string Cuda, string Driver) row) => Numbers(row.Driver)![0];

    private static int Compare(int[] left, int[] right)
    {
        for (int at = 0; at < Math.Max(left.Length, right.Length); at++)
        {
            int order = left.ElementAtOrDefault(at).CompareTo(right.ElementAtOrDefault(at));
            if (order != 0) return order;
        }
        return 0;
    }

    private static int[]? Numbers(string? version)
    {
        if (version is null) return null;
        string[] parts = version.Split('.');
        if (parts.Length > 4) return null;
        var numbers = new int[parts.Length];
        for (int at = 0; at < parts.Length; at++)
        {
            if (!int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at])) return null;
        }
        return numbers;
    }
}
