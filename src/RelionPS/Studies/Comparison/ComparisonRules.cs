using System.Globalization;
using RelionPS.Core.Text;

namespace RelionPS.Studies.Comparison;

/// <summary>The checks that make the verdict, each a value against a limit.</summary>
internal static class ComparisonRules
{
    public static IEnumerable<ComparisonCheck> OfClass(ClassComparison pair, bool isOnly, ComparisonLimits limits)
    {
        string subject = isOnly ? "map"
            : pair.ReferenceClass == pair.ResultClass ? InvariantText.Of($"class {pair.ReferenceClass}")
            : InvariantText.Of($"class {pair.ReferenceClass} (class {pair.ResultClass} of the result)");
        if (pair is
            {
                ReferenceOccupancy: < ComparisonLimits.EmptyOccupancy,
                ResultOccupancy: < ComparisonLimits.EmptyOccupancy
            })
        {
            yield return new ComparisonCheck(
                "Occupancy",
                subject,
                Percent(pair.ResultOccupancy),
                "-",
                true,
                InvariantText.Of($"{subject} is all but empty in both runs, so its map is not judged"));
            yield break;
        }
        yield return Check(
            "LeastFsc", subject, pair.LeastFsc, limits.MinimumFsc, pair.LeastFsc >= limits.MinimumFsc, "0.000000",
            InvariantText.Of($"least FSC up to {pair.LeastFscResolution:0.##} Å"));
        yield return Check(
            "Correlation",
            subject,
            pair.Correlation,
            limits.MinimumCorrelation,
            pair.Correlation >= limits.MinimumCorrelation,
            "0.000000",
            "correlation of the maps");
        if (pair.ResolutionShellDifference is { } shells)
        {
            yield return new ComparisonCheck(
                "Resolution",
                subject,
                InvariantText.Of($"{pair.ResultResolution:0.##} Å"),
                InvariantText.Of($"{pair.ReferenceResolution:0.##} Å ± {Shells(limits.MaximumShellDifference)}"),
                Math.Abs(shells) <= limits.MaximumShellDifference,
                InvariantText.Of(
                    $"{subject}: resolution {pair.ResultResolution:0.##} Å where the reference has ",
                    $"{pair.ReferenceResolution:0.##} Å, {Shells(Math.Abs(shells))} apart ",
                    $"(at most {limits.MaximumShellDifference})"));
        }
        if (Math.Abs((pair.ReferenceOccupancy - pair.ResultOccupancy) ?? 0) is var difference
            && pair.ResultOccupancy is not null
            && !isOnly)
        {
            yield return new ComparisonCheck(
                "Occupancy",
                subject,
                Percent(pair.ResultOccupancy),
                InvariantText.Of($"{Percent(pair.ReferenceOccupancy)} ± {Percent(limits.MaximumOccupancyDifference)}"),
                difference <= limits.MaximumOccupancyDifference,
                InvariantText.Of(
                    $"{subject}: {Percent(pair.ResultOccupancy)} of the particles where the reference has ",
                    $"{Percent(pair.ReferenceOccupancy)} ",
                    $"(at most {Percent(limits.MaximumOccupancyDifference)} apart)"));
        }
    }

    /// <summary>Whether both runs claim the same resolution, from their own half-maps.</summary>
    public static ComparisonCheck OfHalfMaps(HalfMapComparison halves, double boxLength, ComparisonLimits limits)
    {
        double reference = boxLength / (halves.ReferenceResolution ?? double.PositiveInfinity);
        double result = boxLength / (halves.ResultResolution ?? double.PositiveInfinity);
        double apart = Math.Abs(reference - result);
        return new ComparisonCheck(
            "HalfMapResolution",
            "half-maps",
            InvariantText.Of($"{halves.ResultResolution:0.##} Å"),
            InvariantText.Of($"{halves.ReferenceResolution:0.##} Å ± {Shells(limits.MaximumShellDifference)}"),
            apart <= limits.MaximumShellDifference,
            InvariantText.Of(
                $"half-maps: FSC 0.143 at {halves.ResultResolution:0.##} Å where the reference has ",
                $"{halves.ReferenceResolution:0.##} Å, {apart:0.##} shells apart ",
                $"(at most {limits.MaximumShellDifference})"));
    }

    /// <summary>The checks that are not met, or one sentence that sums up those that are.</summary>
    public static IReadOnlyList<string> Reasons(
        IReadOnlyList<ComparisonCheck> checks, IReadOnlyList<ClassComparison> classes)
    {
        List<string> failed = [.. checks.Where(check => !check.IsMet).Select(check => check.Reason)];
        if (failed.Count > 0) return failed;
        ClassComparison worst = classes.OrderBy(pair => pair.LeastFsc ?? double.PositiveInfinity).First();
        return [
            InvariantText.Of(
                $"all {checks.Count} checks are met; the least FSC is {worst.LeastFsc:0.000000}, ",
                $"the least correlation {classes.Min(pair => pair.Correlation):0.000000}"),
        ];
    }

    private static ComparisonCheck Check(
        string name, string subject, double? found, double limit, bool isMet, string format, string what)
    {
        string value = found?.ToString(format, CultureInfo.InvariantCulture) ?? "none";
        return new ComparisonCheck(
            name,
            subject,
            value,
            $"at least {Quantity.Value(limit)}",
            isMet,
            $"{subject}: {what} is {value} (at least {Quantity.Value(limit)})");
    }

    private static string Shells(int number) => InvariantText.Of($"{number} {(number == 1 ? "shell" : "shells")}");

    private static string Percent(double? share) =>
        share is { } value ? InvariantText.Of($"{100 * value:0.##} %") : "unknown";
}
