namespace RelionPS.Refinement.Options;

/// <summary>
/// What the accelerated code can't do: RELION ends, or sets the acceleration aside (5.0.1). A plan uses it of its own
/// accord where nothing of the kind is asked for.
/// </summary>
internal static class AcceleratedCode
{
    /// <summary>Where the two are from.</summary>
    public const string Source = "RELION 3.1.4 to 5.0.1, ml_optimiser.cpp and acc_ml_optimiser_impl.h";

    /// <summary>What stands against it, in words; null where nothing does.</summary>
    /// <param name="options">The program's options.</param>
    /// <param name="imageDimensions">3 for subtomograms; null where it is not known.</param>
    public static string? Obstacle(RefineOptions options, int? imageDimensions)
    {
        string[] tokens =
        [
            .. OptionTable.OfProperties.SelectMany(option => option.Tokens(options)),
            .. options.AdditionalArgument ?? [],
        ];
        if (Array.Find(tokens, token => token is OptionTable.SkipAlign or OptionTable.SkipRotate) is { } skip)
        {
            return $"the accelerated code always aligns, and {skip} was asked for";
        }
        return imageDimensions == 3 && !tokens.Contains(OptionTable.ZeroMask)
            ? $"the accelerated code masks volumes with zeros alone; {OptionTable.ZeroMask} allows for it"
            : null;
    }
}
