using RelionPS.Core.Errors;
using RelionPS.Core.Reasons;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>Looks at all pixels of a few images: a single one that is no number spoils the sums of all.</summary>
internal static class ImageValues
{
    private const int Stacks = 16;
    private const int ImagesOfStack = 8;

    public static RuleResult Check(RunInput input) => Answer.Of(input.Particles, OptionTable.Input, star =>
    {
        if (!input.IsDeep) return Answer.NotKnown("the images' values");
        int images = 0, constant = 0;
        foreach (StackHeader stack in ParticleRules.Sample(
            [.. input.Headers.Where(stack => stack.Header is { Mode: not MrcValues.ComplexMode })], Stacks))
        {
            using var reader = new MrcReader(ImageStacks.PathOf(stack.Use.Name, input.Folder));
            var values = new float[reader.Header.SectionLength];
            foreach (int section in ParticleRules.Sample(
                [.. Enumerable.Range(0, reader.Header.Sections)], ImagesOfStack))
            {
                input.Stop.ThrowIfCancellationRequested();
                reader.ReadSection(section, values);
                images++;
                if (values.AsSpan().IndexOfAnyExcept(values[0]) < 0) constant++;
                if (Array.FindIndex(values, value => !float.IsFinite(value)) >= 0)
                {
                    return new RuleResult(
                        FindingStatus.Fail, "a value that is no number", $"section {section + 1} of {stack.Use.Name}");
                }
            }
        }
        if (images > 0 && constant == images)
        {
            return new RuleResult(FindingStatus.Fail, "images of one value", $"{images} images");
        }
        return images == 0
            ? Answer.NotKnown("the images' values")
            : new RuleResult(FindingStatus.Pass, "finite", $"{images} images");
    });

    /// <summary>All values of a map: are they finite, and is there any beside 0?</summary>
    public static (bool IsFinite, bool IsZero, float Minimum, float Maximum)? OfMap(string path, CancellationToken stop)
    {
        try
        {
            using var reader = new MrcReader(path);
            var values = new float[reader.Header.SectionLength];
            float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
            bool isFinite = true;
            for (int section = 0; section < reader.Header.Sections; section++)
            {
                stop.ThrowIfCancellationRequested();
                reader.ReadSection(section, values);
                foreach (float value in values)
                {
                    isFinite &= float.IsFinite(value);
                    minimum = Math.Min(minimum, value);
                    maximum = Math.Max(maximum, value);
                }
            }
            return (isFinite, minimum == 0 && maximum == 0, minimum, maximum);
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
