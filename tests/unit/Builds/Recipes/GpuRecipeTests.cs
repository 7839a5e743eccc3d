using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Recipes;

/// <summary>
/// Recipes of code for GPUs: what CMake is told of the GPUs, and what CUDA, ROCm, compilers, drivers and RELION's
/// versions do not take is refused or repaired before anything is compiled.
/// </summary>
public sealed class GpuRecipeTests : IDisposable
{
    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("80", "-DCUDA_ARCH=80", null)]
    [InlineData("8.6", "-DCUDA_ARCH=86", null)]
    [InlineData("sm_75", "-DCUDA_ARCH=75", null)]
    [InlineData("'12.0'", "-DCUDA_ARCH=120", null)]
    [InlineData("80,90", "-DCUDA_ARCH=90", "-gencode=arch=compute_80,code=sm_80")]
    [InlineData("'90;80;80'", "-DCUDA_ARCH=90", "-gencode=arch=compute_80,code=sm_80")]
    [InlineData(
        "'70, 80, 120'",
        "-DCUDA_ARCH=120",
        "-gencode=arch=compute_70,code=sm_70;-gencode=arch=compute_80,code=sm_80")]
    public void One_or_several_GPUs_go_into_a_binary_the_newest_with_its_PTX(
        string given, string architecture, string? more)
    {
        BuildRecipe recipe = _session.One<BuildRecipe>($"Get-RelionBuildRecipe -Name Cuda -GpuArchitecture {given}");
        Assert.Equal("Cuda-Native", recipe.Name);
        Assert.Contains(architecture, recipe.CMakeArguments);
        Assert.Equal(
            more,
            recipe.CMakeArguments.SingleOrDefault(
                token => token.StartsWith("-DCUDA_NVCC_FLAGS", StringComparison.Ordinal))?.Split('=', 2)[1]);
        Assert.Subset(recipe.CMakeArguments.ToHashSet(), new HashSet<string> { "-DCUDA=ON", "-DALTCPU=OFF" });
        Assert.Contains(
            recipe.Decisions, decision => decision is { Rule: "GpuArchitecture", Source: "-GpuArchitecture" });
    }

    [Fact]
    public void Hip_names_all_its_GPUs_at_once()
    {
        BuildRecipe recipe = _session.One<BuildRecipe>(
            "Get-RelionBuildRecipe -Name Hip -GpuArchitecture gfx90a,gfx908");
        Assert.Equal(("Hip-Native", "5.0.1"), (recipe.Name, recipe.RelionVersion));
        Assert.Subset(
            recipe.CMakeArguments.ToHashSet(),
            new HashSet<string> { "-DHIP=ON", "-DHIP_ARCH=gfx908,gfx90a", "-DCUDA=OFF", "-DALTCPU=OFF" });
        Assert.Equal(["gfx908", "gfx90a"], recipe.GpuArchitectures);
    }

    [Fact]
    public void Sycl_is_built_by_Intels_wrappers_with_MKL_and_wants_no_GPU()
    {
        BuildRecipe recipe = _session.One<BuildRecipe>("Get-RelionBuildRecipe -Name Sycl");
        Assert.Equal("Sycl-Native", recipe.Name);
        Assert.Equal(
            ["mpiicx", "mpiicpx", "mpiicx", "mpiicpx"],
            recipe.CMakeArguments.Take(4).Select(token => token.Split('=')[1]));
        Assert.Subset(
            recipe.CMakeArguments.ToHashSet(),
            new HashSet<string> { "-DSYCL=ON", "-DMKLFFT=ON", "-DCUDA=OFF", "-DALTCPU=OFF" });
        Assert.Empty(recipe.GpuArchitectures);
    }

    [Theory]
    [InlineData("-GpuCount 4 -GpuModel 'NVIDIA A100-SXM4-80GB'", "Cuda", "-DCUDA_ARCH=80")]
    [InlineData("-GpuCount 1 -GpuModel 'NVIDIA H100 80GB HBM3'", "Cuda", "-DCUDA_ARCH=90")]
    [InlineData("-GpuCount 8 -GpuModel 'AMD Instinct MI250X'", "Hip", "-DHIP_ARCH=gfx90a")]
    public void The_GPUs_are_those_of_the_nodes(string gpus, string recipe, string token)
    {
        BuildRecipe made = _session.One<BuildRecipe>(
            $"Get-RelionBuildRecipe -Name {recipe} -NodeProfile {Node(gpus)}");
        Assert.Contains(token, made.CMakeArguments);
        Assert.Contains(made.Decisions, decision => decision.Rule == "GpuArchitecture"
            && gpus.Contains(decision.Source, StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_with_other_GPUs_are_compiled_for_together()
    {
        BuildRecipe recipe = _session.One<BuildRecipe>(
            "Get-RelionBuildRecipe -Name Cuda -NodeProfile "
            + $"{Node("-GpuCount 4 -GpuModel 'Tesla V100-SXM2-32GB'")}, {Node("-GpuCount 2 -GpuModel 'NVIDIA L40S'")}");
        Assert.Equal(["sm_70", "sm_89"], recipe.GpuArchitectures);
    }

    [Fact]
    public void This_machines_GPUs_are_taken_from_its_toolchain()
    {
        Machine(Gpus("535.129.03"), Cuda("12.2.140"), gcc: "12.2.0");
        Assert.Contains("-DCUDA_ARCH=80", Recipe("-Name Cuda").CMakeArguments);
    }

    [Theory]
    [InlineData("Cuda", "", "80,90")]
    [InlineData("Hip", "", "gfx90a")]
    [InlineData("Cuda", "-GpuArchitecture gfx90a", "80,90")]
    [InlineData("Hip", "-GpuArchitecture 80", "gfx90a")]
    public void Without_a_GPU_of_its_maker_a_recipe_says_what_to_give(string recipe, string arguments, string example)
    {
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Name {recipe} {arguments}"));
        Assert.Equal(["RelionGpuArchitectureUnknown"], _session.ErrorIds);
        Assert.Contains(example, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-GpuArchitecture", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ampere")]
    [InlineData("8")]
    [InlineData("'80,'','")]
    [InlineData("sm_90a")]
    public void What_is_no_kind_of_GPU_is_refused(string given)
    {
        _session.Run($"Get-RelionBuildRecipe -GpuArchitecture {given}");
        Assert.Equal(["RelionGpuArchitectureInvalid"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("\"ALTCPU\": \"OFF\", \"CUDA\": \"ON\", \"HIP\": \"ON\"")]
    [InlineData("\"ALTCPU\": \"OFF\", \"CUDA\": \"ON\", \"SYCL\": \"ON\"")]
    [InlineData("\"ALTCPU\": \"OFF\", \"HIP\": \"ON\", \"SYCL\": \"ON\"")]
    [InlineData("\"HIP\": \"ON\"")]
    public void A_binary_has_one_acceleration(string options)
    {
        string site = _folder.Write(
            "site.json", $"{{\"name\": \"mine\", \"toolchain\": \"Gcc\", \"cmake\": {{{options}}}}}");
        Assert.Empty(_session.Run($"Get-RelionBuildRecipe -Path {site} -GpuArchitecture 80,gfx90a"));
        Assert.Equal(["RelionAccelerationsTogether"], _session.ErrorIds);
    }

    [Theory]
    [InlineData("Hip", "4.0.2", "RelionHipTooOld")]
    [InlineData("Hip", "3.1", "RelionHipTooOld")]
    [InlineData("Sycl", "4.0.2", "RelionSyclTooOld")]
    [InlineData("Sycl", "3.1.3", "RelionSyclTooOld")]
    public void Versions_before_5_have_neither_HIP_nor_SYCL(string recipe, string version, string id)
    {
        Assert.Empty(
            _session.Run($"Get-RelionBuildRecipe -Name {recipe} -RelionVersion {version} -GpuArchitecture gfx90a"));
        Assert.Equal([id], _session.ErrorIds);
    }

    /// <summary>NVIDIA's release notes and PTX ISA: what each toolkit compiles for.</summary>
    [Theory]
    [InlineData("11.8.89", 90, null)]
    [InlineData("11.8.89", 35, null)]
    [InlineData("12.9.41", 50, null)]
    [InlineData("12.8.61", 120, null)]
    [InlineData("13.0.48", 75, null)]
    [InlineData("11.8.89", 100, "12.8 and later")]
    [InlineData("12.6.20", 120, "12.8 and later")]
    [InlineData("11.0.194", 86, "11.1 and later")]
    [InlineData("10.2.89", 80, "11.0 and later")]
    [InlineData("12.0.76", 35, "up to 11.8")]
    [InlineData("13.0.48", 70, "9.0 to 12.9")]
    [InlineData("11.0.194", 30, "up to 10.2")]
    public void A_CUDA_that_does_not_compile_for_the_GPU_is_refused_with_those_that_do(
        string cuda, int architecture, string? releases)
    {
        Machine(new GpuFacts(), Cuda(cuda), gcc: "5.4.0");
        string arguments = $"-Name Cuda -GpuArchitecture {architecture}";
        if (releases is null)
        {
            Assert.Equal([$"sm_{architecture}"], Recipe(arguments).GpuArchitectures);
            return;
        }
        AssertRefused("RelionCudaLacksArchitecture", arguments);
        Assert.Contains(releases, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_CUDAs_the_first_that_knows_the_GPU_is_taken_and_named_to_CMake()
    {
        Machine(
            new GpuFacts(),
            [
                Cuda("11.8.89")[0],
                new ToolComponent(ToolKind.Gpu, "nvcc", "12.8.61", "/cuda-12.8/bin/nvcc", "system folders"),
            ],
            gcc: "11.4.0");
        Assert.Contains(
            "-DCUDA_TOOLKIT_ROOT_DIR=/cuda-12.8", Recipe("-Name Cuda -GpuArchitecture 120").CMakeArguments);
        Assert.DoesNotContain(
            Recipe("-Name Cuda -GpuArchitecture 90").CMakeArguments,
            token => token.StartsWith("-DCUDA_TOOLKIT_ROOT_DIR", StringComparison.Ordinal));
    }

    /// <summary>NVIDIA's installation guides: the newest gcc of each toolkit.</summary>
    [Theory]
    [InlineData("10.2.89", 8)]
    [InlineData("11.0.194", 9)]
    [InlineData("11.3.58", 10)]
    [InlineData("11.8.89", 11)]
    [InlineData("12.0.76", 12)]
    [InlineData("12.4.99", 13)]
    [InlineData("12.8.61", 14)]
    [InlineData("13.0.48", 15)]
    public void A_gcc_too_new_for_the_CUDA_is_replaced_by_the_newest_that_it_takes(string cuda, int newest)
    {
        foreach (int major in new[] { 5, 7, newest, newest + 1 })
        {
            TestProgram.Write(_folder, $"g++-{major}", "#!/bin/sh\n");
        }
        Machine(new GpuFacts(), Cuda(cuda), gcc: $"{newest + 1}.1.0", path: _folder.Path);
        BuildRecipe repaired = Recipe("-Name Cuda -GpuArchitecture 75");
        Assert.Contains($"-DCUDA_HOST_COMPILER={_folder.Combine($"g++-{newest}")}", repaired.CMakeArguments);
        Assert.Contains("-DCMAKE_CXX_COMPILER=g++", repaired.CMakeArguments);
        Assert.Contains(repaired.Decisions, decision => decision.Rule == "RelionCudaHostReplaced");

        Machine(new GpuFacts(), Cuda(cuda), gcc: $"{newest}.2.0", path: _folder.Path);
        Assert.DoesNotContain(
            Recipe("-Name Cuda -GpuArchitecture 75").CMakeArguments,
            token => token.Contains("HOST_COMPILER", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_older_gcc_one_too_new_is_refused_unless_the_site_names_its_own()
    {
        Machine(new GpuFacts(), Cuda("11.8.89"), gcc: "12.2.0");
        AssertRefused("RelionCudaHostTooNew", "-Name Cuda -GpuArchitecture 80");
        Assert.Contains("g++-11", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        string site = _folder.Write(
            "site.json",
            """{"name": "own", "toolchain": "Cuda", "cmake": {"CUDA_HOST_COMPILER": "/opt/g++", "CUDA_ARCH": "80"}}""");
        Assert.Equal(["sm_80"], Recipe($"-Path {site}").GpuArchitectures);
    }

    [Theory]
    [InlineData("5.0.1", "80", "-arch=sm_80", " --std=c++17")]
    [InlineData("5.0.0", "80", "-arch=sm_80", " --std=c++14")]
    [InlineData("4.0.2", "90", "-arch=sm_90", " --std=c++11")]
    [InlineData("3.1.4", "80,90", "-arch=sm_90", "")]
    public void From_CUDA_12_9_on_nvcc_gets_RELIONs_flags_without_its_definition_of_Intels_compiler(
        string version, string gpus, string architecture, string standard)
    {
        Machine(new GpuFacts(), Cuda("12.9.41"), gcc: "12.2.0");
        string arguments = $"-Name Cuda -GpuArchitecture {gpus} -RelionVersion {version}";
        BuildRecipe repaired = Recipe(arguments);
        Assert.Contains(
            $"-DRELION_NVCC_FLAGS_RELEASE={architecture} --ptxas-options=-warn-double-usage "
            + $"--default-stream per-thread{standard} --disable-warnings",
            repaired.CMakeArguments);
        Assert.Contains(repaired.Decisions, decision => decision.Rule == "RelionCudaIntelDefinition");

        Machine(new GpuFacts(), Cuda("12.8.93"), gcc: "12.2.0");
        Assert.DoesNotContain(
            Recipe(arguments).CMakeArguments,
            token => token.StartsWith("-DRELION_NVCC_FLAGS", StringComparison.Ordinal));
    }

    /// <summary>3.1.4 has mended it; before 3.1.3 it was not there.</summary>
    [Theory]
    [InlineData("3.1.3", "11.8.89", true)]
    [InlineData("3.1.3", "11.4.152", false)]
    [InlineData("3.1.2", "11.8.89", false)]
    [InlineData("3.1.4", "11.8.89", false)]
    public void RELION_3_1_3_gets_Thrusts_header_before_its_own_definition(string version, string cuda, bool isTold)
    {
        Machine(new GpuFacts(), Cuda(cuda), gcc: "9.4.0");
        const string Header = "-include=thrust/system/cuda/config.h";
        BuildRecipe one = Recipe($"-Name Cuda -GpuArchitecture 80 -RelionVersion {version}");
        Assert.Equal(isTold, one.CMakeArguments.Contains($"-DCUDA_NVCC_FLAGS={Header}"));
        Assert.Equal(isTold, one.Decisions.Any(decision => decision.Rule == "RelionCudaThrustQualifier"));
        BuildRecipe two = Recipe($"-Name Cuda -GpuArchitecture 75,80 -RelionVersion {version}");
        Assert.Contains(
            "-DCUDA_NVCC_FLAGS=-gencode=arch=compute_75,code=sm_75" + (isTold ? ";" + Header : ""),
            two.CMakeArguments);
    }

    [Theory]
    [InlineData("3.26.5", false)]
    [InlineData("3.27.0", true)]
    [InlineData("4.1.2", true)]
    public void CMake_from_3_27_on_is_told_to_keep_FindCUDA(string cmake, bool isTold)
    {
        Machine(new GpuFacts(), Cuda("12.4.99"), gcc: "12.2.0", cmake: cmake);
        BuildRecipe recipe = Recipe("-Name Cuda -GpuArchitecture 80");
        Assert.Equal(isTold, recipe.CMakeArguments.Contains("-DCMAKE_POLICY_DEFAULT_CMP0146=OLD"));
        Assert.Equal(isTold, recipe.Decisions.Any(decision => decision.Rule == "RelionFindCudaPolicy"));
        Assert.DoesNotContain("-DCMAKE_POLICY_DEFAULT_CMP0146=OLD", Recipe("-Name Gcc-Native").CMakeArguments);
    }

    /// <summary>NVIDIA's release notes: 535 is of CUDA 12.2 and runs programs of all 12.x.</summary>
    [Theory]
    [InlineData("535.129.03", "12.2.140", null)]
    [InlineData("535.129.03", "12.8.61", "RelionCudaDriverOlder")]
    [InlineData("470.57.02", "12.2.140", "RelionCudaDriverTooOld")]
    [InlineData("535.129.03", "13.0.48", "RelionCudaDriverTooOld")]
    public void A_driver_older_than_the_CUDA_is_warned_of(string driver, string cuda, string? rule)
    {
        Machine(Gpus(driver), Cuda(cuda), gcc: "12.2.0");
        BuildRecipe recipe = Recipe("-Name Cuda");
        Assert.Equal(
            rule is null ? [] : [rule],
            recipe.Decisions.Where(decision => decision.IsWarning).Select(decision => decision.Rule));
        Assert.Equal(rule is null ? 0 : 1, _session.Warnings.Count);
    }

    [Theory]
    [InlineData("5.0.0")]
    [InlineData("4.0.2")]
    [InlineData("3.1.4")]
    public void CUDA_13_is_refused_before_RELION_5_0_1(string version)
    {
        Machine(new GpuFacts(), Cuda("13.0.48"), gcc: "12.2.0");
        AssertRefused("RelionCudaTooNewForRelion", $"-Name Cuda -GpuArchitecture 90 -RelionVersion {version}");
        Assert.Equal("5.0.1", Recipe("-Name Cuda -GpuArchitecture 90 -RelionVersion 5.0.1").RelionVersion);
    }

    [Theory]
    [InlineData("Cuda", "-GpuArchitecture 80", "nvidia-cuda-toolkit")]
    [InlineData("Hip", "-GpuArchitecture gfx90a", "hipfft")]
    public void A_missing_compiler_for_GPUs_is_named_with_its_packages(string recipe, string arguments, string package)
    {
        Machine(new GpuFacts(), [], gcc: "12.2.0");
        AssertRefused("RelionCompilerMissing", $"-Name {recipe} {arguments}");
        Assert.Contains(package, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ROCm_before_5_3_is_refused_and_one_off_PATH_is_named()
    {
        Machine(new GpuFacts(), [Hip("5.2.21151")], gcc: "12.2.0");
        AssertRefused("RelionRocmTooOld", "-Name Hip -GpuArchitecture gfx90a");
        Machine(new GpuFacts(), [Hip("5.4.22801")], gcc: "12.2.0", path: "/tools");
        BuildRecipe recipe = Recipe("-Name Hip -GpuArchitecture gfx90a");
        Assert.Equal("/opt/rocm-5", recipe.Environment["ROCM_PATH"]);
        Assert.Equal("/opt/rocm-5/bin:/tools", recipe.Environment["PATH"]);
    }

    [Fact]
    public void A_script_asks_the_program_for_its_code_for_GPUs()
    {
        _session.Run("$recipe = Get-RelionBuildRecipe -Name Cuda -GpuArchitecture 80");
        string script = _folder.Combine("build.sh");
        _session.Run($"$recipe | Export-RelionScript -Path {script}");
        Assert.Empty(_session.Errors);
        string text = File.ReadAllText(script);
        Assert.Contains("--version | grep -e CUDA-ACC", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--cpu", text, StringComparison.Ordinal);
    }

    private static ToolComponent[] Cuda(string version) =>
        [new(ToolKind.Gpu, "nvcc", version, "/stand-in/bin/nvcc", "PATH")];

    private static ToolComponent Hip(string version) =>
        new(ToolKind.Gpu, "hipcc", version, "/opt/rocm-5/bin/hipcc", "system folders");

    private static GpuFacts Gpus(string driver) => new()
    {
        Devices = new(
            [
                new GpuDevice
                {
                    Index = 0, Vendor = "NVIDIA", BusId = "0000:17:00.0",
                    Model = new("NVIDIA A100-SXM4-80GB", "test"), Architecture = new("8.0", "test"),
                },
            ],
            "test"),
        DriverVersion = new(driver, "test"),
    };

    private void Machine(
        GpuFacts gpus, ToolComponent[] compilers, string gcc, string path = "/nowhere", string cmake = "3.25.1") =>
        _session.Set(
            "machine",
            new RelionToolchain
            {
                Name = "node",
                Components =
                [
                    Tool(ToolKind.Compiler, "gcc", gcc), Tool(ToolKind.Compiler, "g++", gcc),
                    Tool(ToolKind.Compiler, "mpicc", null), Tool(ToolKind.Compiler, "mpicxx", null),
                    Tool(ToolKind.CMake, "cmake", cmake), Tool(ToolKind.Generator, "make", "4.3"),
                    Tool(ToolKind.Fft, "FFTW", "3.3.10"), Tool(ToolKind.Tiff, "libtiff", "4.5.0"),
                    Tool(ToolKind.Tbb, "TBB", "2021.8"), .. compilers,
                ],
                Environment = new Dictionary<string, string> { ["PATH"] = path },
                Isa = ["AVX2"],
                Gpu = gpus,
            });

    private static ToolComponent Tool(ToolKind kind, string name, string? version) =>
        new(kind, name, version, "/stand-in/" + name, "test");

    private static string Node(string gpus) =>
        $"(New-RelionNodeProfile -Socket 2 -CorePerSocket 16 {gpus})";

    private BuildRecipe Recipe(string arguments) =>
        _session.One<BuildRecipe>($"$machine | Get-RelionBuildRecipe {arguments}");

    private void AssertRefused(string id, string arguments)
    {
        Assert.Empty(_session.Run($"$machine | Get-RelionBuildRecipe {arguments}"));
        Assert.Equal([id], _session.ErrorIds);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
