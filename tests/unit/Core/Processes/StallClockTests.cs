using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Core.Processes;

/// <summary>What counts as a sign of work.</summary>
public sealed class StallClockTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Theory]
    // One process at work: CPU time in each step.
    [InlineData("R1", 0)]
    [InlineData("S1", 0)]
    // None, whatever it is called.
    [InlineData("S0", 15)]
    [InlineData("T0", 15)]
    [InlineData("D0", 15)]
    // Ranks that turn round waiting for one that hangs are no sign; for one that sleeps, they are.
    [InlineData("R1 T0", 15)]
    [InlineData("R1 D0", 15)]
    [InlineData("R1 S0", 0)]
    // One that waits for a disk at times, and computes between.
    [InlineData("R1 D1", 0)]
    [InlineData("R1 Z0", 0)]
    public void Quiet_time_after_four_samples_of_five_seconds(string processes, int seconds)
    {
        var clock = new StallClock();
        for (int sample = 0; sample < 4; sample++)
        {
            // Numbers that no process has: nothing is looked up.
            clock.Sample(
                processes.Split(' ').Select((one, place) => new ProcessStat(
                    int.MaxValue - place, one[0], 1, 1, (one[1] - '0') * sample, 0, 7, 0)),
                Step,
                hasChanged: sample == 0);
        }
        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.Quiet);
    }

    [Fact]
    public void Output_or_a_new_file_begins_anew_though_a_rank_is_stopped()
    {
        var clock = new StallClock();
        ProcessStat[] stopped = [new(int.MaxValue, 'T', 1, 1, 3, 0, 7, 0)];
        foreach (bool hasChanged in (bool[])[true, false, false, true, false])
        {
            clock.Sample(stopped, Step, hasChanged);
        }
        Assert.Equal(Step, clock.Quiet);
    }

    [Fact]
    public void Time_in_which_all_of_the_machine_stood_does_not_count()
    {
        var clock = new StallClock();
        ProcessStat[] asleep = [new(int.MaxValue, 'S', 1, 1, 3, 0, 7, 0)];
        clock.Sample(asleep, TimeSpan.Zero, hasChanged: true);
        clock.Sample(asleep, TimeSpan.FromHours(8), hasChanged: false);
        Assert.InRange(clock.Quiet, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }
}
