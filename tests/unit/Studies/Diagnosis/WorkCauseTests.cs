using RelionPS.Studies.Diagnosis;

namespace RelionPS.UnitTests.Studies.Diagnosis;

/// <summary>
/// Causes that captured processes show. Expected seconds are worked out by hand from the times in the capture.
/// </summary>
public sealed class WorkCauseTests : IDisposable
{
    private const string Options = "--i p.star --o run --cpu --j 2 --pool 30";

    private const int Time = 10;

    private readonly CapturedRun _captured = new();

    public void Dispose() => _captured.Dispose();

    /// <summary>
    /// Each of two threads has a half of the one core that they may use, and waits for it the other half.
    /// </summary>
    [Fact]
    public void Two_threads_on_one_core_of_two_lose_half_of_the_time() => AssertFirst(
        "BoundToFewCores", 5, See(Options, 1000, time =>
        [
            new CapturedProcess(100, "R", time / 2, time / 2) { Waited = [time / 2, time / 2], Allowed = "0" },
        ]), "taskset -acp 0-1 100");

    /// <summary>TBB starts no worker where it sees one CPU: the one thread keeps it busy.</summary>
    [Fact]
    public void Library_that_starts_fewer_threads_where_it_may_use_fewer_CPUs_loses_as_much() => AssertFirst(
        "BoundToFewCores", 5, See(Options, 1000, time => [new CapturedProcess(100, "R", time) { Allowed = "1" }]),
        "taskset -acp 0-1 100");

    [Fact]
    public void Ranks_bound_to_one_core_together_lose_what_the_other_would_give() => AssertFirst(
        "BoundToFewCores", 5, See("--i p.star --o run --cpu --j 1 --pool 30", 1000, time =>
        [
            new CapturedProcess(100, "S", 0) { Rank = 0 },
            new CapturedProcess(200, "R", time / 2) { Rank = 1, Waited = [time / 2], Allowed = "0" },
            new CapturedProcess(300, "R", time / 2) { Rank = 2, Waited = [time / 2], Allowed = "0" },
        ]), "--bind-to none");

    /// <summary>
    /// Two CPUs are wanted, one is given: half of the time. Throttled threads are runnable and not waiting.
    /// </summary>
    [Fact]
    public void Quota_of_one_CPU_for_two_threads_loses_half_of_the_time() => AssertFirst(
        "CpuQuotaUsedUp", 5, See(Options, 1000, time =>
        [
            new CapturedProcess(100, "R", time / 2, time / 2)
            {
                Group = new Dictionary<string, string>
                {
                    ["cpu.max"] = "100000 100000",
                    ["cpu.stat"] = $"usage_usec 1\nnr_periods {(int)(10 * time)}\nnr_throttled {(int)(9 * time)}",
                },
            },
        ]), "-Thread 1");

    /// <summary>The run has half of two CPUs, and another program the other half.</summary>
    [Fact]
    public void Other_programs_that_take_half_of_the_CPUs_lose_half_of_the_time() => AssertFirst(
        "OtherPrograms", 5, See(Options, 2000, time =>
        [
            new CapturedProcess(100, "R", time / 2, time / 2) { Waited = [time / 2, time / 2] },
        ]), "ps -eo pid,user,pcpu,args");

