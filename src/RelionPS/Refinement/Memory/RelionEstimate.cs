namespace RelionPS.Refinement.Memory;

/// <summary>
/// The two numbers that RELION itself prints with <c>--verb 2</c> (RELION 3.1.3, ml_optimiser.cpp,
/// expectationSetupCheckMemory). They are lower bounds by
/// name, but count the weights of every pooled particle, of which only one a thread is in memory at a time;
/// <see cref="RankModel"/> has what is really held.
/// </summary>
internal static class RelionEstimate
{
    /// <summary>A tenth of a GiB for the rest of the program.</summary>
    private const double RestBytes = 0.1 * (1L << 30);

    public static long Expectation(RefinementSize size, RankLayout layout)
    {
        double real = size.RealBytes;
        long volume = Elements(size), pixels = (long)size.CurrentSize * size.CurrentSize;
        long shifts = SamplingCounts.Translations(size, size.Oversampling);
        bool onTheFly = size.ShiftsOnTheFly && size.Acceleration == Acceleration.None;

        double references = real * size.ClassCount * 5 * volume;
        double perParticle =
            real * (((double)size.ClassCount * SamplingCounts.Points(size, size.Oversampling))
                + pixels
                + (onTheFly ? 0 : 2.0 * pixels * shifts));
        double rest = RestBytes + (onTheFly ? real * pixels * shifts : 0);
        return (long)(references + ((double)layout.Pool * layout.Threads * perParticle) + rest);
    }

    public static long Maximization(RefinementSize size) => 9L * size.RealBytes * Elements(size);

    private static long Elements(RefinementSize size) =>
        FourierVolume.Elements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D);
}
