using RelionPS.Runs.Running;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Running;

public sealed class PlacementProbeTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Ranks_that_are_as_planned_pass()
    {
        PlacementResult result = Compare(
            command => command.Plan.Placement.Select(
                rank => new SeenRank(rank.Rank, rank.HostName + ".cluster.example", rank.Cpus)));
        Assert.True(result.IsAsPlanned);
        Assert.Empty(result.Differences);
        Assert.Equal(5, result.Ranks.Count);
    }

    [Theory]
    [InlineData("b", "0-3", "other host")]
    [InlineData("a", "0-7", "more CPUs than planned")]
    [InlineData("a", "0", "fewer CPUs than planned")]
    [InlineData("a", "4-7", "other CPUs")]
    [InlineData("b", "4-7", "other host, other CPUs")]
    public void What_differs_is_said_of_each_rank(string host, string cpus, string note)
    {
        PlacementResult result = Compare(
            command =>
            [
                new SeenRank(0, host, cpus),
                .. command.Plan.Placement.Skip(1).Select(rank => new SeenRank(rank.Rank, rank.HostName, rank.Cpus)),
            ]);
        Assert.Equal(
            (false, note, 0),
            (result.IsAsPlanned, Assert.Single(result.Differences).Note, result.Differences[0].Rank));
    }

    [Fact]
    public void A_launcher_that_starts_all_ranks_as_rank_0_is_found_out()
    {
        PlacementResult result = Compare(_ => Enumerable.Repeat(new SeenRank(0, "a", "0-3"), 5));
        Assert.Equal(
            ["started 5 times", "did not start", "did not start", "did not start", "did not start"],
            result.Differences.Select(check => check.Note));
    }

    [Fact]
    public void Ranks_beyond_the_plan_are_differences()
    {
        PlacementResult result = Compare(
            command =>
            [
                .. command.Plan.Placement.Select(rank => new SeenRank(rank.Rank, rank.HostName, rank.Cpus)),
                new SeenRank(5, "b", "0-3"),
            ]);
        Assert.Equal("not in the plan", Assert.Single(result.Differences).Note);
    }

    [Fact]
    public void Lines_of_the_probe_are_read_among_the_launchers_own()
    {
        IReadOnlyList<SeenRank> seen = PlacementProbe.Parse(
            "Warning: ssh\n[0] RelionPS-rank 0 n1 0-3,8\nRelionPS-rank 1 n1 4\nRelionPS-rank x\n");
        Assert.Equal([new SeenRank(0, "n1", "0-3,8"), new SeenRank(1, "n1", "4")], seen);
    }

    [Fact]
    public void RELIONs_banner_tells_the_hosts()
    {
        // As RELION 3.1.3 prints it.
        var banner = new MpiBanner();
        banner.ReadOutput(
            " === RELION MPI setup ===\n + Number of MPI processes             = 3\n + Leader  (0) runs on host       "
            + "     = a\n =================\n + Follower     1 runs on host            = a\n + Follower    12 runs on "
            + "host            = b\n");
        Assert.Equal(
            [new SeenRank(0, "a", null), new SeenRank(1, "a", null), new SeenRank(12, "b", null)], banner.Ranks);
    }

    [Fact]
    public void A_banner_with_other_hosts_than_planned_is_told()
    {
        RefineCommand command = Command();
        var banner = new MpiBanner();
        banner.ReadOutput(" + Leader  (0) runs on host            = a\n");
        foreach (int rank in Enumerable.Range(1, 4))
        {
            banner.ReadOutput($" + Follower     {rank} runs on host            = a\n");
        }
        Assert.Contains("2 of 5 ranks", banner.Difference(command), StringComparison.Ordinal);
    }

    private PlacementResult Compare(Func<RefineCommand, IEnumerable<SeenRank>> seen)
    {
        RefineCommand command = Command();
        return PlacementComparison.Compare(command, [.. seen(command)]);
    }

    /// <summary>Ranks 0 to 2 on a, 3 and 4 on b; sets 0-3 and 4-7.</summary>
    private RefineCommand Command() =>
        _session.One<RefineCommand>(
            "New-RelionNodeProfile 2 4 -ThreadPerCore 1 -MemoryBytes 256GB | New-RelionRefineCommand -Mpi Mpich "
            + "-ComputerName a, b 3>$null");
}
