using RelionPS.Core.Processes;
using RelionPS.Runs.Results;

namespace RelionPS.UnitTests.Runs.Results;

/// <summary>The progress of a run that someone else started.</summary>
public sealed class RunFollowerTests
{
    [Fact]
    public void Progress_counts_the_iteration_at_hand_by_the_pace_of_the_last_three()
    {
        var changed = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        RefineRun run = Run(changed) with
        {
            Iterations =
            [
                .. ((int[])[100, 10, 20, 30]).Select(
                    (seconds, index) => new RefineIteration
                    {
                        Number = index + 1,
                        Time = TimeSpan.FromSeconds(seconds),
                        WrittenUtc = changed,
                    }),
            ],
        };

        // Pace (10 + 20 + 30) / 3 = 20 s; 10 s after iteration 4 of 10: 4.5 of 10, and 5.5 iterations left.
        ProgressReport report = RunFollower.Report("x", run, changed.AddSeconds(10));
        Assert.Equal("iteration 4 of 10 done, 7.5 Å", report.Status);
        Assert.Equal(45, report.Percent!.Value, 6);
        Assert.Equal(110, report.Remaining!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Progress_of_auto_refinement_promises_no_end()
    {
        ProgressReport report = RunFollower.Report("x", Run(DateTime.UtcNow) with { IterationCount = null });
        Assert.Equal(("iteration 4 done, 7.5 Å", null, null), (report.Status, report.Percent, report.Remaining));
    }

    private static RefineRun Run(DateTime changed) => new()
    {
        Name = "a/run",
        OutputRoot = "/a/run",
        Kind = RefineKind.Class3D,
        Status = RefineRunStatus.Running,
        StatusReason = "",
        Iteration = 4,
        IterationCount = 10,
        Iterations = [],
        Classes = [],
        Resolution = 7.5,
        StartedUtc = changed,
        ChangedUtc = changed,
    };
}
