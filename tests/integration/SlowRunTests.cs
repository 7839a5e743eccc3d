using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.IntegrationTests.Building;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// RELION made slow in one way after the other, and looked at while it runs; then runs that nothing slows. They need an
/// accelerated RELION (ALTCPU): beside RELION's original code every other cause is small.
/// </summary>
[Collection(nameof(QuietMachine))]
public sealed class SlowRunTests : IDisposable
{
    /// <summary>What else runs on the machine of the tests is no part of what they provoke.</summary>
    private const string Others = "OtherPrograms";

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();
    private readonly List<Action> _undo = [];
    private Process? _run;

    public void Dispose()
    {
        _run?.Kill(entireProcessTree: true);
        _run?.WaitForExit();
        _run?.Dispose();
        foreach (Action undo in Enumerable.Reverse(_undo)) undo();
        _session.Dispose();
        _folder.Dispose();
    }

    [SlowRunFact]
    public void Bound_to_one_core()
    {
        Start(["taskset", "-c", "0", Threads], "--cpu", "--j", "2", "--pool", "10");
        RunFinding first = Find()[0];
        Assert.Equal("BoundToFewCores", first.Id);
        Assert.Contains("taskset -acp 0-", first.Remedy, StringComparison.Ordinal);
    }

    [SlowRunFact]
    public void Original_code_in_place_of_the_accelerated()
    {
        Start([Threads], "--j", "2", "--pool", "10");
        RunFinding first = Find()[0];
        Assert.Equal("ReferenceCode", first.Id);
        Assert.Contains("-Acceleration Cpu", first.Remedy, StringComparison.Ordinal);
    }

    /// <summary>A control group that reads 1.5 MB a second from the disk, and files that are in no cache.</summary>
    [SlowRunFact("blkio/blkio.throttle.read_bps_device")]
    public void Slow_reads_by_a_limit_of_a_control_group()
    {
        Start([Threads], "--cpu", "--j", "2", "--pool", "10");
        Throttle(Programs());
        RunFinding first = Find()[0];
        Assert.Equal("WaitsForFiles", first.Id);
        Assert.Contains("it stands for reading", first.Found, StringComparison.Ordinal);
        Assert.Contains("particles.mrcs on ", first.Evidence, StringComparison.Ordinal);
    }

