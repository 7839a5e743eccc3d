using System.Diagnostics;
using System.Globalization;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Nodes.Readers;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>
/// GPUs looked at while a run works: by a stand-in for nvidia-smi that prints what its documentation shows, and by
/// files as amdgpu has them.
/// </summary>
[Collection(nameof(ChangesEnvironment))]
public sealed class GpuSamplerTests : IDisposable
{
    private const string Bus = "sys/bus/pci/devices/0000:c1:00.0";

    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    /// <summary>By hand: 100 W to second 1, the trapezium to second 3, 200 W to second 4.</summary>
    [Fact]
    public void Energy_is_power_over_time_by_the_trapezoidal_rule()
    {
        GpuMeter meter = Meter();
        meter.Add(new GpuSample(9, 99, 7, 999, null));
        meter.Add(new GpuSample(11, 0, 1 << 20, 100, null));
        meter.Add(new GpuSample(13, 80, 5 << 20, 200, null));
        GpuUse use = meter.Of(10, 14);
        Assert.Equal((600, 150, 40, 80, 5L << 20, 2), (
            use.EnergyJoules!.Value, use.MeanWatts!.Value, use.MeanBusyPercent!.Value, use.PeakBusyPercent!.Value,
            use.PeakMemoryBytes!.Value, use.Samples));
    }

    /// <summary>By hand: 300 J in 2 s of the 4 are 600 J, whatever the power at three moments was.</summary>
    [Fact]
    public void Energy_is_by_the_drivers_counter_where_it_has_one()
    {
        GpuMeter meter = Meter();
        meter.Add(new GpuSample(11, null, null, 1, 1000));
        meter.Add(new GpuSample(13, null, null, 1, 1300));
        Assert.Equal((600, 150), (meter.Of(10, 14).EnergyJoules!.Value, meter.Of(10, 14).MeanWatts!.Value));
        // Set back by a reset: it tells nothing, and power does.
        meter.Add(new GpuSample(13.5, null, null, 1, 0));
        Assert.Equal(4, meter.Of(10, 14).EnergyJoules!.Value, 9);
    }

    [Fact]
    public void What_was_not_told_is_unknown_and_not_0()
    {
        GpuUse use = Meter().Of(10, 14);
        Assert.Equal((null, null, null, null, null, 0), (
            use.EnergyJoules, use.MeanWatts, use.MeanBusyPercent, use.PeakBusyPercent, use.PeakMemoryBytes,
            use.Samples));
        Assert.Equal("GPU 0: busy Unknown (peak Unknown), Unknown, Unknown, Unknown", use.ToString());
    }

    [Theory]
    [InlineData("", 87.0, 98.0, 40960L << 20, 300.0)]
    // The counter of energy is known: 1,000 J in each sample, so that it is not 300 W.
    [InlineData("energy", 87.0, 98.0, 40960L << 20, null)]
    [InlineData("[N/A]", null, null, null, null)]
    [InlineData("[Not Supported]", null, null, null, null)]
    public async Task nvidia_smi_prints_as_long_as_the_run_works_and_is_gone_behind_it(
        string mode, double? mean, double? peak, long? memory, double? watts)
    {
        string program = Smi(mode);
        await using GpuSampler sampler = await GpuSampler.StartAsync(
            Nvidia(slice: null), new NodeFiles("/"), program, CancellationToken.None);
        sampler.Begin();
        long started = Stopwatch.GetTimestamp();
        Assert.True(SpinWait.SpinUntil(() => Lines() > 12, TimeSpan.FromSeconds(30)));
        IReadOnlyList<GpuUse> uses = await sampler.FinishAsync(
            Stopwatch.GetElapsedTime(started).TotalSeconds, [Thread(0)], wasUsed: true);
        GpuUse use = Assert.Single(uses);
        Assert.Equal((0, "0000:17:00.0", "NVIDIA H100"), (Assert.Single(use.Numbers), use.BusId, use.Model));
        Assert.True(use.Samples >= 2);
        if (mean is null) Assert.Null(use.MeanBusyPercent);
        else Assert.InRange(use.MeanBusyPercent!.Value, 76, 98);
        Assert.Equal((peak, memory), (use.PeakBusyPercent, use.PeakMemoryBytes));
        if (watts is not null) Assert.Equal(watts.Value, use.MeanWatts!.Value, 6);
        else if (mode == "energy") Assert.True(use.MeanWatts > 2000);
        else Assert.Null(use.EnergyJoules);
        AssertGone();
        // Only the GPUs that the session may use are asked for.
        Assert.All(
            File.ReadLines(_folder.Combine("asked")),
            asked => Assert.EndsWith("-i 0000:17:00.0,0000:65:00.0", asked.Replace(" -l 1", "")));
    }

