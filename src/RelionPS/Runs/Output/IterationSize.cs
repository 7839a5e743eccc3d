using System.Globalization;
using RelionPS.Core.Files;

namespace RelionPS;

/// <summary>How large the images were that an iteration compared.</summary>
/// <param name="Iteration">Number, from 1.</param>
/// <param name="CurrentSize">Current size: width in pixels of the images as cut to the resolution at hand.</param>
/// <param name="BoxSize">Full width of the images, in pixels: the current size's limit.</param>
public sealed record IterationSize(int Iteration, int CurrentSize, int BoxSize)
{
    /// <summary>The table that holds both is at the top of the model file.</summary>
    private const int LinesRead = 60;

    /// <summary>
    /// Sizes of the iterations whose <c>run_itNNN_model.star</c> says them; auto-refinement's two halves have no such
    /// file.
    /// </summary>
    /// <param name="outputRoot">Full path of <c>--o</c>.</param>
    /// <param name="iterations">Numbers of the iterations.</param>
    internal static IReadOnlyList<IterationSize> Read(string outputRoot, IEnumerable<int> iterations) =>
        [.. iterations.Select(iteration => One(outputRoot, iteration)).OfType<IterationSize>()];

    private static IterationSize? One(string outputRoot, int iteration)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{outputRoot}_it{iteration:000}_model.star");
        try
        {
            int? current = null, box = null;
            foreach (string line in PlainFile.ReadLines(path).Take(LinesRead))
            {
                string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length < 2
                    || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                {
                    continue;
                }
                if (words[0] == "_rlnCurrentImageSize") current = value;
                if (words[0] == "_rlnOriginalImageSize") box = value;
            }
            return current is { } size && box is { } full ? new IterationSize(iteration, size, full) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Iteration}: {CurrentSize} of {BoxSize} px";
}
