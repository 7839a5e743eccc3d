namespace RelionPS.Builds.Recipes;

/// <summary>
/// A failure that means something else than what it says: parts that are there and do not fit each other.
/// </summary>
/// <param name="Name">The part at fault.</param>
/// <param name="Means">What it means, in a sentence.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Symptoms">What the tools say: all parts of one of these, which a <c>…</c> separates.</param>
internal sealed record KnownCause(string Name, string Means, string Remedy, params string[] Symptoms)
{
    /// <summary>True where the text has one of the symptoms.</summary>
    public bool IsOf(string text) => Symptoms.Any(symptom =>
        text
            .Split('\n')
            .Any(line => symptom.Split('…').All(part => line.Contains(part, StringComparison.OrdinalIgnoreCase))));
}

/// <summary>Causes by what compilers and CMake say of them; the first that fits is told.</summary>
internal static class KnownCauses
{
    public static IReadOnlyList<KnownCause> All { get; } =
    [
        new("TBB", "The TBB that was found is too old: this header came with TBB 4.4.",
            "Install a newer TBB (Debian: libtbb-dev; RHEL: tbb-devel; oneTBB), or build with -DFORCE_OWN_TBB=ON.",
            "tbb/global_control.h…No such file",
            "tbb/global_control.h…file not found",
            "cannot open source file…tbb/global_control.h"),
        new(
            "TBB",
            "The TBB that was found is too new: oneTBB 2021 has no such header, and RELION before 3.1.3 wants it.",
            "Build RELION 3.1.3 or later, or give TBB 2020 or earlier (or -DFORCE_OWN_TBB=ON).",
            "tbb/task_scheduler_init.h…No such file",
            "tbb/task_scheduler_init.h…file not found",
            "cannot open source file…tbb/task_scheduler_init.h",
            "task_scheduler_init…is not a member of",
            "/tbb/tbb_stddef.h"),
        new("TBB", "RELION's own TBB could not be downloaded.",
            "Install TBB (Debian: libtbb-dev; RHEL: tbb-devel), or build where the network can be reached.",
            "OWN_TBB…failed", "tbb…download…fail", "tbb…DOWNLOAD…error"),
        new("CUDA", "This CUDA knows no such kind of GPU: it is too old for the GPU, or the GPU too old for it.",
            "Name one that both know with -DCUDA_ARCH (70 for V100, 80 for A100, 90 for H100), or load another CUDA.",
            "Unsupported gpu architecture",
            "is not defined for option 'gpu-architecture'",
            "is not defined for option…gpu-architecture"),
        new("CUDA", "This CUDA does not take the host's compiler, which is too new for it.",
            "Give an older one (CUDA 11.8: gcc 11) with -DCUDA_HOST_COMPILER and CC and CXX, or load a newer CUDA.",
            "unsupported GNU version", "unsupported clang version", "unsupported Microsoft", "gcc versions later than"),
        new("CUDA", "CUDA 12.9 and later do not compile RELION 5's definition of __INTEL_COMPILER.",
            "Take the definition out of cmake/BuildTypes.cmake, or load an earlier CUDA.",
            "use of built-in trait…__remove_reference"),
        new("compiler", "The compiler does not know an option of the recipe, or a processor that it names.",
            "Choose a recipe for this compiler and processor (Get-RelionBuildRecipe), or load a newer compiler.",
            "bad value…-march=",
            "bad value…-mtune=",
            "unrecognized command line option",
            "unrecognized command-line option",
            "unknown target CPU",
            "unsupported option '-x", "no such instruction"),
        new("compiler", "The compiler's own runtime library is older than what a library was built with.",
            "Load the compiler whose libstdc++ is as new, and build with a clean folder (-Clean).",
            "undefined reference to…GLIBCXX_", "version `GLIBCXX_…not found", "version `GLIBC_…not found"),
    ];

    /// <summary>The cause of the text; null where none is known.</summary>
    public static KnownCause? Of(string text) => All.FirstOrDefault(cause => cause.IsOf(text));
}
