using RelionPS.Refinement.Options;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Running;
using RelionPS.Studies.Search;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Search;

/// <summary>Whether CPUs and GPUs compute the same, within the time that the search was given.</summary>
public sealed class VerdictOfKindsTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(-3.0)]
    public async Task Nothing_more_runs_where_the_search_has_taken_its_time(double leftSeconds)
    {
        SearchResult sample = ReportSamples.Search(null, 0);
        SearchTrial Of(SearchTrial trial, Acceleration acceleration) => trial with
        {
            Command = trial.Command! with { Acceleration = acceleration },
            Rung = 1,
            Seconds = 5,
            Runs = [new SearchRun(1, 1, 3, SearchStatus.Completed, 5, null)],
        };
        SearchResult result = await new VerdictOfKinds(
            [], new SearchOptions(), SearchLevel.OfIterations(1, 3)[^1], "/nowhere", new RunSetup(LockKind.Search),
            new Warnings()).AddAsync(
                sample with
                {
                    Trials = [Of(sample.Trials[0], Acceleration.Cpu), Of(sample.Trials[1], Acceleration.Gpu)],
                },
                TimeSpan.FromSeconds(leftSeconds),
                default);
        Assert.Equal(
            "GPU: 5.00 s for 3 iteration(s) (threads 4); CPU: 5.00 s for 3 iteration(s) (threads 1); "
                + "not compared: the time was up",
            result.Kinds);
        Assert.Null(result.Comparison);
    }

    [Fact]
    public async Task A_limit_ends_its_token_and_none_does_not()
    {
        using CancellationTokenSource soon = TimeLimit.Linked(TimeSpan.FromMilliseconds(1), default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, soon.Token));
        using CancellationTokenSource never = TimeLimit.Linked(null, default);
        using CancellationTokenSource far = TimeLimit.Linked(TimeSpan.FromDays(60), default);
        Assert.False(never.IsCancellationRequested || far.IsCancellationRequested);
    }
}
