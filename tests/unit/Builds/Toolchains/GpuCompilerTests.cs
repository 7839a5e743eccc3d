using RelionPS.Builds.Toolchains;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Toolchains;

/// <summary>nvcc and hipcc are found where their makers put them, and answer as theirs do.</summary>
public sealed class GpuCompilerTests : IDisposable
{
    private const string Nvcc = """
        nvcc: NVIDIA (R) Cuda compiler driver
        Copyright (c) 2005-2022 NVIDIA Corporation
        Built on Wed_Sep_21_10:33:58_PDT_2022
        Cuda compilation tools, release 11.8, V11.8.89
        Build cuda_11.8.r11.8/compiler.31833905_0
        """;

    private const string Hipcc = """
        HIP version: 5.4.22801-aaa1e3d8
        AMD clang version 15.0.0 (https://github.com/RadeonOpenCompute/llvm-project roc-5.4.0 22465)
        Target: x86_64-unknown-linux-gnu
        Thread model: posix
        InstalledDir: /opt/rocm-5.4.0/llvm/bin
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Nvcc, "11.8.89")]
    [InlineData("Cuda compilation tools, release 13.0, V13.0.48\n", "13.0.48")]
    [InlineData(Hipcc, "5.4.22801")]
    [InlineData("HIP version: 6.2.41133-dd7f95766\n", "6.2.41133")]
    [InlineData("nvcc: cannot execute binary file\n", null)]
    public void Their_versions_are_those_of_CUDA_and_HIP(string answer, string? version) =>
        Assert.Equal(version, GpuCompilers.Version(answer));

    [Fact]
    public async Task Those_of_variables_come_before_those_on_PATH_and_each_version_once()
    {
        Answering("cuda-12/bin/nvcc", "Cuda compilation tools, release 12.4, V12.4.99");
        Answering("path/nvcc", Nvcc);
        Answering("again/bin/nvcc", Nvcc);
        Answering("rocm/bin/hipcc", Hipcc);
        var environment = new ToolEnvironment(new Dictionary<string, string>
        {
            ["CUDA_HOME"] = _folder.Combine("cuda-12"),
            ["CUDA_PATH"] = _folder.Combine("again"),
            ["CUDA_ROOT"] = _folder.Combine("nowhere"),
            ["ROCM_PATH"] = _folder.Combine("rocm"),
            ["PATH"] = _folder.Combine("path"),
        });
        ToolComponent[] found =
        [
            .. (await new ProgramVersions(environment).FindAllAsync(CancellationToken.None))
                .Where(tool => tool.Kind == ToolKind.Gpu)
                .Where(tool => tool.Path.StartsWith(_folder.Path, StringComparison.Ordinal)),
        ];
        Assert.Equal(
            [("nvcc", "12.4.99", "CUDA_HOME"), ("nvcc", "11.8.89", "CUDA_PATH"), ("hipcc", "5.4.22801", "ROCM_PATH")],
            found.Select(tool => (tool.Name, tool.Version!, tool.FoundBy)));
        Assert.Equal(_folder.Combine("cuda-12"), GpuCompilers.RootOf(found[0].Path));
    }

    [Fact]
    public void One_on_PATH_is_found_by_PATH()
    {
        string nvcc = Answering("path/nvcc", Nvcc);
        (string Name, string Path, string FoundBy) first = GpuCompilers.Find(
            new ToolEnvironment(new Dictionary<string, string>
            {
                ["PATH"] = _folder.Combine("path"),
                ["CUDA_HOME"] = "",
                ["CUDA_PATH"] = "",
                ["CUDA_ROOT"] = "",
            })).First();
        Assert.Equal(("nvcc", nvcc, "PATH"), first);
    }

    private string Answering(string path, string answer) =>
        TestProgram.Write(_folder, path, $"#!/bin/sh\nprintf '%s\\n' '{answer}'\n");
}
