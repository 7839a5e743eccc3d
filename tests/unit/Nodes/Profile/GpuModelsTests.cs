using RelionPS.Nodes.Profile;

namespace RelionPS.UnitTests.Nodes.Profile;

/// <summary>What names and numbers of GPUs tell, by the makers' own tables.</summary>
public sealed class GpuModelsTests
{
    /// <summary>developer.nvidia.com/cuda-gpus and its page of older GPUs, names as nvidia-smi writes them.</summary>
    [Theory]
    [InlineData("NVIDIA B200", "10.0")]
    [InlineData("NVIDIA GB200", "10.0")]
    [InlineData("NVIDIA B300 SXM6 AC", "10.3")]
    [InlineData("NVIDIA GeForce RTX 5090", "12.0")]
    [InlineData("NVIDIA RTX PRO 6000 Blackwell Server Edition", "12.0")]
    [InlineData("NVIDIA GB10", "12.1")]
    [InlineData("NVIDIA H100 80GB HBM3", "9.0")]
    [InlineData("NVIDIA H100 PCIe", "9.0")]
    [InlineData("NVIDIA H200", "9.0")]
    [InlineData("NVIDIA GH200 480GB", "9.0")]
    [InlineData("NVIDIA L4", "8.9")]
    [InlineData("NVIDIA L40S", "8.9")]
    [InlineData("NVIDIA RTX 6000 Ada Generation", "8.9")]
    [InlineData("NVIDIA GeForce RTX 4090", "8.9")]
    [InlineData("NVIDIA A10", "8.6")]
    [InlineData("NVIDIA A10G", "8.6")]
    [InlineData("NVIDIA A40", "8.6")]
    [InlineData("NVIDIA RTX A1000", "8.6")]
    [InlineData("NVIDIA RTX A6000", "8.6")]
    [InlineData("GeForce RTX 3080 Ti", "8.6")]
    [InlineData("NVIDIA A100-SXM4-80GB", "8.0")]
    [InlineData("NVIDIA A100 80GB PCIe", "8.0")]
    [InlineData("A100", "8.0")]
    [InlineData("NVIDIA A30", "8.0")]
    [InlineData("NVIDIA A800-SXM4-80GB", "8.0")]
    [InlineData("Tesla T4", "7.5")]
    [InlineData("Quadro RTX 6000", "7.5")]
    [InlineData("NVIDIA TITAN RTX", "7.5")]
    [InlineData("GeForce RTX 2080 Ti", "7.5")]
    [InlineData("NVIDIA GeForce GTX 1660 SUPER", "7.5")]
    [InlineData("Tesla V100-SXM2-32GB", "7.0")]
    [InlineData("NVIDIA TITAN V", "7.0")]
    [InlineData("Quadro GV100", "7.0")]
    [InlineData("Tesla P100-PCIE-16GB", "6.0")]
    [InlineData("Tesla P40", "6.1")]
    [InlineData("GeForce GTX 1080 Ti", "6.1")]
    [InlineData("TITAN Xp", "6.1")]
    [InlineData("TITAN X (Pascal)", "6.1")]
    [InlineData("GeForce GTX TITAN X", "5.2")]
    [InlineData("GeForce GTX 980", "5.2")]
    [InlineData("Tesla M60", "5.2")]
    [InlineData("Tesla K80", "3.7")]
    [InlineData("Tesla K40m", "3.5")]
    [InlineData("NVIDIA Graphics Device", null)]
    [InlineData("A1000B", null)]
    public void Nvidias_names_tell_the_compute_capability(string model, string? capability) =>
        Assert.Equal(capability, GpuModels.Architecture(GpuModels.Nvidia, model));

    [Theory]
    [InlineData("NVIDIA A100-SXM4-80GB", "NVIDIA")]
    [InlineData("Tesla V100", "NVIDIA")]
    [InlineData("AMD Instinct MI250X", "AMD")]
    [InlineData("mi300a", "AMD")]
    [InlineData("Intel Data Center GPU Max 1550", "Intel")]
    [InlineData("something", null)]
    public void Names_tell_the_maker(string model, string? vendor) =>
        Assert.Equal(vendor, GpuModels.VendorOf(model));

