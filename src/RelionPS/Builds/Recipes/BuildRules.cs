using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;

namespace RelionPS.Builds.Recipes;

/// <summary>One combination that is known to fail, or to need something.</summary>
/// <param name="Source">Where it is known from.</param>
/// <param name="Applies">Whether it is this combination.</param>
/// <param name="Reason">
/// The error where it is refused; where it is repaired, its id and text are the reason for that.
/// </param>
/// <param name="Repair">What makes it work; null refuses it.</param>
/// <param name="IsWarning">True for a repair, or a note, that the user should act on.</param>
internal sealed record BuildRule(
    string Source,
    Func<RecipeDraft, bool> Applies,
    Func<RecipeDraft, RelionException> Reason,
    Action<RecipeDraft>? Repair = null,
    bool IsWarning = false);

/// <summary>
/// Every such combination, checked before anything is compiled. Those on tools apply where the tools are known.
/// </summary>
internal static class BuildRules
{
    private const string Facts = "RELION 3.1.4 to 5.0.1, CMakeLists.txt";

    public static IReadOnlyList<BuildRule> All { get; } =
    [
        new(Facts, d => d.IsOn("ALTCPU") && d.IsOn("CUDA"),
            d => BuildRuleErrors.AltCpuWithCuda(d.Spec.Name)),
        new("RELION 5.0.1, CMakeLists.txt", d => d.IsOn("ALTCPU") && d.IsOn("SYCL"),
            d => BuildRuleErrors.AltCpuWithSycl(d.Spec.Name)),
        new("RELION 5.0.1, CMakeLists.txt", d => Together(d) is not null,
            d => BuildRuleErrors.AccelerationsTogether(d.Spec.Name, Together(d)!)),
        new("RELION 4.0.2 and 5.0.1, CMakeLists.txt", d => d.IsOn("SYCL") && d.IsOlderThan("5.0"),
            d => BuildRuleErrors.SyclTooOld(d.Spec.Name, d.VersionText)),
        new("RELION 4.0.2 and 5.0.1, CMakeLists.txt", d => d.IsOn("HIP") && d.IsOlderThan("5.0"),
            d => BuildRuleErrors.HipTooOld(d.Spec.Name, d.VersionText)),
        new(Facts, d => d.IsOn("MKLFFT") && d.IsOn("AMDFFTW"),
            d => BuildRuleErrors.MklWithAmdFftw(d.Spec.Name)),
        new("RELION 3.1.4, CMakeLists.txt",
            d => d.IsIcx && d.IsOlderThan("3.1.4"),
            d => BuildRuleErrors.IcxTooNewForRelion(d.Spec.Name, d.VersionText)),
        new("PATH", d => MissingCompiler(d) is not null,
            d => BuildRuleErrors.CompilerMissing(
                d.Spec.Name, MissingCompiler(d)!, d.Spec.Name, Remedies.Packages(MissingCompiler(d)!))),
        .. GpuBuildRules.All,
        new("CMake 3.20",
            d => d.IsIcx && d.CMakeVersion is { } v && v < ToolVersion.Parse("3.20"),
            d => BuildRuleErrors.IcxNeedsNewerCMake(d.Spec.Name, d.Tools?.CMake?.Version)),
        new("icc 2018.1",
            d => d.Compiler == "icc" && d.CompilerVersion is { } v
                && (v.Numbers is [18, 0, 1, ..] || v.Numbers is [18, 1, ..]),
            d => BuildRuleErrors.IccKnownBad(d.Spec.Name, ToolText(d))),
        new("RELION 4.0.2 and icc", d => d.Compiler == "icc" && !d.IsOlderThan("4.0"),
            d => BuildRuleErrors.IccWithLaterRelion(d.Spec.Name, d.VersionText),
            _ => { }, IsWarning: true),
        new("RELION 3.1.2, src/acc/cpu",
            d => d.IsOn("ALTCPU") && d.Spec.Version is not null && d.IsOlderThan("3.1.3") && d.TbbVersion is { } v
                && v >= ToolVersion.Parse("2021"),
            d => BuildRuleErrors.TbbTooNew(d.Spec.Name, d.Tools?.Tbb?.Version, d.VersionText)),
        new("RELION 3.1.1 and 3.1.2, CMakeLists.txt", d => d.IsOn("AMDFFTW") && d.IsOlderThan("3.1.2"),
            d => BuildRuleErrors.AmdFftwTooOldRelion(d.Spec.Name, d.VersionText)),
        new(Facts,
            d => d.IsOn("AMDFFTW") && d.Compiler == "gcc" && d.CompilerVersion is { } v && v < ToolVersion.Parse("8.3"),
            d => BuildRuleErrors.AmdFftwNeedsGcc(d.Spec.Name, ToolText(d))),
        new("/proc/cpuinfo", d => MissingIsa(d) is not null,
            d => BuildRuleErrors.InstructionSetMissing(d.Spec.Name, MissingIsa(d)!)),
        new(Facts, d => OwnLibraries(d).Any(),
            d => BuildRuleErrors.OwnLibrariesDownloaded(d.Spec.Name, string.Join(", ", OwnLibraries(d))),
            _ => { }, IsWarning: true),
        new("guide 5.2",
            d => string.Equals(d.Value("CMAKE_BUILD_TYPE"), "Benchmarking", StringComparison.OrdinalIgnoreCase),
            d => BuildRuleErrors.BenchmarkingBuildType(d.Spec.Name),
            _ => { }, IsWarning: true),
        new("CMake 4",
            d => d.CMakeVersion is { } v && v >= ToolVersion.Parse("4")
                && d.Value("CMAKE_POLICY_VERSION_MINIMUM") is null,
            d => BuildRuleErrors.CMakePolicyMinimum(d.Spec.Name, d.Tools?.CMake?.Version),
            d => d.Define("CMAKE_POLICY_VERSION_MINIMUM", "3.5")),
        new("RELION 3.1.1, CMakeLists.txt",
            d => d.Spec.Toolchain == RecipeToolchain.GccMkl && d.IsOlderThan("3.1.3")
                && d.Value("CMAKE_EXE_LINKER_FLAGS") is null,
            d => BuildRuleErrors.MklLinkOrder(d.Spec.Name, d.VersionText),
            d => d.Define("CMAKE_EXE_LINKER_FLAGS", "-Wl,--no-as-needed")),
        // The first library on the line gives the symbols. The build type's flags are not in CMake's own tests of the
        // compiler, which know no folder of MKL.
        new("RELION 3.1.3, CMakeLists.txt and src/ml_optimiser.cpp",
            d => d.Spec.Toolchain == RecipeToolchain.GccMkl && !d.IsOlderThan("3.1.3") && d.IsOn("MKLFFT")
                && d.Value(LinkerFlags(d)) is null,
            d => BuildRuleErrors.MklThreads(d.Spec.Name, d.VersionText),
            d => d.Define(LinkerFlags(d), "-Wl,--no-as-needed -lmkl_intel_lp64 -lmkl_gnu_thread -lmkl_core -lgomp")),
        // cmake/FetchTorchModels.cmake: the file is fetched by a target of "all", which a list of targets leaves out.
        new("RELION 4.0.2, CMakeLists.txt",
            d => !d.IsOlderThan("4.0") && d.IsOlderThan("5.0") && d.Value("FETCH_TORCH_MODELS") is null,
            d => BuildRuleErrors.TorchModelsNotFetched(d.Spec.Name, d.VersionText),
            d => d.Define("FETCH_TORCH_MODELS", "OFF")),
        new("RELION 5.0.1, CMakeLists.txt", d => !d.IsOlderThan("5.0") && d.Value("FETCH_WEIGHTS") is null,
            d => BuildRuleErrors.WeightsNotFetched(d.Spec.Name, d.VersionText),
            d => d.Define("FETCH_WEIGHTS", "OFF")),
        new("headers and library files", d => MissingLibrary(d) is not null,
            d => BuildRuleErrors.LibraryMissing(
                d.Spec.Name, MissingLibrary(d)!, Remedies.Packages(MissingLibrary(d)!))),
    ];

