using RelionPS.Runs.Slurm;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>
/// Energy by <c>sacct --parsable2 --noheader --format=JobIDRaw,ConsumedEnergyRaw,ConsumedEnergy,ElapsedRaw,NNodes</c>.
/// </summary>
public sealed class SlurmEnergyTests
{
    [Theory]
    // The job's own line, whatever its steps have.
    [InlineData("17|52000|52000|130|2\n17.batch|30000|30000|130|1\n17.0|22000|22000|100|2\n", 52000.0, 130.0, 2, 200.0)]
    // Without one the step on most nodes; steps are not summed.
    [InlineData("17|||130|2\n17.batch|30000|30000|130|1\n17.0|52000|52000|130|2\n", 52000.0, 130.0, 2, 200.0)]
    // The text alone, with a prefix of a thousand each.
    [InlineData("17||52.5K|100|1\n", 52500.0, 100.0, 1, 525.0)]
    [InlineData("17|1500000|1.50M|100|1\n", 1500000.0, 100.0, 1, 15000.0)]
    public void Energy_is_that_of_the_job_with_its_time_and_nodes(
        string output, double joules, double seconds, int nodes, double watts)
    {
        JobEnergy energy = SlurmEnergy.Parse(output, "17");
        Assert.Equal((joules, seconds, nodes, watts),
            (energy.Joules!.Value, energy.Seconds!.Value, energy.NodeCount!.Value, energy.WattsPerNode!.Value));
        Assert.Null(energy.Note);
        bool isOfText = output.StartsWith("17||", StringComparison.Ordinal) && energy.Joules == 52500;
        Assert.Equal(isOfText ? "sacct ConsumedEnergy" : "sacct ConsumedEnergyRaw", energy.Source);
    }

    [Theory]
    [InlineData("17|0|0|130|2\n17.batch|0|0|130|1\n")]
    [InlineData("17|||130|2\n")]
    // What old versions print for no value (slurm.h, NO_VAL64).
    [InlineData("17|18446744073709551614|18446744073709.55M|130|2\n")]
    [InlineData("17|-1|n/a|130|2\n")]
    [InlineData("")]
    // Another job's number begins with it.
    [InlineData("170|52000|52000|130|2\n")]
    [InlineData("sacct: error: no words of a table\n")]
    public void What_was_not_measured_is_no_0_and_says_why(string output)
    {
        JobEnergy energy = SlurmEnergy.Parse(output, "17");
        Assert.Null(energy.Joules);
        Assert.Null(energy.WattsPerNode);
        Assert.Contains("17", energy.Note!, StringComparison.Ordinal);
        Assert.StartsWith("not measured", energy.ToString(), StringComparison.Ordinal);
    }
}
