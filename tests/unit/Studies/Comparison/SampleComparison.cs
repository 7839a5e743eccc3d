namespace RelionPS.UnitTests.Studies.Comparison;

/// <summary>Comparisons made by hand, for tests of what judges and shows them.</summary>
internal static class SampleComparison
{
    public static ClassComparison Pair(double? fsc, double? correlation, int shells, double reference, double result) =>
        new()
        {
            ReferenceClass = 1,
            ResultClass = 1,
            ReferenceMap = "/reference.mrc",
            ResultMap = "/result.mrc",
            LeastFsc = fsc,
            LeastFscResolution = 20,
            Resolution0143 = null,
            Resolution05 = null,
            Correlation = correlation,
            ReferenceOccupancy = reference,
            ResultOccupancy = result,
            ReferenceResolution = 20,
            ResultResolution = 20,
            ResolutionShellDifference = shells,
            Fsc = [new FscPoint(0, 0, 1), new FscPoint(1, 0.01, 0.99), new FscPoint(2, 0.02, double.NaN)],
        };

    public static ResultComparison Of(IReadOnlyList<ClassComparison> classes, string reference = "/reference/run") =>
        new()
        {
            Reference = reference,
            Result = "/result/run",
            Kind = ComparisonKind.Classification,
            Verdict = ComparisonVerdict.Equivalent,
            Reasons = ["all checks are met"],
            Checks = [new ComparisonCheck("LeastFsc", "class 1", "0.99", "at least 0.99", true, "met")],
            ReferenceIteration = 3,
            ResultIteration = 3,
            BoxSize = 100,
            PixelSize = 1.5,
            Classes = classes,
            Iterations = [],
        };
}
