using RelionPS.Core.Statistics;
using RelionPS.Data.Mrc;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// Turns noise-free projections into images as RELION wants them: white noise, background of mean 0 and standard
/// deviation 1.
/// The noise is made here because relion_project never seeds its generator (RELION 3.1, apps/project.cpp): its noise is
/// the same for every set.
/// </summary>
internal static class SyntheticImages
{
    /// <summary>
    /// The factor that gives projections the wanted variance within the mask when the noise has variance 1.
    /// </summary>
    public static double MeasureScale(
        string projections, SyntheticParameters parameters, CancellationToken cancellationToken)
    {
        using var reader = new MrcReader(projections);
        bool[] isBackground = Background(parameters);
        var values = new float[reader.Header.SectionLength];
        double variance = 0;
        for (int section = 0; section < reader.Header.Sections; section++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.ReadSection(values);
            (_, double deviation) = Statistics(values, isBackground, wanted: false);
            variance += deviation * deviation / reader.Header.Sections;
        }
        return Math.Sqrt(parameters.SignalToNoise / variance);
    }

    /// <summary>
    /// Scales the projections, adds noise of variance 1, normalises and writes them; says after each image how many are
    /// done.
    /// </summary>
    public static void AddNoise(
        string projections,
        string stack,
        double scale,
        SyntheticParameters parameters,
        Action<int> done,
        CancellationToken cancellationToken)
    {
        using var reader = new MrcReader(projections);
        using var writer = new MrcWriter(stack, new MrcHeader
        {
            Columns = parameters.BoxSize,
            Rows = parameters.BoxSize,
            Sections = parameters.ParticleCount,
            PixelSize = parameters.PixelSize,
            IsStack = true,
            Label = "RelionPS synthetic particles",
        });
        bool[] isBackground = Background(parameters);
        var values = new float[reader.Header.SectionLength];
        for (int index = 0; index < parameters.ParticleCount; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.ReadSection(values);
            var random = new SeededRandom(parameters.Seed, Purpose.Noise, index);
            foreach (ref float value in values.AsSpan()) value = (float)(scale * value + random.NextGaussian());
            (double mean, double deviation) = Statistics(values, isBackground, wanted: true);
            foreach (ref float value in values.AsSpan()) value = (float)((value - mean) / deviation);
            writer.WriteSection(values);
            done(index + 1);
        }
        writer.Complete();
    }

    /// <summary>True for each pixel outside of the particle's mask; the centre is pixel box/2.</summary>
    private static bool[] Background(SyntheticParameters parameters)
    {
        int box = parameters.BoxSize;
        double square = parameters.MaskRadius * parameters.MaskRadius;
        var isBackground = new bool[box * box];
        for (int y = 0; y < box; y++)
        {
            for (int x = 0; x < box; x++)
            {
                double dx = x - box / 2, dy = y - box / 2;
                isBackground[y * box + x] = dx * dx + dy * dy > square;
            }
        }
        return isBackground;
    }

    /// <summary>Mean and standard deviation of the pixels whose mask has the wanted value.</summary>
    private static (double Mean, double Deviation) Statistics(
        ReadOnlySpan<float> values, ReadOnlySpan<bool> mask, bool wanted)
    {
        double sum = 0, squares = 0;
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (mask[i] != wanted) continue;
            sum += values[i];
            squares += (double)values[i] * values[i];
            count++;
        }
        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)));
    }
}
