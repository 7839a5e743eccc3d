using RelionPS.Studies.Forecast;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Studies.Forecast;

/// <summary>What more nodes change of an iteration.</summary>
public sealed class NodeScalingTests
{
    private static readonly StepTerm Shared = new("image", true, _ => 1), Alone = new("fixed", false, _ => 1);

    /// <summary>
    /// 105,247 images by 8 ranks a node of 16 threads, pool 40: batches of 640. The bound on balance is 98 % at 8
    /// ranks and 86 % at 32 (RELION's batches, by hand: 165 batches are 21 rounds of 8, 6 of 32).
    /// </summary>
    [Fact]
    public void Images_are_shared_as_evenly_as_batches_allow()
    {
        var scaling = new NodeScaling(TestCommand.Plan(1, 8, 9, 16, usesMpi: true, pool: 40), 6, 105_247);
        Assert.Equal(105_247 / 8.0 / (21 * 640), scaling.Balance(1), 9);
        Assert.Equal(105_247 / 32.0 / (6 * 640), scaling.Balance(4), 9);
        // Rounds of batches are what is waited for: 21 of one node, 6 of four.
        Assert.Equal(6.0 / 21, scaling.Of(RefineStep.Expectation, Shared, 4), 9);
        Assert.Equal(1, scaling.Of(RefineStep.Expectation, Alone, 4), 9);
    }

    /// <summary>Six classes by four ranks are two rounds, by eight one, and by sixteen no less.</summary>
    [Fact]
    public void A_class_is_reconstructed_by_one_rank()
    {
        var scaling = new NodeScaling(TestCommand.Plan(1, 4, 5, 16, usesMpi: true), 6, 100_000);
        Assert.Equal(
            [1, 0.5, 0.5],
            new[] { 1, 2, 4 }.Select(nodes => scaling.Of(RefineStep.Maximization, Alone, nodes)));
    }

    [Fact]
    public void The_leader_prepares_and_writes_alone()
    {
        var scaling = new NodeScaling(TestCommand.Plan(1, 4, 5, 16, usesMpi: true), 1, 100_000);
        foreach (RefineStep step in new[] { RefineStep.Preparation, RefineStep.Output, RefineStep.Accuracy })
        {
            Assert.Equal(1, scaling.Of(step, Alone, 8));
        }
    }
}
