using System.Management.Automation;
using RelionPS.Shell;

namespace RelionPS.UnitTests.Shell;

public sealed class ProgressLineTests
{
    private readonly ProgressLine _line = new();

    [Fact]
    public void Shows_activity_status_bar_percent_and_time_left()
    {
        _line.Update(1, new ProgressRecord(1, "Refining", "iteration 3 of 12") { PercentComplete = 25, SecondsRemaining = 3725 });
        Assert.Equal("Refining: iteration 3 of 12 [#####...............]  25 % 1:02:05 left", _line.Render(100, DateTime.UtcNow));
    }

    [Fact]
    public void Time_left_counts_down_between_records()
    {
        _line.Update(1, new ProgressRecord(1, "Refining", "x") { SecondsRemaining = 100 });
        Assert.EndsWith(" 1:10 left", _line.Render(80, DateTime.UtcNow.AddSeconds(30)));
        Assert.EndsWith(" 0:00 left", _line.Render(80, DateTime.UtcNow.AddSeconds(300)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(79)]
    public void Never_wider_than_the_terminal(int width)
    {
        _line.Update(1, new ProgressRecord(1, "An activity with a rather long name 粒子粒子粒子粒子粒子", new string('s', 200)) { PercentComplete = 100, SecondsRemaining = 10 });
        Assert.InRange(CellWidth.Of(_line.Render(width, DateTime.UtcNow)), 1, width);
        Assert.Contains("100 %", _line.Render(width, DateTime.UtcNow));
    }

    [Fact]
    public void Child_stays_while_its_parent_reports()
    {
        _line.Update(1, new ProgressRecord(1, "Benchmark", "run 1"));
        _line.Update(1, new ProgressRecord(2, "Refining", "iteration 1") { ParentActivityId = 1 });
        _line.Update(1, new ProgressRecord(1, "Benchmark", "run 2"));
        Assert.Equal("Benchmark › Refining: iteration 1", _line.Render(80, DateTime.UtcNow));
    }

    [Fact]
    public void Completed_activity_is_gone_with_its_children()
    {
        _line.Update(1, new ProgressRecord(1, "Benchmark", "run 1"));
        _line.Update(1, new ProgressRecord(2, "Refining", "iteration 1") { ParentActivityId = 1 });
        _line.Update(1, new ProgressRecord(1, "Benchmark", "run 1") { RecordType = ProgressRecordType.Completed });
        Assert.True(_line.IsEmpty);
    }
}
