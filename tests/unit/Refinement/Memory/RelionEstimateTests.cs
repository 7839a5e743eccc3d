using RelionPS.Refinement.Memory;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Memory;

/// <summary>The estimate against the numbers that RELION 3.1.3 printed with <c>--verb 2</c>.</summary>
public sealed class RelionEstimateTests
{
    public static TheoryData<int> Runs => [.. Enumerable.Range(0, CapturedMemory.All.Count)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_numbers_are_those_that_RELION_prints(int row)
    {
        CapturedMemory run = CapturedMemory.All[row];
        Assert.Equal(run.Points, run.Size.ClassCount * SamplingCounts.Points(run.Size, run.Size.Oversampling));
        AssertWithin(0.0001, run.ExpectationBytes, RelionEstimate.Expectation(run.Size, run.Layout));
        AssertWithin(0.0001, run.MaximizationBytes, RelionEstimate.Maximization(run.Size));
    }

    private static void AssertWithin(double share, double printed, long estimated) =>
        Assert.True(
            Math.Abs(estimated - printed) <= share * printed,
            $"RELION printed {printed / (1L << 30)}, the estimate is {estimated / (double)(1L << 30)}");
}