    /// <summary>
    /// Ids of refusals that say only that a tool is not here: a list of what can be built leaves these recipes out.
    /// </summary>
    public static IReadOnlySet<string> MissingTool { get; } = new HashSet<string>
    {
        "RelionCompilerMissing",
        "RelionLibraryMissing",
    };

    /// <exception cref="RelionException">The first rule that refuses the combination, by its id.</exception>
    public static void Apply(RecipeDraft draft)
    {
        foreach (BuildRule rule in All)
        {
            if (!rule.Applies(draft)) continue;
            RelionException reason = rule.Reason(draft);
            if (rule.Repair is null) throw reason;
            rule.Repair(draft);
            draft.Decisions.Add(new Decision(
                draft.Spec.Name, draft.VersionText, reason.ErrorId, reason.Message, rule.Source, rule.IsWarning));
        }
    }

    /// <summary>Kinds of acceleration that can't be in one binary; null where there is one at most.</summary>
    private static string? Together(RecipeDraft draft)
    {
        string[] on = [.. new[] { "ALTCPU" }.Concat(GpuTargets.Codes).Where(draft.IsOn)];
        return on.Length > 1 ? string.Join(" and ", on) : null;
    }

    /// <summary>CMake's name for the linker flags of the recipe's build type.</summary>
    private static string LinkerFlags(RecipeDraft draft) =>
        "CMAKE_EXE_LINKER_FLAGS_" + draft.Value("CMAKE_BUILD_TYPE")!.ToUpperInvariant();

