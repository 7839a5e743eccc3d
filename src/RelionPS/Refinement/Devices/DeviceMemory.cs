using RelionPS.Refinement.Memory;

namespace RelionPS.Refinement.Devices;

/// <summary>
/// Memory that a refinement takes on a device (RELION 5.0.1, cuda_ml_optimiser.cu, acc_projector_impl.h,
/// acc_backprojector_impl.h, ml_optimiser_mpi.cpp; the same in 3.1.4 and 4.0.2). Numbers are single precision, as in
/// every usual build.
/// </summary>
internal static class DeviceMemory
{
    /// <summary>Kept free for each thread on the device (cuda_settings.h, GPU_THREAD_MEMORY_OVERHEAD_MB).</summary>
    public const long ThreadBytes = 200_000_000;

    /// <summary>
    /// With less for the expectation step RELION warns that it might not suffice (ml_optimiser_mpi.cpp).
    /// </summary>
    public const long LeastForExpectation = 200_000_000;

    private const int RealBytes = 4;

    /// <summary>A reference has a real and an imaginary part; its sums a weight beside them.</summary>
    private const int PartsOfProjector = 2, PartsOfSums = 3;

    /// <summary>What RELION itself multiplies its estimate with (cuda_ml_optimiser.cu).</summary>
    private const double Margin = 1.05, PartsOfEstimate = 2.5;

    /// <summary>References and sums of one rank on a device, in bytes.</summary>
    /// <param name="size">The refinement, with the current size that counts.</param>
    public static long FixedBytes(RefinementSize size)
    {
        long elements = FourierVolume.Elements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D);
        return elements * RealBytes * size.ClassCount * (PartsOfProjector + (PartsOfSums * size.SumsPerClass));
    }

    /// <summary>
    /// The least memory of a device on which the last iteration runs: what its ranks hold, what RELION keeps free for
    /// their threads, and what it wants for the expectation step.
    /// </summary>
    /// <param name="size">The refinement in its last, largest iteration.</param>
    /// <param name="use">What works on the device.</param>
    /// <param name="keepFreeBytes"><c>--free_gpu_memory</c>.</param>
    public static long LeastBytes(RefinementSize size, DeviceUse use, long keepFreeBytes = 0) =>
        use.Shares * (FixedBytes(size) + keepFreeBytes + (ThreadBytes * use.Threads) + LeastForExpectation);

    /// <summary>
    /// What is left for the expectation step of a rank; negative where the references do not even fit. RELION takes all
    /// of it at once, so that a device's memory in use tells nothing.
    /// </summary>
    /// <param name="deviceBytes">Memory of the device that is free before the run.</param>
    /// <param name="size">The refinement in its last, largest iteration.</param>
    /// <param name="use">What works on the device.</param>
    /// <param name="keepFreeBytes"><c>--free_gpu_memory</c>.</param>
    public static long ExpectationBytes(
        long deviceBytes, RefinementSize size, DeviceUse use, long keepFreeBytes = 0)
    {
        long free = (deviceBytes - (use.Shares * FixedBytes(size))) / use.Shares;
        long kept = keepFreeBytes + (ThreadBytes * use.Threads);
        // Too little for what is to be kept free: RELION says so and takes 70 % of what there is.
        return free < kept ? free * 7 / 10 : free - kept;
    }

    /// <summary>
    /// RELION's own check before an auto-refinement: the largest box whose last iteration it expects to fit
    /// (cuda_ml_optimiser.cu, checkFixedSizedObjects).
    /// </summary>
    /// <param name="freeBytes">Free memory of the device.</param>
    /// <param name="shares">Ranks that share it.</param>
    /// <param name="padding"><c>--pad</c>.</param>
    public static int LargestBox(long freeBytes, int shares, double padding) =>
        (int)(Math.Cbrt(freeBytes / (Margin * PartsOfEstimate * RealBytes * shares)) / padding);
}
