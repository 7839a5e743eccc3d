using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Recipes;

/// <summary>
/// Combinations that are known to fail are refused, or repaired, with a reason, before anything is compiled.
/// </summary>
public sealed class BuildRuleTests : IDisposable
{
    private static readonly ToolComponent[] Gnu =
    [
        Tool(ToolKind.Compiler, "gcc", "12.2.0"), Tool(ToolKind.Compiler, "g++", "12.2.0"),
        Tool(ToolKind.Compiler, "mpicc", null), Tool(ToolKind.Compiler, "mpicxx", null),
        Tool(ToolKind.CMake, "cmake", "3.25.1"), Tool(ToolKind.Generator, "make", "4.3"),
        Tool(ToolKind.Fft, "FFTW", "3.3.10"), Tool(ToolKind.Fft, "MKL", "2020.0.4"),
        Tool(ToolKind.Tbb, "TBB", "2020.3"), Tool(ToolKind.Tiff, "libtiff", "4.5.0"),
    ];

    private static readonly ToolComponent[] Intel =
        [
            .. Gnu,
            .. new[]
            {
                "icc",
                "icpc",
                "icx",
                "icpx",
                "mpiicc",
                "mpiicpc",
                "mpiicx",
                "mpiicpx",
                "clang",
                "clang++",
            }.Select(name => Tool(ToolKind.Compiler, name, "2021.1")),
        ];

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "RelionAltCpuWithCuda", "Gcc", "\"cmake\": {\"CUDA\": true}", "3.1.3" },
        { "RelionAltCpuWithSycl", "Gcc", "\"cmake\": {\"SYCL\": \"ON\"}", "5.0.1" },
        { "RelionSyclTooOld", "Gcc", "\"cmake\": {\"SYCL\": \"ON\", \"ALTCPU\": \"OFF\"}", "4.0.1" },
        { "RelionMklWithAmdFftw", "GccMkl", "\"cmake\": {\"AMDFFTW\": 1}", "3.1.4" },
        { "RelionIcxTooNewForRelion", "IntelOneApi", "\"cFlags\": \"-O2\"", "3.1.1" },
        { "RelionAmdFftwTooOldRelion", "Aocc", "\"cFlags\": \"-O2\"", "3.1.1" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Bad_options_are_refused(string id, string toolchain, string fields, string version)
    {
        string site = Site($"{{\"name\": \"mine\", \"toolchain\": \"{toolchain}\", {fields}}}");
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Path {site} -RelionVersion {version}"));
        Assert.Equal([id], _session.ErrorIds);
        Assert.Equal("mine", _session.Errors[0].TargetObject);
    }

    [Fact]
    public void Tbb_of_2021_is_refused_up_to_3_1_2_and_taken_from_3_1_3_on()
    {
        Machine([.. Gnu.Where(tool => tool.Kind != ToolKind.Tbb), Tool(ToolKind.Tbb, "TBB", "2021.8")]);
        AssertRefused("RelionTbbTooNew", "-Name Gcc-Native -RelionVersion 3.1.2");
        _session.One<BuildRecipe>("$machine | Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 3.1.3");
    }

    [Theory]
    [InlineData("Gcc-Avx512", "AVX2")]
    [InlineData("Gcc-Avx2", "AVX")]
    public void An_instruction_set_that_the_CPU_lacks_is_refused_unless_it_is_for_other_nodes(string name, string isa)
    {
        Machine(Gnu, isa);
        AssertRefused("RelionInstructionSetMissing", $"-Name {name}");
        _session.One<BuildRecipe>($"$machine | Get-RelionBuildRecipe -Name {name} -ForOtherNode");
    }

    [Fact]
    public void Icx_needs_CMake_3_20()
    {
        Machine([.. Intel.Where(tool => tool.Kind != ToolKind.CMake), Tool(ToolKind.CMake, "cmake", "3.19.8")]);
        AssertRefused("RelionIcxNeedsNewerCMake", "-Name IntelOneApi-Avx2 -RelionVersion 3.1.4");
    }

    [Fact]
    public void Icc_2018_1_is_refused()
    {
        Machine([.. Intel.Where(tool => tool.Name != "icc"), Tool(ToolKind.Compiler, "icc", "18.0.1")]);
        AssertRefused("RelionIccKnownBad", "-Name IntelClassic-Avx2");
    }

    [Fact]
    public void AMDs_FFTW_needs_gcc_8_3()
    {
        Machine([.. Gnu.Where(tool => tool.Name != "gcc"), Tool(ToolKind.Compiler, "gcc", "7.5.0")]);
        string site = Site("{\"name\": \"amd\", \"toolchain\": \"Gcc\", \"cmake\": {\"AMDFFTW\": true}}");
        AssertRefused("RelionAmdFftwNeedsGcc", $"-Path {site} -RelionVersion 3.1.4");
    }

    [Theory]
    [InlineData("TBB", ToolKind.Tbb, "libtbb-dev", "tbb-devel")]
    [InlineData("TIFF", ToolKind.Tiff, "libtiff-dev", "libtiff-devel")]
    [InlineData("FFTW", ToolKind.Fft, "libfftw3-dev", "fftw-devel")]
    [InlineData("MKL", ToolKind.Fft, "libmkl-dev", "intel-oneapi-mkl-devel", "GccMkl-Native")]
    public void A_missing_library_is_named_with_its_packages(
        string name, ToolKind kind, string debian, string redHat, string recipe = "Gcc-Native")
    {
        Machine([.. Gnu.Where(tool => tool.Kind != kind)]);
        AssertRefused("RelionLibraryMissing", $"-Name {recipe}");
        Assert.All(
            new[] { name, debian, redHat },
            text => Assert.Contains(text, _session.Errors[0].Exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_recipe_with_the_window_needs_X11()
    {
        Machine(Gnu);
        string site = Site("{\"name\": \"window\", \"toolchain\": \"Gcc\", \"cmake\": {\"GUI\": \"ON\"}}");
        AssertRefused("RelionLibraryMissing", $"-Path {site}");
        Assert.Contains("libX11-devel", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_compiler_is_refused_by_name_and_left_out_of_the_list()
    {
        Machine(Gnu);
        AssertRefused("RelionCompilerMissing", "-Toolchain IntelOneApi -InstructionSet Native -RelionVersion 3.1.4");
        string[] names =
        [
            .. _session
                .Run("$machine | Get-RelionBuildRecipe")
                .Cast<BuildRecipe>()
                .Select(recipe => recipe.Toolchain)
                .Distinct(),
        ];
        Assert.Empty(_session.Errors);
        Assert.Equal(["Gcc", "GccMkl"], names);
    }

    [Fact]
    public void CMake_4_is_told_to_take_an_old_project()
    {
        Machine([.. Gnu.Where(tool => tool.Kind != ToolKind.CMake), Tool(ToolKind.CMake, "cmake", "4.0.2")]);
        AssertRepaired(
            "RelionCMakePolicyMinimum",
            "-DCMAKE_POLICY_VERSION_MINIMUM=3.5",
            "$machine | Get-RelionBuildRecipe -Name Gcc-Native");
    }

    [Fact]
    public void MKL_with_gcc_before_3_1_3_is_linked_whatever_the_order() =>
        AssertRepaired(
            "RelionMklLinkOrder",
            "-DCMAKE_EXE_LINKER_FLAGS=-Wl,--no-as-needed",
            "Get-RelionBuildRecipe -Name GccMkl-Native -RelionVersion 3.1.1");

    [Theory]
    [InlineData("3.1.3")]
    [InlineData("5.0.1")]
    public void MKL_with_gcc_gets_the_threads_that_RELION_asks_it_for(string version) =>
        AssertRepaired(
            "RelionMklThreads",
            "-DCMAKE_EXE_LINKER_FLAGS_RELEASE=-Wl,--no-as-needed -lmkl_intel_lp64 -lmkl_gnu_thread -lmkl_core -lgomp",
            $"Get-RelionBuildRecipe -Name GccMkl-Native -RelionVersion {version}");

    [Fact]
    public void MKLs_threads_come_with_the_build_type_that_a_site_recipe_names()
    {
        string site = Site(
            "{\"name\": \"debuggable\", \"toolchain\": \"GccMkl\", \"cmake\": {\"CMAKE_BUILD_TYPE\": "
            + "\"RelWithDebInfo\"}}");
        AssertRepaired(
            "RelionMklThreads",
            "-DCMAKE_EXE_LINKER_FLAGS_RELWITHDEBINFO=-Wl,--no-as-needed -lmkl_intel_lp64 -lmkl_gnu_thread -lmkl_core "
            + "-lgomp",
            $"Get-RelionBuildRecipe -Path {site}");
    }

    [Fact]
    public void Version_5_fetches_no_weights() =>
        AssertRepaired(
            "RelionWeightsNotFetched",
            "-DFETCH_WEIGHTS=OFF",
            "Get-RelionBuildRecipe -Name Gcc-Native -RelionVersion 5.0.1");

    [Theory]
    [InlineData("RelionIccWithLaterRelion", "-Name IntelClassic-Avx2 -RelionVersion 4.0.1")]
    [InlineData("RelionOwnLibrariesDownloaded", "-Name Aocc-Native -RelionVersion 3.1.4")]
    public void What_may_go_wrong_is_warned_of(string rule, string arguments)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>($"Get-RelionBuildRecipe {arguments}");
        Assert.Contains(recipe.Decisions, decision => decision.Rule == rule && decision.IsWarning);
        Assert.Single(_session.Warnings);
    }

    [Fact]
    public void Section_5_2_the_Benchmarking_build_type_is_warned_of()
    {
        string site = Site(
            "{\"name\": \"timers\", \"toolchain\": \"Gcc\", \"cmake\": {\"CMAKE_BUILD_TYPE\": \"Benchmarking\"}}");
        Assert.Contains(
            "Benchmarking",
            Assert.Single(
                _session.One<BuildRecipe>($"Get-RelionBuildRecipe -Path {site}").Decisions,
                decision => decision.IsWarning).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "3.1.4", "icx icpx mpiicx mpiicpx", "-O3 -g -xCOMMON-AVX512 -fhonor-infinities -fhonor-nans -fsigned-zeros")]
    [InlineData("5.0.1", "mpiicx mpiicpx mpiicx mpiicpx", "-O3 -xCOMMON-AVX512")]
    public void Icx_recipes_follow_RELIONs_version(string version, string compilers, string flags)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>(
            $"Get-RelionBuildRecipe -Name IntelOneApi-Avx512 -RelionVersion {version}");
        Assert.Equal(compilers, string.Join(' ', recipe.CMakeArguments.Take(4).Select(token => token.Split('=')[1])));
        Assert.Contains($"-DCMAKE_CXX_FLAGS={flags}", recipe.CMakeArguments);
    }

    private static ToolComponent Tool(ToolKind kind, string name, string? version) =>
        new(kind, name, version, "/stand-in/" + name, "test");

    private void Machine(ToolComponent[] tools, params string[] isa) =>
        _session.Set(
            "machine",
            new RelionToolchain
            {
                Name = "node",
                Components = tools,
                Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere" },
                Isa = isa.Length > 0 ? isa : ["AVX2", "AVX512F"],
            });

    private string Site(string json) => _folder.Write("site.json", json);

    private void AssertRefused(string id, string arguments)
    {
        Assert.Empty(_session.Run($"$machine | Get-RelionBuildRecipe {arguments}"));
        Assert.Equal([id], _session.ErrorIds);
    }

    private void AssertRepaired(string rule, string token, string script)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>(script);
        Assert.Contains(token, recipe.CMakeArguments);
        Assert.Contains(recipe.Decisions, decision => decision.Rule == rule);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
