using System.Text.RegularExpressions;
using RelionPS.Core.Errors;

namespace RelionPS.Runs.Output;

/// <summary>
/// What RELION and the drivers below it say where a run on GPUs ends: texts of cudaGetErrorString and hipGetErrorString
/// in RELION's line <c>ERROR: … in … at line … (error-code …)</c> (cuda_settings.h, hip_settings.h), RELION's
/// own (error.h, custom_allocator.cuh, cuda_fft.h, 3.1 to 5.0.1), those of AMD's runtime, and of SYCL's. A run that
/// comes to its end in spite of one is whole: Blush's Python says some of them, and goes on on the CPU.
/// </summary>
internal static partial class GpuFaults
{
    /// <summary>
    /// The rows. Of several that a run's output has, the first that is not vague tells; a vague one is what RELION says
    /// behind any of the others.
    /// </summary>
    public static IReadOnlyList<FaultSignature> All { get; } =
    [
        Row(OutputErrors.GpuOutOfMemory, OutOfMemory()),
        Row(OutputErrors.GpuIdsInvalid, Ids()),
        Row(OutputErrors.GpuDriverTooOld, DriverTooOld()),
        Row(OutputErrors.GpuCodeMissing, CodeMissing()),
        Row(OutputErrors.GpuNotFound, NotFound()),
        Row(OutputErrors.GpuBusy, Busy()),
        Row(OutputErrors.GpuMemoryDamaged, Damaged()),
        Row(OutputErrors.GpuLost, Lost()),
        Row(OutputErrors.GpuFftFailed, Fft()),
        Row(OutputErrors.GpuCodeFailed, Failed()),
        Row(OutputErrors.GpuWeightsZero, Weights()),
        Row(OutputErrors.GpuFunctionFailed, Vague(), isVague: true),
    ];

    private static FaultSignature Row(
        Func<string, int, string, RelionException> error, Regex signs, bool isVague = false) =>
        new(
            error,
            line => signs.Match(line) is { Success: true } match ? Words(line, match) : null,
            IsOfEnd: true,
            IsVague: isVague);

    /// <summary>The line without the progress bar that it may stand behind.</summary>
    private static string Words(string line, Match match)
    {
        int start = line.LastIndexOf("ERROR:", match.Index + match.Length - 1, StringComparison.Ordinal);
        return line[Math.Max(0, start)..].Trim();
    }

    /// <summary>
    /// The allocators' own words, error.h's, and the drivers'. "Out of memory handled by waiting" is none: that went
    /// well.
    /// </summary>
    [GeneratedRegex(
        @"(Cuda|Hip)CustomAllocator out of memory|You ran out of memory on the GPU"
        + @"|ERROR: out of memory in |CUDA out of memory|cudaErrorMemoryAllocation|hipErrorOutOfMemory"
        + @"|CUFFT_ALLOC_FAILED|HIPFFT_ALLOC_FAILED|GPU memory was insufficient"
        + @"|OUT_OF_DEVICE_MEMORY|(PI|UR_RESULT)_ERROR_OUT_OF_RESOURCES|HSA_STATUS_ERROR_OUT_OF_RESOURCES"
        + @"|PI_ERROR_MEM_OBJECT_ALLOCATION_FAILURE|MEM_OBJECT_ALLOCATION_FAILURE",
        RegexOptions.CultureInvariant)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(
        @"There was an issue with the GPU-ids|invalid device ordinal|SYCL device which is not available",
        RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    /// <summary>CUDA's errors 35, 803, 804 and 222: toolkit and driver do not go together.</summary>
    [GeneratedRegex(
        @"CUDA driver version is insufficient|unsupported toolchain|cudaErrorInsufficientDriver"
        + @"|unsupported display driver / cuda driver combination|forward compatibility was attempted",
        RegexOptions.CultureInvariant)]
    private static partial Regex DriverTooOld();

    /// <summary>CUDA's errors 209, 98 (8 before 10.1), 218 and 200, ROCm's the same.</summary>
    [GeneratedRegex(
        @"no kernel image is available|invalid device function|hipErrorNoBinaryForGpu|device kernel image is invalid"
        + @"|a PTX JIT compilation failed|Unable to find code object for all current devices"
        + @"|You have no GPUs compatible with RELION|cudaErrorNoKernelImageForDevice",
        RegexOptions.CultureInvariant)]
    private static partial Regex CodeMissing();

    [GeneratedRegex(
        @"no (CUDA|ROCm)-capable device is detected|You have no SYCL device available"
        + @"|(PI|UR_RESULT)_ERROR_DEVICE_NOT_FOUND|No device of requested type available"
        + @"|cudaErrorNoDevice|hipErrorNoDevice"
        + @"|system not yet initialized|couldn't communicate with the NVIDIA driver",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotFound();

    [GeneratedRegex(
        @"all CUDA-capable devices are busy or unavailable|cudaErrorDevicesUnavailable|exclusive-thread device already",
        RegexOptions.CultureInvariant)]
    private static partial Regex Busy();

    [GeneratedRegex(
        @"uncorrectable (ECC|NVLink) error|ECC uncorrectable|cudaErrorECCUncorrectable|hipErrorECCNotCorrectable",
        RegexOptions.CultureInvariant)]
    private static partial Regex Damaged();

    [GeneratedRegex(
        @"NVRM: Xid|GPU is lost|fallen off the bus|GPU Hang|ERROR_DEVICE_LOST|GPU requires reset",
        RegexOptions.CultureInvariant)]
    private static partial Regex Lost();

    [GeneratedRegex(@"(Cufft|Hipfft) error in file", RegexOptions.CultureInvariant)]
    private static partial Regex Fft();

    [GeneratedRegex(
        @"illegal memory access|unspecified launch failure|misaligned address|device-side assert"
        + @"|illegal instruction was"
        + @"|too many resources requested for launch|the launch timed out and was terminated"
        + @"|Memory access fault by GPU|HSA_STATUS_ERROR_(EXCEPTION|MEMORY_FAULT|MEMORY_APERTURE_VIOLATION)"
        + @"|hipErrorIllegalAddress|hipErrorLaunchFailure|Native API failed",
        RegexOptions.CultureInvariant)]
    private static partial Regex Failed();

    /// <summary>error.h: ERRFILTEREDZERO, ERRNOSIGNIFS, ERRSUMWEIGHTZERO and ERRNUMFAILSAFE.</summary>
    [GeneratedRegex(
        @"No orientation was found as better than any other|number of contributing orientations for an image"
        + @"|sum of weights for all orientations was|extra-precision fallbacks too many times",
        RegexOptions.CultureInvariant)]
    private static partial Regex Weights();

    [GeneratedRegex(
        @"A GPU-function failed to execute|KERNEL_ERROR: |ERROR: .* at line \d+ \(error-code \d+\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Vague();
}
