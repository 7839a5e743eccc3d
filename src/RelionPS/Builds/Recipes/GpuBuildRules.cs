using RelionPS.Builds.Toolchains;
using RelionPS.Nodes.Profile;

namespace RelionPS.Builds.Recipes;

/// <summary>The combinations of <see cref="BuildRules"/> that are of code for GPUs.</summary>
internal static class GpuBuildRules
{
    public static IReadOnlyList<BuildRule> All { get; } =
    [
        new("RELION 3.1 to 5.0, CMakeLists.txt",
            d => d.IsOn("CUDA") && d.CudaTargets.Count == 0 && d.Value(GpuTargets.CudaOption) is null,
            d => BuildRuleErrors.GpuArchitectureUnknown(d.Spec.Name, "80,90 (A100 and H100)")),
        new("RELION 5.0.1, CMakeLists.txt",
            d => d.IsOn("HIP") && d.HipTargets.Count == 0,
            d => BuildRuleErrors.GpuArchitectureUnknown(d.Spec.Name, "gfx90a,gfx942 (MI200 and MI300)")),
        new("RELION 5.0.1, cmake/BuildTypes.cmake",
            d => d.IsOn("HIP") && d.HipCompiler?.Version is { } v && ToolVersion.Parse(v) < ToolVersion.Parse("5.3"),
            d => BuildRuleErrors.RocmTooOld(d.Spec.Name, d.HipCompiler!.Version!)),
        new(CudaArchitectures.Source, d => CudaRules.NotCompiled(d) is not null,
            d => BuildRuleErrors.CudaLacksArchitecture(
                d.Spec.Name, d.Nvcc!.Version!, CudaRules.NotCompiled(d)!)),
        // CUDA 13's headers came with a patch of its maker's, commit 0f9a687b.
        new("RELION 5.0.1, its history",
            d => d.IsOn("CUDA") && d.CudaVersion is { } v && v >= ToolVersion.Parse("13") && d.IsOlderThan("5.0.1"),
            d => BuildRuleErrors.CudaTooNewForRelion(d.Spec.Name, d.Nvcc!.Version!, d.VersionText)),
        new(CudaReleases.HostSource, d => CudaRules.IsHostTooNew(d) && CudaRules.OlderHost(d) is null,
            d => BuildRuleErrors.CudaHostTooNew(
                d.Spec.Name,
                d.Nvcc!.Version!,
                CudaRules.HostVersion(d)!.Value.Numbers[0],
                CudaRules.HostLimit(d)!.Value)),
        new(CudaReleases.HostSource, CudaRules.IsHostTooNew,
            d => BuildRuleErrors.CudaHostReplaced(
                d.Spec.Name, d.Nvcc!.Version!, CudaRules.HostVersion(d)!.Value.Numbers[0], CudaRules.OlderHost(d)!),
            d => d.Define("CUDA_HOST_COMPILER", CudaRules.OlderHost(d)!)),
        new("RELION 5.0.1 with CUDA 12.9, and Spack's recipe",
            d => d.IsOn("CUDA") && d.CudaVersion is { } v && v >= ToolVersion.Parse("12.9")
                && d.Value(GpuTargets.CudaOption) is not null && d.Value(CudaRules.FlagsName(d)) is null,
            d => BuildRuleErrors.CudaIntelDefinition(d.Spec.Name, d.Nvcc!.Version!),
            d => d.Define(CudaRules.FlagsName(d), CudaRules.FlagsWithoutIntel(d))),
        // RELION's definition ends in a comment of another language; Thrust's header is only read once.
        new("RELION 3.1.3 and 3.1.4, src/acc/cuda/cuda_utils_cub.cuh",
            d => d.IsOn("CUDA") && d.CudaVersion is { } v && v >= ToolVersion.Parse("11.5")
                && !d.IsOlderThan("3.1.3") && d.IsOlderThan("3.1.4"),
            d => BuildRuleErrors.CudaThrustQualifier(d.Spec.Name, d.Nvcc!.Version!, d.VersionText),
            d => d.Append(CudaRules.NvccFlags, "-include=thrust/system/cuda/config.h")),
        // CMake looks on PATH itself.
        new("CMake, FindCUDA",
            d => d.IsOn("CUDA") && d.Nvcc is { FoundBy: not "PATH" } && d.Value("CUDA_TOOLKIT_ROOT_DIR") is null,
            d => BuildRuleErrors.CudaNamed(d.Spec.Name, d.Nvcc!.Version, GpuCompilers.RootOf(d.Nvcc.Path)),
            d => d.Define("CUDA_TOOLKIT_ROOT_DIR", GpuCompilers.RootOf(d.Nvcc!.Path))),
        new("RELION 5.0.1, CMakeLists.txt",
            d => d.IsOn("HIP") && d.HipCompiler is { FoundBy: not "PATH" } && !d.Environment.ContainsKey("ROCM_PATH"),
            d => BuildRuleErrors.RocmNamed(d.Spec.Name, GpuCompilers.RootOf(d.HipCompiler!.Path)),
            NameRocm),
        new("CMake 3.27, policy CMP0146",
            d => d.IsOn("CUDA") && d.CMakeVersion is { } v && v >= ToolVersion.Parse("3.27")
                && d.Value("CMAKE_POLICY_DEFAULT_CMP0146") is null,
            d => BuildRuleErrors.FindCudaPolicy(d.Spec.Name, d.Tools!.CMake!.Version!),
            d => d.Define("CMAKE_POLICY_DEFAULT_CMP0146", "OLD")),
        new(CudaDrivers.Source, d => CudaRules.Driver(d) is { Support: CudaSupport.None },
            d => BuildRuleErrors.CudaDriverTooOld(
                d.Spec.Name, CudaRules.Driver(d)!.Value.Driver, d.Nvcc!.Version!),
            _ => { }, IsWarning: true),
        new(CudaDrivers.Source, d => CudaRules.Driver(d) is { Support: CudaSupport.SameMajor },
            d => BuildRuleErrors.CudaDriverOlder(
                d.Spec.Name, CudaRules.Driver(d)!.Value.Driver, d.Nvcc!.Version!),
            _ => { }, IsWarning: true),
    ];

    /// <summary>RELION calls hipcc by its bare name, and finds ROCm by its variable.</summary>
    private static void NameRocm(RecipeDraft draft)
    {
        string root = GpuCompilers.RootOf(draft.HipCompiler!.Path);
        string? path = new ToolEnvironment(draft.Tools!.Environment)["PATH"];
        draft.Environment["ROCM_PATH"] = root;
        draft.Environment["PATH"] = Path.Combine(root, "bin") + (path is null ? "" : ":" + path);
    }
}