    /// <summary>LLVM's list of AMD's processors, and kernel numbers as people quote them.</summary>
    [Theory]
    [InlineData(90010, "gfx90a")]
    [InlineData(90008, "gfx908")]
    [InlineData(90006, "gfx906")]
    [InlineData(90012, "gfx90c")]
    [InlineData(90402, "gfx942")]
    [InlineData(90500, "gfx950")]
    [InlineData(80003, "gfx803")]
    [InlineData(100300, "gfx1030")]
    [InlineData(100306, "gfx1036")]
    [InlineData(110000, "gfx1100")]
    [InlineData(110501, "gfx1151")]
    [InlineData(0, null)]
    [InlineData(7, null)]
    [InlineData(long.MaxValue, null)]
    public void The_kernels_number_is_the_target_of_amds_compilers(long number, string? target) =>
        Assert.Equal(target, GpuModels.Target(number));

    [Theory]
    [InlineData("AMD Instinct MI100", "gfx908")]
    [InlineData("AMD Instinct MI210", "gfx90a")]
    [InlineData("AMD Instinct MI250X", "gfx90a")]
    [InlineData("AMD Instinct MI300A", "gfx942")]
    [InlineData("AMD Instinct MI355X", "gfx950")]
    [InlineData("AMD Radeon VII", "gfx906")]
    public void Amds_names_tell_the_target(string model, string target) =>
        Assert.Equal(target, GpuModels.Architecture(GpuModels.Amd, model));

    [Theory]
    [InlineData("8.0", "8.0")]
    [InlineData("80", "8.0")]
    [InlineData("sm_90", "9.0")]
    [InlineData("compute_120", "12.0")]
    [InlineData("GFX90A", "gfx90a")]
    [InlineData("gfx1100", "gfx1100")]
    [InlineData("8", null)]
    [InlineData("ampere", null)]
    [InlineData("80;rm", null)]
    [InlineData("gfx9", null)]
    public void Architectures_are_understood_as_they_are_written(string text, string? form) =>
        Assert.Equal(form, GpuModels.Normalised(text));

    /// <summary>What nvidia-smi shows as "CUDA Version" beside the driver's version in public logs.</summary>
    [Theory]
    [InlineData("418.87.01", "10.1")]
    [InlineData("440.33.01", "10.2")]
    [InlineData("450.80.02", "11.0")]
    [InlineData("460.32.03", "11.2")]
    [InlineData("470.103.01", "11.4")]
    [InlineData("515.65.01", "11.7")]
    [InlineData("520.56.06", "11.8")]
    [InlineData("525.105.17", "12.0")]
    [InlineData("535.216.01", "12.2")]
    [InlineData("550.127.05", "12.4")]
    [InlineData("570.86.10", "12.8")]
    [InlineData("580.65.06", "13.0")]
    [InlineData("999.10", null)]
    [InlineData("none", null)]
    [InlineData("100.1", null)]
    public void Drivers_are_of_the_cuda_that_they_came_with(string driver, string? cuda) =>
        Assert.Equal(cuda, CudaDrivers.CudaOf(driver));

    /// <summary>CUDA compatibility guide: 11.x on 450.80.02 and later, 12.x on 525.60.13 and later.</summary>
    [Theory]
    [InlineData("535.129.03", null, "12.2", CudaSupport.Full)]
    [InlineData("535.129.03", null, "11.8", CudaSupport.Full)]
    [InlineData("535.129.03", null, "12.4", CudaSupport.SameMajor)]
    [InlineData("535.129.03", "12.4", "12.4", CudaSupport.Full)]
    [InlineData("525.60.11", "12.0", "12.2", CudaSupport.None)]
    [InlineData("470.57.02", null, "11.8", CudaSupport.SameMajor)]
    [InlineData("470.57.02", null, "12.0", CudaSupport.None)]
    [InlineData("450.36.06", null, "11.2", CudaSupport.None)]
    [InlineData("410.48", null, "10.2", CudaSupport.None)]
    [InlineData("999.10", null, "12.0", null)]
    [InlineData("999.10", "15.1", "12.0", CudaSupport.Full)]
    [InlineData(null, null, "12.0", null)]
    public void Drivers_run_programs_of_an_older_cuda_and_of_their_major_version(
        string? driver, string? driverCuda, string cuda, object? support) =>
        Assert.Equal((CudaSupport?)support, CudaDrivers.Of(driver, driverCuda, cuda));

    [Fact]
    public void The_table_of_drivers_rises()
    {
        Version[] drivers = [.. CudaDrivers.All.Select(row => Version.Parse(row.Driver))];
        Assert.Equal(drivers.Order(), drivers);
        Version[] cudas = [.. CudaDrivers.All.Select(row => Version.Parse(row.Cuda))];
        Assert.Equal(cudas.Order(), cudas);
        Assert.Equal("535.54.03", CudaDrivers.DriverOf("12.2.140"));
    }
}
