using RelionPS.Studies.Diagnosis;

namespace RelionPS.UnitTests.Studies.Diagnosis;

/// <summary>
/// Who waits for whom, by samples of where the ranks are in their program; 10 seconds of a node of 8 CPUs.
/// </summary>
public sealed class RankCauseTests
{
    [Fact]
    public void Ranks_that_all_wait_are_said_to_wait_for_the_leader()
    {
        RunFinding finding = Of("--cpu --pool 30", Rank(0, 0), Rank(1, 0.6), Rank(2, 0.7), Rank(3, 0.6))[0];
        Assert.Equal(("WaitsForLeader", FindingStatus.Fail), (finding.Id, finding.Status));
        Assert.Equal(6, finding.SecondsLost!.Value, 3);
        Assert.Contains("-Pool 60", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Leader_who_reads_for_all_is_told_with_the_option_that_makes_him()
    {
        RunFinding finding = Of(
            "--cpu --pool 30 --no_parallel_disc_io",
            Rank(0, 0) with { BlockedSeconds = 9, CpuSeconds = 0.1, ReadBytes = 1 << 20 },
            Rank(1, 0.8), Rank(2, 0.8))[0];
        Assert.Equal("WaitsForLeader", finding.Id);
        Assert.Contains("--no_parallel_disc_io", finding.Found, StringComparison.Ordinal);
        Assert.Contains("9 s in reading", finding.Evidence, StringComparison.Ordinal);
    }

    /// <summary>The others wait 7, 8 and 9 s, and it 0: 8 s, their mean.</summary>
    [Fact]
    public void Rank_that_the_others_wait_for_is_named()
    {
        RunFinding finding = Of(
            "--cpu --pool 30", Rank(0, 1), Rank(1, 0.7), Rank(2, 0.8), Rank(3, 0), Rank(4, 0.9))[0];
        Assert.Equal("WaitsForRank", finding.Id);
        Assert.Equal(8, finding.SecondsLost!.Value, 3);
        Assert.Contains("rank 3 (process 103)", finding.Found, StringComparison.Ordinal);
    }

    /// <summary>Its wait for the disk is the cause, and not the rank.</summary>
    [Fact]
    public void Rank_that_stands_for_files_makes_them_the_cause()
    {
        IReadOnlyList<RunFinding> findings = Of(
            "--cpu --pool 30",
            Rank(0, 1), Rank(1, 0.9), Rank(2, 0) with { BlockedSeconds = 9, FirstThreadRunnableSeconds = 1 });
        Assert.Equal("WaitsForFiles", findings[0].Id);
        Assert.DoesNotContain(findings, finding => finding.Id == "WaitsForRank");
    }

    /// <summary>
    /// A leader spins for nothing else to do; that is how Open MPI waits, and costs nothing on a free core.
    /// </summary>
    [Fact]
    public void Leader_that_waits_for_busy_ranks_on_a_core_of_its_own_is_healthy() =>
        Assert.Equal("None", Of("--cpu --pool 30", Rank(0, 1), Rank(1, 0.02), Rank(2, 0.03))[0].Id);

    /// <summary>RELION's MPI program sleeps a second in each iteration, all ranks at once.</summary>
    [Fact]
    public void Sleep_of_all_ranks_at_once_is_no_wait_for_the_leader() => Assert.Equal("None", Of(
        "--cpu --pool 30", Asleep(0), Asleep(1), Asleep(2))[0].Id);

    /// <summary>10 s of spinning on two CPUs that two ranks need: each CPU loses 5 s.</summary>
    [Fact]
    public void Spinning_leader_on_CPUs_that_ranks_wait_for_is_oversubscription()
    {
        RunFinding finding = Of(
            "--cpu --pool 30",
            cpus: 2,
            Rank(0, 1) with { CpuSeconds = 6, RunWaitSeconds = 4 },
            Rank(1, 0) with { CpuSeconds = 7, RunWaitSeconds = 3 },
            Rank(2, 0) with { CpuSeconds = 7, RunWaitSeconds = 3 })[0];
        Assert.Equal("Oversubscribed", finding.Id);
        Assert.Equal(3, finding.SecondsLost!.Value, 3);
        Assert.Contains("mpi_yield_when_idle", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_that_could_not_be_sampled_are_no_verdict()
    {
        RunFinding finding = Of(
            "--cpu --pool 30", Rank(0, 0), Rank(1, 0) with { MpiShare = null }, Rank(2, 0) with { MpiShare = null })[0];
        Assert.Contains(finding.NotJudged, text => text.StartsWith("WaitsForLeader: perf", StringComparison.Ordinal));
    }

    private static RankWork Rank(int number, double mpiShare) => new()
    {
        Rank = number,
        ProcessId = 100 + number,
        CpuSeconds = 10,
        RunWaitSeconds = 0,
        RunnableSeconds = 10,
        FirstThreadRunnableSeconds = 10,
        MpiShare = mpiShare,
        AllowedCpus = "0-7",
        Threads = 1,
    };

    private static RankWork Asleep(int number) => Rank(number, 0) with
    {
        CpuSeconds = 6,
        RunnableSeconds = 6,
        FirstThreadRunnableSeconds = 6,
        SleepSeconds = 4,
    };

    private static IReadOnlyList<RunFinding> Of(string options, params RankWork[] ranks) => Of(options, 8, ranks);

    private static IReadOnlyList<RunFinding> Of(string options, int cpus, params RankWork[] ranks) =>
        RunDiagnosis.Of(new RunObservation
        {
            Subject = "ranks",
            IsLive = true,
            Seconds = 10,
            Ranks = ranks.Length,
            Arguments = options.Split(' '),
            Work = new RunWork
            {
                Seconds = 10,
                Samples = 100,
                CpuCount = cpus,
                OtherCpuSeconds = 0,
                Ranks = ranks,
            },
        });
}