    [Fact]
    public async Task Of_a_slice_nothing_is_told_and_of_a_run_without_a_GPU_no_GPU()
    {
        string program = Smi("");
        await using GpuSampler sampler = await GpuSampler.StartAsync(
            Nvidia("MIG-7"), new NodeFiles("/"), program, CancellationToken.None);
        sampler.Begin();
        Assert.True(SpinWait.SpinUntil(() => Lines() > 12, TimeSpan.FromSeconds(30)));
        GpuUse use = (await sampler.FinishAsync(60, [Thread(0)], wasUsed: true))[0];
        Assert.Equal((null, null, null), (use.MeanBusyPercent, use.PeakMemoryBytes, use.EnergyJoules));
        Assert.Empty(await sampler.FinishAsync(60, [], wasUsed: false));
        AssertGone();
    }

    [Fact]
    public async Task The_program_is_gone_behind_a_run_that_broke_off()
    {
        await using (await GpuSampler.StartAsync(
            Nvidia(slice: null), new NodeFiles("/"), Smi(""), CancellationToken.None))
        {
            Assert.True(SpinWait.SpinUntil(() => Lines() > 12, TimeSpan.FromSeconds(30)));
        }
        AssertGone();
    }

    [Theory]
    [InlineData("power1_average", false, 250)]
    [InlineData("power1_input", false, 250)]
    [InlineData("power1_average", true, null)]
    public async Task Files_of_amdgpu_are_read_at_each_sample_of_the_run(string power, bool hasCounter, int? watts)
    {
        _folder.Write($"{Bus}/gpu_busy_percent", "60\n");
        _folder.Write($"{Bus}/mem_info_vram_used", "1000\n");
        _folder.Write($"{Bus}/hwmon/hwmon7/{power}", "250000000\n");
        if (hasCounter) _folder.Write($"{Bus}/hwmon/hwmon7/energy1_input", "5000000\n");
        await using GpuSampler sampler = await GpuSampler.StartAsync(
            Amd(), new NodeFiles(_folder.Path), null, CancellationToken.None);
        sampler.Begin();
        long started = Stopwatch.GetTimestamp();
        sampler.Sample();
        _folder.Write($"{Bus}/gpu_busy_percent", "100\n");
        _folder.Write($"{Bus}/mem_info_vram_used", "3000\n");
        if (hasCounter) _folder.Write($"{Bus}/hwmon/hwmon7/energy1_input", "9000000\n");
        sampler.Sample();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        GpuUse use = Assert.Single(await sampler.FinishAsync(seconds, [], wasUsed: true));
        Assert.Equal((0, 100, 3000L, 3), (
            Assert.Single(use.Numbers), use.PeakBusyPercent!.Value, use.PeakMemoryBytes!.Value, use.Samples));
        Assert.InRange(use.MeanBusyPercent!.Value, 60, 100);
        if (watts is { } constant) Assert.Equal(constant, use.MeanWatts!.Value, 6);
        // 4 J by the counter between the first look and the last, which are nearly the run's ends.
        else Assert.InRange(use.EnergyJoules!.Value, 4, 4000);
    }

