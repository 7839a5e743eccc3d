using System.Diagnostics;
using System.Text.RegularExpressions;
using RelionPS.Builds.Building;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests.Building;

/// <summary>
/// The real CUDA of Debian, on machines without a GPU too: the tables of the module held against the toolkit, its
/// containers against its own tool, and RELION 3.1.3 configured by the recipe, with one of its kernels compiled. The
/// whole takes minutes: <c>Get-RelionToolchain | Get-RelionBuildRecipe Cuda -GpuArchitecture 80 | Invoke-RelionBuild
/// -Debian</c>.
/// </summary>
public sealed partial class CudaTests : IDisposable
{
    private const string HostLimits = "/usr/include/crt/host_config.h";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("nvcc")]
    public void The_toolchain_names_the_CUDA_that_is_here()
    {
        ToolComponent nvcc = Nvcc();
        Assert.Contains($"V{nvcc.Version}", Output(nvcc.Path, "--version"), StringComparison.Ordinal);
    }

    [RequiresFact("nvcc")]
    public void The_table_has_the_GPUs_that_this_CUDA_compiles_for()
    {
        ToolVersion cuda = ToolVersion.Parse(Nvcc().Version);
        Assert.Equal(
            Numbers(Output("nvcc", "--list-gpu-code")),
            CudaArchitectures.All.Where(architecture => architecture.IsKnownTo(cuda)).Select(known => known.Number));
    }

    [CudaFact]
    public void The_table_has_the_newest_gcc_that_this_CUDA_takes()
    {
        Match limit = GccLimit().Match(File.ReadAllText(HostLimits));
        Assert.Equal(
            limit.Groups[1].Value,
            CudaReleases.Of(ToolVersion.Parse(Nvcc().Version))?.NewestGcc.ToString(
                System.Globalization.CultureInfo.InvariantCulture));
    }

    [CudaFact]
    public void The_code_in_a_program_is_what_the_toolkits_own_tool_lists()
    {
        string source = _folder.Write(
            "add.cu",
            "__global__ void add(float *x) { x[threadIdx.x] += 1; }\nint main() { add<<<1, 1>>>(nullptr); }\n");
        string program = _folder.Combine("add");
        Output(
            "nvcc", "-ccbin", "g++-11", "-arch=sm_90", "-gencode=arch=compute_80,code=sm_80", "-o", program, source);
        string[] listed =
        [
            .. Numbers(Output("cuobjdump", "--list-elf", program)).Select(number => $"sm_{number}"),
            .. Numbers(Output("cuobjdump", "--list-ptx", program)).Select(number => $"compute_{number}"),
        ];
        GpuCode code = GpuCodeReader.Read([program]);
        // CUDA's runtime, which is linked in, may have code of its own.
        Assert.Subset(listed.ToHashSet(), new HashSet<string> { "sm_80", "sm_90", "compute_90" });
        Assert.Equal(listed.Order(StringComparer.Ordinal), code.Architectures.Order(StringComparer.Ordinal));
        Assert.Equal("11.8", code.CudaVersion);
    }

    [CudaFact]
    public async Task The_recipe_configures_RELION_and_compiles_its_kernels_for_both_GPUs_without_one_here()
    {
        SourceTree source = await SourceFetcher.FetchDebianAsync(
            RelionBuildTests.BuildPath, new NoReporter(), CancellationToken.None);
        BuildRecipe recipe = _session.One<BuildRecipe>(
            "Get-RelionToolchain | Get-RelionBuildRecipe -Name Cuda -RelionVersion 3.1.3 -GpuArchitecture 80,90");
        Assert.Contains("-DCUDA_HOST_COMPILER=/usr/bin/g++-11", recipe.CMakeArguments);
        string build = _folder.Combine("build");
        Directory.CreateDirectory(build);
        string configured = Output("cmake", [.. recipe.CMakeArguments, "-S", source.Path, "-B", build]);
        Assert.Contains("CUDA enabled", configured, StringComparison.Ordinal);
        Assert.Contains("Using cuda wrapper to compile", configured, StringComparison.Ordinal);

        const string Rules = "src/apps/CMakeFiles/relion_gpu_util.dir";
        const string Kernel = Rules + "/__/acc/cuda/cuda_kernels/relion_gpu_util_generated_helper.cu.o";
        Output("make", "-C", build, "-f", Rules + "/build.make", Kernel);
        Assert.Equal([80, 90], Numbers(Output("cuobjdump", "--list-elf", Path.Combine(build, Kernel))));
        Assert.Equal([90], Numbers(Output("cuobjdump", "--list-ptx", Path.Combine(build, Kernel))));
    }

    private ToolComponent Nvcc() =>
        _session.One<RelionToolchain>("Get-RelionToolchain").GpuCompilers.First(tool => tool.Name == "nvcc");

    /// <summary>The numbers of <c>sm_80</c> in the text, each once, ascending.</summary>
    private static int[] Numbers(string text) =>
    [
        .. Architecture().Matches(text)
            .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .Distinct()
            .Order(),
    ];

    /// <summary>What a program that must end well prints.</summary>
    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }

    [GeneratedRegex(@"\bsm_([0-9]+)")]
    private static partial Regex Architecture();

    [GeneratedRegex(@"#if __GNUC__ > ([0-9]+)")]
    private static partial Regex GccLimit();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private sealed class NoReporter : IReporter
    {
        public void Progress(ProgressReport report)
        {
        }

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }
    }

    /// <summary>A test with Debian's CUDA 11.8 and the gcc that it takes.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CudaFactAttribute() : RelionBuildFactAttribute(
        "/usr/bin/nvcc", "/usr/bin/cuobjdump", "/usr/bin/g++-11", HostLimits);
}
