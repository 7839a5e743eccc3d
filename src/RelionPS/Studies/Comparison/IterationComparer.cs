namespace RelionPS.Studies.Comparison;

/// <summary>Holds the model files of both runs against each other, iteration by iteration.</summary>
internal static class IterationComparer
{
    public static IReadOnlyList<IterationComparison> Compare(
        IReadOnlyDictionary<int, string> reference,
        IReadOnlyDictionary<int, string> result,
        IReadOnlyDictionary<int, int> resultClassOf) =>
        [
            .. reference.Keys
                .Where(number => number > 0 && result.ContainsKey(number))
                .Order()
                .Select(
                    number => Compare(
                        number, ModelTable.Read(reference[number]), ModelTable.Read(result[number]), resultClassOf)),
        ];

    private static IterationComparison Compare(
        int number, ModelTable reference, ModelTable result, IReadOnlyDictionary<int, int> resultClassOf) =>
        new()
        {
            Iteration = number,
            ReferenceResolution = reference.Resolution,
            ResultResolution = result.Resolution,
            OccupancyDifference = resultClassOf.Max(
                pair => Math.Abs(reference.Occupancy(pair.Key) - result.Occupancy(pair.Value) ?? 0)),
            ReferenceLogLikelihood = reference.LogLikelihood,
            ResultLogLikelihood = result.LogLikelihood,
            ReferenceMaximumProbability = reference.MaximumProbability,
            ResultMaximumProbability = result.MaximumProbability,
        };
}