    private static string ToolText(RecipeDraft draft) => string.Join('.', draft.CompilerVersion?.Numbers ?? []);

    private static IEnumerable<string> OwnLibraries(RecipeDraft draft) =>
        new[] { "FORCE_OWN_TBB", "FORCE_OWN_FFTW", "FORCE_OWN_FLTK", "AMDFFTW" }.Where(draft.IsOn);

    /// <summary>
    /// The instruction set that this CPU lacks; null where it has it, where nothing tells, or where it is built for
    /// other machines.
    /// </summary>
    private static string? MissingIsa(RecipeDraft draft)
    {
        if (draft.Spec.IsForOtherNodes || draft.Tools is not { Isa.Count: > 0 } tools) return null;
        string? needed = draft.Spec.InstructionSet switch
        {
            InstructionSet.Avx512 => "AVX512F",
            InstructionSet.Avx2 => "AVX2",
            _ => null,
        };
        return needed is null || tools.Isa.Contains(needed) ? null : needed;
    }

    private static string? MissingCompiler(RecipeDraft draft)
    {
        if (draft.Tools is not { } tools) return null;
        var environment = new ToolEnvironment(tools.Environment);
        if (tools.CMake is null) return "cmake";
        if (tools.Of(ToolKind.Generator).FirstOrDefault() is null) return "make";
        if (draft.IsOn("CUDA") && draft.Nvcc is null) return GpuCompilers.Nvcc;
        if (draft.IsOn("HIP") && draft.HipCompiler is null) return GpuCompilers.Hipcc;
        return draft.Compilers.FirstOrDefault(
            compiler => tools
                .Of(ToolKind.Compiler)
                .All(tool => tool.Name != compiler && tool.Name != "aocc-" + compiler)
                && environment.Program(compiler) is null);
    }

    private static string? MissingLibrary(RecipeDraft draft)
    {
        if (draft.Tools is not { } tools) return null;
        if (draft.IsOn("MKLFFT") && tools.Find(ToolKind.Fft, "MKL") is null) return "MKL";
        if (!draft.IsOn("MKLFFT")
            && !draft.IsOn("AMDFFTW")
            && !draft.IsOn("FORCE_OWN_FFTW")
            && tools.Find(ToolKind.Fft, "FFTW") is null)
        {
            return "FFTW";
        }
        if (draft.IsOn("ALTCPU") && !draft.IsOn("FORCE_OWN_TBB") && tools.Tbb is null) return "TBB";
        if (tools.Tiff is null) return "TIFF";
        return draft.Value("GUI") is { } gui && !CMakeDefinition.IsTrue(gui) || tools.Of(ToolKind.X11).Any()
            ? null
            : "X11";
    }
}