    /// <summary>In eight of ten samples a thread is in an uninterruptible wait, and none runs.</summary>
    [Fact]
    public void Slow_reading_is_told_with_its_rate()
    {
        IReadOnlyList<RunFinding> findings = See(Options, 400, time =>
        [
            new CapturedProcess(100, time is > 0 and <= 8 ? "DS" : "R", time / 5, time / 5)
            {
                ReadBytes = (long)(time * (1 << 20)),
            },
        ]);
        AssertFirst("WaitsForFiles", 8, findings, "--scratch_dir");
        Assert.Contains("at 1 MiB a second", findings[0].Found, StringComparison.Ordinal);
        Assert.Contains("10 MiB read", findings[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Slow_writing_is_told_as_such()
    {
        IReadOnlyList<RunFinding> findings = See(Options, 400, time =>
        [
            new CapturedProcess(100, time is > 0 and <= 8 ? "DS" : "R", time / 5, time / 5)
            {
                WriteBytes = (long)(time * (1 << 20)),
            },
        ]);
        AssertFirst("WaitsForFiles", 8, findings, "-OutputRoot");
        Assert.StartsWith("it stands for writing", findings[0].Found, StringComparison.Ordinal);
    }

    /// <summary>All that it reads is for page faults, 100 a second of 8 pages: it stands for memory.</summary>
    [Fact]
    public void Swapping_is_memory_s_and_not_the_files()
    {
        IReadOnlyList<RunFinding> findings = See(Options, 400, time =>
        [
            new CapturedProcess(100, time is > 0 and <= 8 ? "DS" : "R", time / 5, time / 5)
            {
                MajorFaults = (long)(100 * time),
                ReadBytes = (long)(100 * time * 8 * 4096),
                SwapKibibytes = 50_000,
            },
        ]);
        AssertFirst("MemoryShort", 8, findings, "-Pool 7");
        Assert.DoesNotContain(findings, finding => finding.Id == "WaitsForFiles");
        Assert.Contains("48.8 MiB", findings[0].Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_that_drops_pages_is_told_with_the_kernel_s_own_count_of_stalls() => AssertFirst(
        "MemoryShort", 6, See(Options, 400, time =>
        [
            new CapturedProcess(100, time is > 0 and <= 8 ? "DS" : "R", time / 5, time / 5)
            {
                MajorFaults = (long)(100 * time),
                ReadBytes = (long)(1e9 * time),
                Group = new Dictionary<string, string>
                {
                    ["memory.max"] = "100000000",
                    ["memory.events"] = $"low 0\nhigh 0\nmax {(int)(50 * time)}\noom 0",
                    ["memory.pressure"] =
                        $"some avg10=0 avg60=0 avg300=0 total={(long)(600_000 * time)}\nfull avg10=0 total=0",
                },
            },
        ]), "sbatch --mem");

    [Fact]
    public void Stopped_process_is_told_with_the_signal_that_lets_it_go_on() => AssertFirst(
        "RankStopped", 10, See(Options, 0, _ => [new CapturedProcess(100, "T", 1, 1)]), "kill -CONT 100");

    /// <summary>
    /// Runs that have what they can use: two threads; cold files at the begin; a file cache at its limit, as in every
    /// job of a cluster with memory groups; a waiting rank that gives way; a minute of one thread.
    /// </summary>
    [Theory]
    [InlineData("threads")]
    [InlineData("cold")]
    [InlineData("cache")]
    [InlineData("ranks")]
    [InlineData("sleep")]
    [InlineData("serial")]
    public void Nothing_is_found_in_a_healthy_run(string kind)
    {
        IReadOnlyList<RunFinding> findings = See(Options, 2000, time => kind switch
        {
            "cold" => [new CapturedProcess(100, time == 3 ? "DS" : "R", time, time) { ReadBytes = 90 << 20 }],
            "cache" =>
            [
                new CapturedProcess(100, "R", time, time)
                {
                    ReadBytes = (long)(time * 1e8),
                    Group = new Dictionary<string, string>
                    {
                        ["memory.max"] = "100000000",
                        ["memory.events"] = $"high 0\nmax {(int)(5000 * time)}",
                    },
                },
            ],
            "ranks" =>
            [
                new CapturedProcess(100, "R", 0.001 * time) { Rank = 0, Waited = [time] },
                new CapturedProcess(200, "R", 0.99 * time) { Rank = 1 },
                new CapturedProcess(300, "R", 0.99 * time) { Rank = 2 },
            ],
            "sleep" => [new CapturedProcess(100, time < 3 ? "S" : "R", time, time)],
            "serial" => [new CapturedProcess(100, "RS", time, 0)],
            _ => [new CapturedProcess(100, "R", 0.99 * time, 0.99 * time) { Waited = [0.01 * time, 0.01 * time] }],
        });
        Assert.Equal(("None", FindingStatus.Pass, 0), (findings[0].Id, findings[0].Status, findings[0].SecondsLost));
        Assert.Single(findings);
        Assert.Contains("WaitsForFiles", findings[0].Evidence, StringComparison.Ordinal);
    }

    /// <summary>Kernels without CONFIG_SCHED_INFO, and other users' processes.</summary>
    [Fact]
    public void What_can_t_be_read_is_said()
    {
        RunFinding finding = Assert.Single(RunDiagnosis.Of(new RunObservation
        {
            Subject = "left",
            IsLive = false,
            Seconds = 100,
            Arguments = ["--cpu", "--pool", "30"],
            WhyNoWork = "no record",
        }));
        Assert.Equal(("None", FindingStatus.Unknown), (finding.Id, finding.Status));
        Assert.Contains("BoundToFewCores: no record", finding.NotJudged);
        Assert.Contains("not looked at", finding.Remedy, StringComparison.Ordinal);
    }

    private IReadOnlyList<RunFinding> See(string options, long busyTicks, Func<double, CapturedProcess[]> at) =>
        RunDiagnosis.Of(_captured.See(options, busyTicks, CapturedRun.Evenly(Time, at)));

    private static void AssertFirst(
        string id, double seconds, IReadOnlyList<RunFinding> findings, string remedy)
    {
        Assert.Equal(id, findings[0].Id);
        Assert.InRange(findings[0].SecondsLost!.Value, 0.9 * seconds, 1.1 * seconds);
        Assert.Contains(remedy, findings[0].Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(findings[0].Evidence);
    }
}
