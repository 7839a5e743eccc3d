using System.Buffers.Binary;
using System.Text;
using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Builds.Installations;

/// <summary>
/// The code for GPUs in a program, in containers as nvcc 11.8 and hipcc write them, and the makers' libraries beside
/// it.
/// </summary>
public sealed class GpuCodeTests : IDisposable
{
    private const ushort Ptx = 1, Elf = 2;

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Code_and_PTX_of_NVIDIA_are_told_by_GPU_and_the_CUDA_by_its_PTX()
    {
        // Objects of nvcc 11.8 with -arch=sm_90 -gencode=arch=compute_80,code=sm_80 hold these in this order.
        byte[] first = Container(Entry(Elf, 90, 0x10007), Entry(Ptx, 90, 0x70008), Entry(Elf, 80, 0x10007));
        RelionInstallation found = Installed([.. new byte[8], .. first, .. Container(Entry(Elf, 80, 0x10007))]);
        Assert.Equal(["sm_80", "sm_90", "compute_90"], found.GpuArchitectures);
        Assert.Equal("11.8", found.CudaVersion);
        // It does not start here, and yet holds the code.
        Assert.Null(found.Version);
        Assert.Equal((true, null), (found.HasCuda, found.HasHip));
    }

    [Fact]
    public void Code_of_AMD_is_told_by_target()
    {
        RelionInstallation found = Installed(
            Bundle(
                "host-x86_64-unknown-linux--",
                "hipv4-amdgcn-amd-amdhsa--gfx90a:sramecc+:xnack-",
                "hipv4-amdgcn-amd-amdhsa--gfx908"));
        Assert.Equal(["gfx908", "gfx90a"], found.GpuArchitectures);
        Assert.Equal((null, true, null), (found.HasCuda, found.HasHip, found.CudaVersion));
    }

    [Fact]
    public void A_program_without_code_for_GPUs_has_none()
    {
        RelionInstallation found = Installed(new byte[4096]);
        Assert.Empty(found.GpuArchitectures);
        Assert.Equal((null, null, null), (found.HasCuda, found.HasHip, found.CudaVersion));
    }

    /// <summary>What only looks like a container, or is cut off, tells nothing and ends nothing.</summary>
    [Fact]
    public void Broken_containers_are_passed_over_and_what_follows_is_read()
    {
        byte[] whole = Container(Entry(Elf, 80, 0x10007), Entry(Ptx, 80, 0x70008));
        byte[] good = Container(Entry(Elf, 70, 0x10007));
        for (int length = 0; length < whole.Length; length++) Assert.Empty(FatBinary.Read(whole.AsSpan(0, length)));
        foreach (int at in Enumerable.Range(4, 40))
        {
            byte[] broken = [.. whole];
            broken[at] = 0xFF;
            Assert.Contains("sm_70", FatBinary.Read([.. broken, .. good]).Select(entry => entry.Name));
        }
        byte[] bundle = Bundle("hipv4-amdgcn-amd-amdhsa--gfx90a");
        for (int length = 0; length < bundle.Length; length++)
        {
            Assert.Empty(OffloadBundle.Read(bundle.AsSpan(0, length)));
        }
        bundle[24] = bundle[31] = 0xFF;
        Assert.Empty(OffloadBundle.Read(bundle));
    }

    /// <summary>NVIDIA's PTX ISA, release history.</summary>
    [Theory]
    [InlineData(6, 5, "10.2")]
    [InlineData(7, 0, "11.0")]
    [InlineData(7, 8, "11.8")]
    [InlineData(8, 4, "12.4")]
    [InlineData(8, 5, "12.5")]
    [InlineData(8, 8, "12.9")]
    [InlineData(9, 0, "13.0")]
    [InlineData(99, 0, null)]
    public void A_PTX_is_of_the_first_CUDA_that_writes_it(int major, int minor, string? cuda) =>
        Assert.Equal(cuda, CudaReleases.OfPtx(major, minor));

