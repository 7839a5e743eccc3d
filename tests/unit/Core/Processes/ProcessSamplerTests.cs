using RelionPS.Core.Processes;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class ProcessSamplerTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.4, 3)]
    [InlineData(6, 1)]
    [InlineData(600, 16)]
    [InlineData(100000, 0.5)]
    public void Sampling_is_dense_at_first_and_then_under_half_a_percent_of_a_core(
        double elapsedSeconds, double costMilliseconds)
    {
        TimeSpan cost = TimeSpan.FromMilliseconds(costMilliseconds);
        TimeSpan interval = ProcessSampler.NextInterval(TimeSpan.FromSeconds(elapsedSeconds), cost);
        Assert.True(interval >= TimeSpan.FromMilliseconds(50));
        if (elapsedSeconds < 0.5) Assert.Equal(TimeSpan.FromMilliseconds(50), interval);
        if (elapsedSeconds > 5) Assert.True(cost / interval < 0.005);
        if (elapsedSeconds > 20) Assert.True(interval >= TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(40)]
    public void Marks_of_memory_are_read_densely_and_under_half_a_percent_of_a_core(double costMilliseconds)
    {
        TimeSpan cost = TimeSpan.FromMilliseconds(costMilliseconds);
        TimeSpan interval = ProcessSampler.NextMarks(cost);
        Assert.True(cost / interval < 0.005);
        if (costMilliseconds < 0.1) Assert.Equal(TimeSpan.FromMilliseconds(50), interval);
    }
}
