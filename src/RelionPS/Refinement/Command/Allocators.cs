using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Command;

/// <summary>A memory allocator for RELION's processes, set by their environment alone.</summary>
/// <param name="Name">The value of <c>-Allocator</c>.</param>
/// <param name="Variables">Variables that set it; without <c>LD_PRELOAD</c>.</param>
/// <param name="Library">Name of the library to load before others; null for the C library's own allocator.</param>
/// <param name="Says">What is known of it.</param>
internal sealed record AllocatorSetting(
    string Name, IReadOnlyList<KeyValuePair<string, string>> Variables, string? Library, string Says);

/// <summary>
/// The allocators that were measured. RELION's original code gives memory back to the kernel and asks for it again all
/// the time: near half of its CPU time is
/// the kernel's then. Settings that keep it halve the time of such a run with identical maps; they do nothing for the
/// accelerated code.
/// </summary>
internal static class Allocators
{
    public const string Default = "Default", GlibcHugePages = "GlibcHugePages";

    private const string Measured = "measured, RELION 3.1.3, 4 classes at 15° on 2 cores";

    private static readonly KeyValuePair<string, string>[] Glibc =
    [
        new("MALLOC_ARENA_MAX", "1"), new("MALLOC_MMAP_MAX_", "0"), new("MALLOC_TRIM_THRESHOLD_", "8589934592"),
        new("MALLOC_TOP_PAD_", "268435456"),
    ];

    private static readonly KeyValuePair<string, string> HugePages = new("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    private static readonly string[] Folders =
        [
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/local/lib64",
            "/usr/local/lib",
            "/usr/lib",
        ];

    public static IReadOnlyList<AllocatorSetting> All { get; } =
    [
        new(Default, [], null, "the C library's, as it is"),
        new(
            "Glibc",
            Glibc,
            null,
            $"glibc's keeps its memory: 1.7 times as fast with the original code, no change with --cpu ({Measured})"),
        new(
            GlibcHugePages,
            [.. Glibc, HugePages],
            null,
            $"glibc's keeps its memory, in huge pages (glibc 2.35 or later): 2.0 times as fast with the original code "
            + $"({Measured})"),
        new(
            "HugePages",
            [HugePages],
            null,
            $"glibc's in huge pages (glibc 2.35 or later): 1.4 times as fast with the original code ({Measured})"),
        new("Jemalloc", [], "libjemalloc.so.2", $"1.9 times as fast with the original code ({Measured})"),
        new("Tcmalloc", [], "libtcmalloc_minimal.so.4", $"1.85 times as fast with the original code ({Measured})"),
    ];

    public static IEnumerable<string> Names => All.Select(setting => setting.Name);

    public static AllocatorSetting Get(string name) =>
        All.First(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The variables that a run needs for it.</summary>
    /// <exception cref="RelionException"><c>RelionAllocatorNotFound</c>.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Environment(string name)
    {
        AllocatorSetting setting = Get(name);
        if (setting.Library is not { } library) return setting.Variables;
        string path = Find(library)
            ?? throw RefineCommandErrors.AllocatorNotFound(name, setting.Name, library, Folders);
        return [.. setting.Variables, new("LD_PRELOAD", path)];
    }

    public static Decision? Decide(string name) => Get(name) is { Name: not Default } setting
        ? new Decision(
            nameof(RefineCommand.Allocator), setting.Name, "Override", $"as asked for; {setting.Says}", "measured")
        : null;

    private static string? Find(string library) =>
        Folders.Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists);
}