    [Fact]
    public void Libraries_for_GPUs_are_those_that_RELION_asks_for_with_the_version_of_the_file()
    {
        string cufft = _folder.Write("libcufft.so.10.9.0.58", "x"), link = _folder.Combine("libcufft.so.10");
        File.CreateSymbolicLink(link, cufft);
        string mpi = _folder.Write("libmpi.so.40", "x"), runtime = _folder.Write("libcudart.so.11.0", "x");
        // The runtime comes with the MPI, not with RELION.
        string program = TestElf.Write(
            _folder,
            "relion_refine_mpi",
            ["libcufft.so.10", "libmpi.so.40", "libcurand.so.10"],
            new Dictionary<string, string?>
            {
                ["libcufft.so.10"] = link,
                ["libmpi.so.40"] = mpi,
                ["libcurand.so.10"] = null,
                ["libcudart.so.11.0"] = runtime,
            });
        RelionInstallation found = _session.One<RelionInstallation>($"Get-RelionInstallation {program}");
        Assert.Equal(
            [new LinkedLibrary("cufft", "10.9.0.58", link), new LinkedLibrary("curand", "10", "libcurand.so.10")],
            found.GpuLibraries);
    }

    /// <summary>With BUILD_SHARED_LIBS the kernels lie in a library of RELION's own.</summary>
    [Fact]
    public void Code_in_RELIONs_own_shared_libraries_counts()
    {
        string library = TestElf.Write(
            _folder,
            "librelion_gpu_util.so",
            ["libcufft.so.11"],
            new Dictionary<string, string?>(),
            Container(Entry(Elf, 89, 0x10007)));
        string program = TestElf.Write(
            _folder,
            "relion_refine",
            ["librelion_lib.so", "librelion_gpu_util.so"],
            new Dictionary<string, string?> { ["librelion_gpu_util.so"] = library, ["librelion_lib.so"] = null });
        RelionInstallation found = _session.One<RelionInstallation>($"Get-RelionInstallation {program}");
        Assert.Equal(["sm_89"], found.GpuArchitectures);
        Assert.Equal(["cufft 11"], found.GpuLibraries.Select(each => each.ToString()));
    }

    [Theory]
    [InlineData("BASE=double, CUDA-ACC=single", true, false, false)]
    [InlineData("BASE=double, HIP-ACC=single", false, true, false)]
    [InlineData("BASE=double, SYCL-ACC=single", false, false, true)]
    [InlineData("BASE=double, VECTOR-ACC=single", false, false, false)]
    public void The_precision_line_names_the_code_for_GPUs(string precision, bool cuda, bool hip, bool sycl)
    {
        string program = TestProgram.Write(
            _folder,
            "relion_refine",
            $"#!/bin/sh\necho 'RELION version: 5.0.1 '\necho 'Precision: {precision} '\n");
        RelionInstallation found = _session.One<RelionInstallation>($"Get-RelionInstallation {program}");
        Assert.Equal((cuda, hip, sycl), (found.HasCuda, found.HasHip, found.HasSycl));
    }

    private RelionInstallation Installed(byte[] content) => _session.One<RelionInstallation>(
        "Get-RelionInstallation "
        + TestElf.Write(_folder, "relion_refine", ["libc.so.6"], new Dictionary<string, string?>(), content));

    /// <summary>Mark, version 1, header of 16 bytes, size of the entries.</summary>
    private static byte[] Container(params byte[][] entries)
    {
        byte[] content = [.. entries.SelectMany(entry => entry)];
        byte[] header = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xBA55ED50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 16);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), content.Length);
        return [.. header, .. content];
    }

    /// <summary>A header of 64 bytes, and 24 bytes of code.</summary>
    private static byte[] Entry(ushort kind, int architecture, uint version)
    {
        byte[] entry = new byte[64 + 24];
        BinaryPrimitives.WriteUInt16LittleEndian(entry, kind);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), 0x101);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), 64);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(8), 24);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), version);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(28), architecture);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(40), 0x11);
        return entry;
    }

    private static byte[] Bundle(params string[] ids)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("__CLANG_OFFLOAD_BUNDLE__"u8);
        writer.Write((long)ids.Length);
        foreach (string id in ids)
        {
            writer.Write(4096L);
            writer.Write(0L);
            writer.Write((long)id.Length);
            writer.Write(Encoding.ASCII.GetBytes(id));
        }
        return stream.ToArray();
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
