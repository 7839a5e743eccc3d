using RelionPS.Data.Star;

namespace RelionPS.Studies.Comparison;

/// <summary>What a comparison needs of a model file. Null where this version of RELION does not write it.</summary>
internal sealed record ModelTable(
    double? Resolution,
    double? LogLikelihood,
    double? MaximumProbability,
    double? PixelSize,
    IReadOnlyList<double> Occupancies,
    IReadOnlyList<double> Resolutions)
{
    public static ModelTable Read(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock general = file.Get("model_general");
        StarBlock? classes = file.Find("model_classes");
        return new ModelTable(
            Number("rlnCurrentResolution"),
            Number("rlnLogLikelihood"),
            Number("rlnAveragePmax"),
            Number("rlnPixelSize"),
            Column("rlnClassDistribution"),
            Column("rlnEstimatedResolution"));

        double? Number(string label) => general.Has(label) ? general.Number(label) : null;
        IReadOnlyList<double> Column(string label) =>
            classes is not null && classes.Has(label) ? classes.Numbers(label) : [];
    }

    /// <summary>Occupancy of a class, counted from 1.</summary>
    public double? Occupancy(int number) => number <= Occupancies.Count ? Occupancies[number - 1] : null;

    /// <summary>
    /// Resolution of a class in ångström: its own, else the run's. RELION writes 999 or infinity where it has none.
    /// </summary>
    public double? ResolutionOf(int number)
    {
        double? value = number <= Resolutions.Count ? Resolutions[number - 1] : Resolution;
        return value is > 0 and < 999 ? value : null;
    }
}