    /// <summary>The whole way: a run with a stand-in on PATH, its record, and the run read back from it.</summary>
    [Fact]
    public void A_runs_record_has_its_GPUs_and_Get_RelionRun_reads_them_back()
    {
        Smi("");
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{_path}");
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        string root = CapturedRun.Copy(_folder, "Class3D");
        string program = TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/bash
            case "$1" in --version|--help) exit;; esac
            echo ' Thread 0 mapped to device 0'
            echo 'Device 0 on n1 is split between 2 followers'
            sleep 0.5
            mkdir -p Results
            cp {Path.GetDirectoryName(root)}/*.star Results
            """);
        using var session = new PowerShellSession();
        RefineCommand command = TestCommand.Threads(
            _folder.Path, program, "--i", "particles.star", "--iter", "3", "--o", "Results/run", "--gpu", "0");
        VisibleGpu[] visible = [new(0, "0000:17:00.0", null)];
        session.Set("command", command with
        {
            Node = command.Node with
            {
                Source = "/",
                Gpu = Nvidia(slice: null) with { Visible = new(visible, "nvidia-smi") },
            },
        });
        BenchmarkResult result = Assert.IsType<BenchmarkResult>(
            Assert.Single(session.Run("$command | Measure-RelionBenchmark")));
        GpuUse use = Assert.Single(result.Runs[0].GpuUse);
        Assert.Equal((98, 300), (use.PeakBusyPercent!.Value, (int)Math.Round(use.MeanWatts!.Value)));
        RunRecord record = RunRecord.FromJson(File.ReadAllText(result.RecordPath!));
        Assert.Equal(use.EnergyJoules, Assert.Single(record.Run.GpuUse).EnergyJoules);
        Assert.Equal((0, 0), (record.Run.GpuThreads[0].Rank, record.Run.GpuThreads[0].Device!.Value));
        RefineRun run = session.One<RefineRun>($"Get-RelionRun '{_folder.Combine("Results", "run")}'");
        Assert.Equal(use.EnergyJoules, Assert.Single(run.GpuUse).EnergyJoules);
        session.Set("result", result);
        string shown = string.Concat(
            session.Run("$result.Runs[0] | Format-List | Out-String; $result.Runs[0].GpuUse | Out-String -Width 80"));
        Assert.Contains("NVIDIA H100", shown, StringComparison.Ordinal);
        Assert.Contains("GPU 0: busy", shown, StringComparison.Ordinal);
        string report = _folder.Combine("report.md");
        session.Run($"$result | Export-RelionReport '{report}'");
        Assert.Empty(session.Errors);
        Assert.Matches(
            @"\| 0 \| NVIDIA H100 \| [\d.]+ % \| 98 % \| 40 GiB \| 300 W \| \d+ J \|", File.ReadAllText(report));
        string tables = string.Concat(session.Run(
            "$r = $result.Runs[0]; $r.GpuUse, $r.GpuThreads, $r.Notes | ForEach-Object { $_ | Out-String -Width 80 }"));
        Assert.All(tables.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("GpuShared", tables, StringComparison.Ordinal);
        AssertGone();
    }

    private static GpuMeter Meter() => new([0], "0000:17:00.0", "NVIDIA H100", "nvidia-smi");

    private static GpuThread Thread(int device) =>
        new(0, 0, null, device) { DeviceName = device.ToString(CultureInfo.InvariantCulture) };

    /// <summary>Two GPUs of which the second is not the session's program's.</summary>
    private static GpuFacts Nvidia(string? slice)
    {
        VisibleGpu[] visible = [new(0, "0000:17:00.0", slice), new(1, "0000:65:00.0", slice)];
        return Facts("NVIDIA", visible, "NVIDIA H100");
    }

    private static GpuFacts Amd()
    {
        VisibleGpu[] visible = [new(0, "0000:c1:00.0", null)];
        return Facts("AMD", visible, "AMD Instinct MI250X");
    }

    private static GpuFacts Facts(string vendor, VisibleGpu[] visible, string model)
    {
        GpuDevice[] devices =
        [
            .. visible.Select((gpu, index) => new GpuDevice
            {
                Index = index,
                Vendor = vendor,
                BusId = gpu.BusId,
                Model = new(model, "given"),
            }),
        ];
        return new GpuFacts { Devices = new(devices, "given"), Visible = new(visible, "given") };
    }

    /// <summary>
    /// A line a GPU again and again: csv without header and units, addresses with eight digits of the domain. It
    /// refuses a field that it does not know with exit code 2, as a driver of 580 does.
    /// </summary>
    private string Smi(string mode)
    {
        string values = mode.StartsWith('[') ? $"{mode}, {mode}, {mode}" : "$busy, 40960, 300.00";
        string counter = mode == "energy" ? ", $joules" : "";
        string refused = mode == "energy"
            ? ""
            : "*total_energy*) echo 'Field \"total_energy_consumption\" is not a valid field to query.'; exit 2;;";
        return TestProgram.Write(_folder, "nvidia-smi", $$"""
            #!/bin/bash
            echo "$*" >> {{_folder.Combine("asked")}}
            case "$*" in {{refused}} *--query-gpu=*) ;; *) exit 2;; esac
            joules=0
            busy=76
            while :; do
                joules=$((joules + 1000000))
                echo "00000000:17:00.0, {{values}}{{counter}}"
                echo "00000000:65:00.0, {{values}}{{counter}}"
                case "$*" in *"-l 1"*) ;; *) exit;; esac
                echo $$ >> {{_folder.Combine("lines")}}
                busy=$((174 - busy))
                sleep 0.02
            done
            """);
    }

    private int Lines() => File.Exists(_folder.Combine("lines")) ? File.ReadLines(_folder.Combine("lines")).Count() : 0;

    private void AssertGone() => Assert.All(
        File.ReadLines(_folder.Combine("lines")).Distinct(),
        id => Assert.False(Directory.Exists($"/proc/{id}")));
}
