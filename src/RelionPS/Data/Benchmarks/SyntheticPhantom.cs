using RelionPS.Core.Statistics;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// A particle without symmetry: a sum of three-dimensional Gaussians, a few large ones for the body, which differ in
/// size, and many small ones for detail.
/// A Gaussian can be filtered exactly, so the reference needs no Fourier transform.
/// </summary>
internal static class SyntheticPhantom
{
    /// <summary>
    /// Kinds of Gaussians: how many, range of the standard deviation (fraction of the radius), range of the peak's
    /// height.
    /// </summary>
    private static readonly
        (int Count, double MinimumSigma, double MaximumSigma, double MinimumPeak, double MaximumPeak)[] Kinds =
    [
        (1, 0.30, 0.34, 0.8, 1.0),
        (1, 0.24, 0.28, 0.8, 1.0),
        (1, 0.18, 0.22, 0.8, 1.0),
        (8, 0.10, 0.16, 0.8, 1.6),
        (60, 0.05, 0.08, 1.5, 3.0),
    ];

    /// <summary>Detail finer than this, in pixels, would alias.</summary>
    private const double FinestSigma = 1;

    /// <summary>
    /// The part of a Gaussian that is drawn, in standard deviations: what lies outside is below 4e-6 of the peak.
    /// </summary>
    private const double Reach = 5;

    /// <summary>One blob; centre relative to the box's centre, lengths in pixels.</summary>
    internal readonly record struct Blob(double X, double Y, double Z, double Sigma, double Peak);

    /// <summary>The phantom's blobs, from the seed.</summary>
    public static IReadOnlyList<Blob> Create(SyntheticParameters parameters)
    {
        var random = new SeededRandom(parameters.Seed, Purpose.Phantom);
        var blobs = new List<Blob>();
        foreach (var kind in Kinds)
        {
            for (int i = 0; i < kind.Count; i++)
            {
                double sigma = Math.Max(
                    FinestSigma, parameters.PhantomRadius * random.NextUniform(kind.MinimumSigma, kind.MaximumSigma));
                double peak = random.NextUniform(kind.MinimumPeak, kind.MaximumPeak);
                // Within the sphere at two standard deviations; large blobs lie at the rim of what that leaves, so that
                // they form no ball.
                double room = Math.Max(0, parameters.PhantomRadius - 2 * sigma);
                double distance =
                    room * (sigma > 0.17 * parameters.PhantomRadius
                        ? random.NextUniform(0.8, 1)
                        : Math.Cbrt(random.NextUniform()));
                double z = random.NextUniform(-1, 1);
                (double sine, double cosine) = Math.SinCos(random.NextUniform(0, 2 * Math.PI));
                double flat = Math.Sqrt(1 - z * z);
                blobs.Add(new Blob(distance * flat * cosine, distance * flat * sine, distance * z, sigma, peak));
            }
        }
        return blobs;
    }

    /// <summary>
    /// The blobs after a Gaussian low-pass filter whose amplitude at the resolution (in pixels) is e⁻².
    /// </summary>
    public static IReadOnlyList<Blob> LowPass(IReadOnlyList<Blob> blobs, double resolution)
    {
        // The filter exp(−2π²s²k²) at k = 1/resolution is e⁻² for s = resolution/π; variances of convolved Gaussians
        // add up.
        double filter = resolution / Math.PI;
        return [.. blobs.Select(blob =>
        {
            double sigma = Math.Sqrt(blob.Sigma * blob.Sigma + filter * filter);
            return blob with { Sigma = sigma, Peak = blob.Peak * Math.Pow(blob.Sigma / sigma, 3) };
        })];
    }

    /// <summary>Draws the blobs into a cube, x fastest; the origin is at voxel box/2, as in RELION.</summary>
    public static float[] Draw(
        IReadOnlyList<Blob> blobs, int boxSize, double scale, CancellationToken cancellationToken)
    {
        var sums = new float[boxSize * boxSize * boxSize];
        foreach (Blob blob in blobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int firstX, double[] alongX) = Profile(blob.X, blob.Sigma, boxSize);
            (int firstY, double[] alongY) = Profile(blob.Y, blob.Sigma, boxSize);
            (int firstZ, double[] alongZ) = Profile(blob.Z, blob.Sigma, boxSize);
            for (int z = 0; z < alongZ.Length; z++)
            {
                for (int y = 0; y < alongY.Length; y++)
                {
                    double height = scale * blob.Peak * alongZ[z] * alongY[y];
                    Span<float> row = sums.AsSpan(
                        ((firstZ + z) * boxSize + firstY + y) * boxSize + firstX, alongX.Length);
                    for (int x = 0; x < row.Length; x++) row[x] += (float)(height * alongX[x]);
                }
            }
        }
        return sums;
    }

    private static (int First, double[] Values) Profile(double centre, double sigma, int boxSize)
    {
        double position = boxSize / 2 + centre;
        int first = Math.Max(0, (int)Math.Ceiling(position - Reach * sigma));
        int last = Math.Min(boxSize - 1, (int)Math.Floor(position + Reach * sigma));
        var values = new double[last - first + 1];
        for (int i = 0; i < values.Length; i++)
        {
            double distance = (first + i - position) / sigma;
            values[i] = Math.Exp(-distance * distance / 2);
        }
        return (first, values);
    }
}
