using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Nodes.Profile;

namespace RelionPS.Builds.Recipes;

/// <summary>What the rules of recipes ask of CUDA, its compiler of the host, its driver and CMake.</summary>
internal static class CudaRules
{
    /// <summary>FindCUDA's list of flags for nvcc, which comes before RELION's own.</summary>
    public const string NvccFlags = "CUDA_NVCC_FLAGS";

    /// <summary>The oldest gcc that is looked for beside the default one.</summary>
    private const int OldestGcc = 5;

    /// <summary>The GPU that none of the CUDAs here compiles for; null where there is none such.</summary>
    public static CudaArchitecture? NotCompiled(RecipeDraft draft) =>
        draft.IsOn("CUDA") && draft.CudaVersion is { } cuda
            ? draft.CudaTargets.Select(CudaArchitectures.Of)
                .FirstOrDefault(architecture => architecture?.IsKnownTo(cuda) == false)
            : null;

    /// <summary>True where the recipe's g++ is newer than CUDA takes, and no other was given for CUDA.</summary>
    public static bool IsHostTooNew(RecipeDraft draft) => HostLimit(draft) is not null;

    /// <summary>The newest g++ beside the recipe's that CUDA takes; null where there is none.</summary>
    public static string? OlderHost(RecipeDraft draft)
    {
        if (HostLimit(draft) is not { } limit) return null;
        var environment = new ToolEnvironment(draft.Tools!.Environment);
        return Enumerable.Range(OldestGcc, limit - OldestGcc + 1).Reverse()
            .Select(major => environment.Program(string.Create(CultureInfo.InvariantCulture, $"g++-{major}")))
            .FirstOrDefault(path => path is not null);
    }

    /// <summary>The newest gcc that the CUDA takes, where the recipe's is newer; else null.</summary>
    public static int? HostLimit(RecipeDraft draft)
    {
        if (!draft.IsOn("CUDA") || draft.Value("CUDA_HOST_COMPILER") is not null || draft.CudaVersion is not { } cuda)
        {
            return null;
        }
        return HostVersion(draft) is { Numbers: [var major, ..] } && CudaReleases.Of(cuda) is { } release
            && major > release.NewestGcc
                ? release.NewestGcc
                : null;
    }

    /// <summary>What the recipe's g++ is; null where it is another compiler, or nothing tells.</summary>
    public static ToolVersion? HostVersion(RecipeDraft draft) =>
        draft.Compilers[1] == "g++" && draft.Tools?.Find(ToolKind.Compiler, "g++")?.Version is { } text
            ? ToolVersion.Parse(text)
            : null;

    /// <summary>How the drivers of the nodes stand to the CUDA, the worst of them; null where nothing tells.</summary>
    public static (CudaSupport Support, string Driver)? Driver(RecipeDraft draft)
    {
        if (!draft.IsOn("CUDA") || draft.Nvcc?.Version is not { } cuda) return null;
        return draft.Gpus
            .Select(facts => (Support: CudaDrivers.Of(facts.DriverVersion.Value, facts.CudaVersion.Value, cuda),
                Driver: facts.DriverVersion.Value ?? "unknown"))
            .Where(each => each.Support is not null)
            .OrderByDescending(each => each.Support)
            .Select(each => ((CudaSupport, string)?)(each.Support!.Value, each.Driver))
            .FirstOrDefault();
    }

    /// <summary>CMake's name for the flags of nvcc of the recipe's build type.</summary>
    public static string FlagsName(RecipeDraft draft) => "RELION_NVCC_FLAGS_" + BuildType(draft);

    /// <summary>
    /// RELION's own flags for nvcc without its definition of <c>__INTEL_COMPILER</c> (cmake/BuildTypes.cmake). RELION
    /// keeps flags that are given; an <c>-U</c> would come before its <c>-D</c>, which wins.
    /// </summary>
    public static string FlagsWithoutIntel(RecipeDraft draft)
    {
        string standard = !draft.IsOlderThan("5.0.1") ? " --std=c++17"
            : !draft.IsOlderThan("5.0") ? " --std=c++14"
            : !draft.IsOlderThan("4.0") ? " --std=c++11"
            : "";
        string further = BuildType(draft) switch
        {
            "RELEASE" => " --disable-warnings",
            "PROFILING" => " -lineinfo",
            _ => "",
        };
        return $"-arch=sm_{draft.Value(GpuTargets.CudaOption)} --ptxas-options=-warn-double-usage "
            + $"--default-stream per-thread{standard}{further}";
    }

    private static string BuildType(RecipeDraft draft) => draft.Value("CMAKE_BUILD_TYPE")!.ToUpperInvariant();
}