    /// <summary>The leader reads for all, and slowly; the ranks that wait for him read nothing.</summary>
    [SlowRunFact("blkio/blkio.throttle.read_bps_device")]
    public void Leader_who_reads_for_all()
    {
        Start(
            [
                "mpirun", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", "3",
                AcceleratedRelion.Mpi,
            ],
            "--cpu", "--j", "1", "--pool", "10", "--no_parallel_disc_io");
        Throttle(Programs().Where(id => ProcessStatus.Rank(id) == 0));
        RunFinding first = Find()[0];
        Assert.Equal("WaitsForLeader", first.Id);
        Assert.Contains("leave out --no_parallel_disc_io", first.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Three tenths of the memory that it has, and a swap file that the rest goes to.</summary>
    [SlowRunFact("memory/memory.limit_in_bytes")]
    public void Memory_limit_that_makes_it_swap()
    {
        string swap = _folder.Combine("swap");
        Tool("dd", "if=/dev/zero", $"of={swap}", "bs=1M", "count=512", "status=none");
        File.SetUnixFileMode(swap, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Tool("mkswap", swap);
        // In its group from the start: memory that a process has taken before stays with the group that it was in.
        string group = Group("memory");
        Start(
            ["sh", "-c", $"echo $$ >'{group}/cgroup.procs' && exec \"$0\" \"$@\"", Threads],
            "--cpu", "--j", "2", "--pool", "10");
        Tool("swapon", swap);
        _undo.Add(() => Tool("swapoff", swap));
        // What is not of files, which alone goes to swap: files are given up first. With six tenths of it RELION
        // still has all that one step touches.
        const string name = "rss ";
        string own = File.ReadLines($"{group}/memory.stat").First(
            line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
        File.WriteAllText(
            $"{group}/memory.limit_in_bytes",
            (long.Parse(own, CultureInfo.InvariantCulture) * 3 / 10).ToString(CultureInfo.InvariantCulture));
        RunFinding first = Find()[0];
        Assert.Equal("MemoryShort", first.Id);
        Assert.Contains("in swap", first.Found, StringComparison.Ordinal);
    }

    /// <summary>
    /// Twenty runs as the module plans them, by their records. What else runs here is counted by the test itself.
    /// </summary>
    [SlowRunFact]
    public void No_finding_on_twenty_healthy_runs()
    {
        _session.Set("folder", _folder.Path);
        _session.Set("program", Threads);
        var result = _session.Run("""
            Initialize-RelionBenchmark -Name Synthetic -Path "$folder/data" -ParticleCount 300 -BoxSize 48 |
                New-RelionRefineCommand -Iteration 2 -OutputRoot healthy/run -HealpixOrder 1 -Executable $program |
                Measure-RelionBenchmark -Repeat 20 -WarningAction Ignore
            """).OfType<BenchmarkResult>().Single();
        Assert.Equal(20, result.Seconds.Length);
        foreach (BenchmarkRun run in result.Runs)
        {
            _session.Set("record", run.RecordPath);
            RunFinding[] found = [.. _session.Run("Test-RelionRun $record").Cast<RunFinding>()];
            Assert.DoesNotContain(found, finding => finding.Id is not ("None" or Others));
            if (found[0].Id != Others) continue;
            // A true finding: what the machine did beside the run is as large as it says.
            Assert.True(run.Work!.OtherCpuSeconds > 0.05 * run.Seconds, found[0].Evidence);
        }
    }

    private static string Threads => AcceleratedRelion.Threads;

    /// <summary>Starts RELION, and waits for its first expectation step.</summary>
    private void Start(string[] program, params string[] options)
    {
        _session.Set("folder", _folder.Path);
        _session.Run("""
            $null = Initialize-RelionBenchmark -Name Synthetic -Path "$folder/data" -ParticleCount 1000 -BoxSize 128
            """);
        Assert.Empty(_session.Errors);
        Directory.CreateDirectory(_folder.Combine("data", "out"));
        string[] all =
        [
            .. program.Skip(1), "--i", "particles.star", "--ref", "reference.mrc", "--ini_high", "30", "--ctf",
            "--particle_diameter", "400", "--K", "2", "--flatten_solvent", "--zero_mask", "--oversampling", "1",
            "--healpix_order", "1", "--offset_range", "3", "--offset_step", "2", "--sym", "C1", "--norm", "--scale",
            "--random_seed", "0", "--iter", "99", "--dont_check_norm", "--o", "out/run", .. options,
        ];
        var info = new ProcessStartInfo(program[0], all)
        {
            WorkingDirectory = _folder.Combine("data"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var begun = new ManualResetEventSlim();
        _run = new Process { StartInfo = info };
        _run.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("Expectation iteration 1", StringComparison.Ordinal) == true) begun.Set();
        };
        _run.ErrorDataReceived += (_, _) => { };
        _run.Start();
        _run.BeginOutputReadLine();
        _run.BeginErrorReadLine();
        Assert.True(begun.Wait(TimeSpan.FromMinutes(3)), "it came to no expectation step");
    }

    private int[] Programs()
    {
        var members = new HashSet<int> { _run!.Id };
        foreach (ProcessStat process in ProcessStat.ReadAll().OrderBy(process => process.Id))
        {
            if (members.Contains(process.ParentId)) members.Add(process.Id);
        }
        return [.. members.Where(id => ProcessStatus.Name(id).StartsWith("relion_refine", StringComparison.Ordinal))];
    }

    /// <summary>The findings of the run, those apart that tell of the machine of the tests.</summary>
    private RunFinding[] Find()
    {
        IReadOnlyList<object?> found = _session.Run($"Test-RelionRun -Id {_run!.Id} -Duration 00:00:05");
        Assert.Empty(_session.Errors);
        RunFinding[] findings = [.. found.Cast<RunFinding>().Where(finding => finding.Id != Others)];
        return findings.Length > 0 ? findings : [.. found.Cast<RunFinding>()];
    }

    /// <summary>
    /// Puts processes into a group that reads slowly, and takes their images out of the kernel's cache.
    /// </summary>
    private void Throttle(IEnumerable<int> processes)
    {
        string images = _folder.Combine("data", "particles.mrcs");
        FileIdentity file = NativeMethods.TargetIdentity(images)!.Value;
        string group = Group("blkio");
        File.WriteAllText(
            $"{group}/blkio.throttle.read_bps_device",
            string.Create(CultureInfo.InvariantCulture, $"{file.DeviceMajor}:{file.DeviceMinor} 1500000"));
        Join(group, processes);
        Tool("sync");
        Tool("dd", $"of={images}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");
    }

    private string Group(string controller)
    {
        string group = $"/sys/fs/cgroup/{controller}/relionps-test-{Guid.NewGuid():N}";
        Directory.CreateDirectory(group);
        _undo.Add(() =>
        {
            try { Directory.Delete(group); } catch (IOException) { }
        });
        return group;
    }

    private static void Join(string group, IEnumerable<int> processes)
    {
        foreach (int id in processes)
        {
            File.WriteAllText($"{group}/cgroup.procs", id.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Tool(string program, params string[] arguments)
    {
        ProcessOutcome outcome = ProcessRunner
            .RunAsync(new ProcessRequest(ProgramFinder.Require(program), arguments), CancellationToken.None)
            .GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, $"{program}: {outcome.StandardError}");
    }
}

/// <summary>
/// A test that needs an accelerated RELION, two CPUs, and control groups of version 1 that it may make, where it names
/// files of them; said to be skipped, and why, where one is missing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlowRunFactAttribute : RequiresFactAttribute
{
    public SlowRunFactAttribute(params string[] groupFiles)
        : base("relion_project", "mpirun", "taskset", "dd")
    {
        string? missing = groupFiles.FirstOrDefault(file => !Exists(file));
        if (Skip is not null) return;
        if (missing is not null) Skip = $"needs control groups of version 1 with {missing}, and root";
        else if (Environment.ProcessorCount < 2) Skip = "needs two CPUs";
        else if (AcceleratedRelion.Missing is { } why) Skip = $"needs a RELION with ALTCPU, and its build {why}";
    }

    /// <summary>A group below the controller's own has the file, and may be made.</summary>
    private static bool Exists(string file)
    {
        string controller = file.Split('/')[0];
        string group = $"/sys/fs/cgroup/{controller}/relionps-probe-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(group);
            bool isThere = File.Exists(Path.Combine(group, file.Split('/')[1]));
            Directory.Delete(group);
            return isThere;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
