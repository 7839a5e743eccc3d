using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>
/// Looks at a few images: is the background outside the particle of mean 0 and deviation 1? The limits are RELION's own
/// (3.1.3, ml_optimiser.cpp).
/// </summary>
internal static class Normalisation
{
    private const int Stacks = 4;
    private const double MeanLimit = 0.5;

    public static RuleResult Check(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        if (!input.IsDeep || star.MissingStacks is not { Count: 0 } || star.PixelSize is not { } pixel)
        {
            return Answer.NotKnown("the images' background");
        }
        foreach (string stack in ParticleRules.Sample(star.Stacks, Stacks))
        {
            if (star.Dimensions == 3) return Verdict.NotApplicable("subtomograms", star.InputStar);
            if (Background(
                ImageStacks.PathOf(stack, input.Folder),
                input.Number(OptionTable.ParticleDiameter) / 2 / pixel) is not ({ } mean, { } deviation))
            {
                return Answer.NotKnown($"the background of '{stack}'");
            }
            string found = $"mean {ParticleRules.Text(mean)}, σ {ParticleRules.Text(deviation)}";
            if (!double.IsFinite(mean) || !double.IsFinite(deviation))
            {
                return Answer.NotKnown($"the background of '{stack}'");
            }
            if (Math.Abs(mean / deviation) > MeanLimit || deviation is < 0.5 or > 2)
            {
                return new RuleResult(FindingStatus.Warn, found, $"the first image of {stack}");
            }
        }
        return new RuleResult(
            FindingStatus.Pass, "normalised", $"the first images of {Math.Min(Stacks, star.StackCount)} stacks");
    });

    private static (double Mean, double Deviation)? Background(string path, double? radius)
    {
        try
        {
            using var reader = new MrcReader(path);
            (int columns, int rows) = (reader.Header.Columns, reader.Header.Rows);
            var values = new float[reader.Header.SectionLength];
            reader.ReadSection(0, values);
            double limit = Math.Min(radius ?? double.MaxValue, Math.Min(columns, rows) / 2.0 - 1);
            var statistics = new MrcStatistics();
            for (int y = 0; y < rows; y++)
            {
                for (int x = 0; x < columns; x++)
                {
                    if (Math.Pow(x - columns / 2, 2) + Math.Pow(y - rows / 2, 2) > limit * limit)
                    {
                        statistics.Add(values.AsSpan(y * columns + x, 1));
                    }
                }
            }
            return (statistics.Mean, statistics.Rms);
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
