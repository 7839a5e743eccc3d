using RelionPS.Nodes.Readers;
using RelionPS.Runs.Running;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>Warnings from trees of /proc and /sys.</summary>
public sealed class MachineRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Machine_that_tells_nothing_gives_no_warning()
    {
        MachineSnapshot nothing = Snapshot();
        Assert.Equal(new MachineSnapshot { RelionProcesses = nothing.RelionProcesses }, nothing);
        Assert.Empty(MachineRules.BeforeStart(nothing, nothing));
        Assert.Empty(MachineRules.During(nothing, nothing, []));
        Assert.Null(MachineSnapshot.ClockKilohertz(new NodeFiles(_folder.Path)));
    }

    [Fact]
    public void Busy_machine_is_told_from_its_CPU_time()
    {
        MachineSnapshot first = Stat(user: 100, idle: 900, steal: 0);
        BenchmarkWarning warning = Assert.Single(MachineRules.BeforeStart(first, Stat(user: 120, idle: 980, steal: 0)));
        Assert.Equal(("MachineBusy", "/proc/stat: 20 of 100 ticks"), (warning.Id, warning.Evidence));
        Assert.Contains("20 %", warning.Message);
        Assert.NotEmpty(warning.Remedy);
        Assert.Empty(MachineRules.BeforeStart(first, Stat(user: 105, idle: 995, steal: 0)));
    }

    [Fact]
    public void Busy_machine_is_told_from_its_load_where_CPU_time_is_unknown()
    {
        _folder.Write("proc/loadavg", "3.00 1.00 0.50 2/77 1234\n");
        _folder.Write("sys/devices/system/cpu/online", "0-3\n");
        MachineSnapshot snapshot = Snapshot();
        Assert.Equal("/proc/loadavg 3 on 4 CPUs", Assert.Single(MachineRules.BeforeStart(snapshot, snapshot)).Evidence);
    }

    [Fact]
    public void Other_refinements_are_named()
    {
        _folder.Write("proc/77/comm", "relion_refine_mpi"[..15] + "\n");
        _folder.Write("proc/78/comm", "bash\n");
        MachineSnapshot snapshot = Snapshot();
        Assert.Equal([77], snapshot.RelionProcesses);
        Assert.Equal("OtherRelion", Assert.Single(MachineRules.BeforeStart(snapshot, snapshot)).Id);
    }

    [Fact]
    public void Steal_swap_throttling_and_clock_are_told_of_the_run()
    {
        _folder.Write("proc/vmstat", "pswpin 10\npswpout 20\n");
        _folder.Write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5\n");
        MachineSnapshot before = Stat(user: 0, idle: 0, steal: 0);
        _folder.Write("proc/vmstat", "pswpin 10\npswpout 320\n");
        _folder.Write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "7\n");
        MachineSnapshot after = Stat(user: 90, idle: 5, steal: 5);
        Assert.Equal(
            ["SwapUsed", "StealTime", "ThermalThrottling", "ClockChanged"],
            MachineRules.During(before, after, [3_000_000, 2_600_000]).Select(warning => warning.Id));
        Assert.Empty(MachineRules.During(after, after, [3_000_000, 2_900_000]));
    }

    [Fact]
    public void Clock_is_the_fastest_CPUs()
    {
        _folder.Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "800000\n");
        _folder.Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "3100000\n");
        Assert.Equal(3_100_000, MachineSnapshot.ClockKilohertz(new NodeFiles(_folder.Path)));
    }

    private MachineSnapshot Stat(int user, int idle, int steal)
    {
        _folder.Write("proc/stat", $"cpu  {user} 0 0 {idle} 0 0 0 {steal} 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n");
        return Snapshot();
    }

    private MachineSnapshot Snapshot() => MachineSnapshot.Read(new NodeFiles(_folder.Path));
}
