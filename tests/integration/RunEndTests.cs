using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Ends that come from outside, with a real pwsh: a session that is killed or told to end in each phase of a run, a
/// kernel without memory, a full disk; and that many runs leave nothing behind.
/// </summary>
public sealed class RunEndTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _sessions = [];

    public void Dispose()
    {
        foreach (Process session in _sessions)
        {
            if (!session.HasExited) session.Kill(entireProcessTree: true);
            session.Dispose();
        }
        _folder.Dispose();
    }

    /// <summary>Silent, so that no broken pipe ends it; one that does not hear SIGTERM, and a stopped one.</summary>
    [RequiresTheory("pwsh", "setsid")]
    [InlineData("exec sleep 1000")]
    [InlineData("trap '' TERM; while :; do :; done")]
    [InlineData("kill -STOP $$")]
    public async Task Session_that_is_killed_takes_the_run_along(string body)
    {
        StandIn("echo $$ > id.part; mv id.part id\n" + body);
        Process session = Session("Command Results | Invoke-RelionRefine");
        int program = Id();
        NativeMethods.Signal(session.Id, NativeMethods.SigKill);
        await session.WaitForExitAsync().WaitAsync(Limit);
        NativeMethods.WaitForEnd([program], Limit);
        Assert.False(ProcessStat.Read(program)?.IsAlive ?? false);
        // Its lock has gone with it.
        Assert.True(SpinWait.SpinUntil(IsFree, Limit));
    }

    [RequiresFact("pwsh", "mkfifo")]
    public async Task Session_that_is_told_to_end_in_the_checks_leaves_a_record()
    {
        // The program is asked for its version, and does not answer.
        TestProgram.Write(_folder, "relion_refine", "#!/bin/sh\necho $$ > id.part; mv id.part id\nexec sleep 1000\n");
        Process session = Session("Command Results | Invoke-RelionRefine");
        int program = Id();
        NativeMethods.Signal(session.Id, NativeMethods.SigTerm);
        await session.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(128 + NativeMethods.SigTerm, session.ExitCode);
        Assert.False(ProcessStat.Read(program)?.IsAlive ?? false);
        Assert.Equal([("Cancelled", "SIGTERM")], Records());
    }

    /// <summary>
    /// The signal comes from the run itself as its last act: its end, the next run and reading back race.
    /// </summary>
    [RequiresTheory("pwsh")]
    [InlineData("Measure-RelionBenchmark -Repeat 3")]
    [InlineData("Invoke-RelionRefine")]
    public async Task Session_that_is_told_to_end_as_a_run_ends_leaves_a_record_of_each_run_that_began(string verb)
    {
        StandIn($"""
            echo run >> calls
            cp {RepositoryPaths.Data("runs", "Class3D")}/run_it* Results
            kill -TERM $(cat session)
            """);
        Process session = Session($"$PID > session; Command Results | {verb}; 'next' > next; Command Next | {verb}");
        await session.WaitForExitAsync().WaitAsync(Limit);
        Assert.Equal(128 + NativeMethods.SigTerm, session.ExitCode);
        (string Status, string? Reason)[] records = Records();
        Assert.InRange(records.Length, File.ReadAllLines(_folder.Combine("calls")).Length, 3);
        Assert.All(records, record => Assert.True(
            record is ("Completed" or "Failed", null) or ("Cancelled", "SIGTERM"), record.ToString()));
        Assert.False(File.Exists(_folder.Combine("next")));
        Assert.False(Directory.Exists(_folder.Combine("Next")));
    }

    [RequiresTheory("pwsh", "script")]
    [InlineData("Invoke-RelionRefine")]
    [InlineData("Measure-RelionBenchmark")]
    public async Task Terminal_that_is_closed_ends_the_run_and_the_record_says_so(string verb)
    {
        StandIn("echo $$ > id.part; mv id.part id\nexec sleep 1000");
        string file = Script($"$PID > session; Command Results | {verb}");
        string pwsh = Pwsh.Command.Arguments.Length == 0 ? Pwsh.Command.Program : "pwsh";
        Process terminal = Start("script", "-qfc", $"{pwsh} -NoLogo -NoProfile -File {file}", "/dev/null");
        int program = Id();
        int session = int.Parse(File.ReadAllText(_folder.Combine("session")), CultureInfo.InvariantCulture);
        // The terminal's other end goes.
        NativeMethods.Signal(terminal.Id, NativeMethods.SigKill);
        await terminal.WaitForExitAsync().WaitAsync(Limit);
        NativeMethods.WaitForEnd([session, program], Limit);
        Assert.False(ProcessStat.Read(program)?.IsAlive ?? false);
        Assert.Equal([("Cancelled", "SIGHUP")], Records());
    }

    [MemoryGroupFact("pwsh", "tail")]
    public async Task Kill_by_the_kernel_for_want_of_memory_is_told_as_such()
    {
        string group = MemoryGroup()!;
        try
        {
            StandIn("cat /dev/zero | tail -c 4G > /dev/null");
            string file = Script("""
                $null = Command Results | Invoke-RelionRefine -ErrorVariable failed -ErrorAction SilentlyContinue
                [Console]::Out.WriteLine($failed[0].Exception.Message.Replace("`n", ' '))
                """);
            string enter = _folder.Write("enter.sh", $"echo $$ > {group}/cgroup.procs && exec \"$@\"\n");
            Process session = Start(
                "sh", [enter, Pwsh.Command.Program, .. Pwsh.Command.Arguments, "-NoProfile", "-File", file]);
            string message = (await session.StandardOutput.ReadLineAsync().WaitAsync(Limit))!;
            await session.WaitForExitAsync().WaitAsync(Limit);
            Assert.Contains("exit code 137", message, StringComparison.Ordinal);
            Assert.Contains("for want of memory: the kernel ended 1 of this control group", message);
            Assert.Contains("memory limit 600 MiB", message, StringComparison.Ordinal);
            Assert.Contains("-RankPerNode", message, StringComparison.Ordinal);
        }
        finally
        {
            SpinWait.SpinUntil(() => TryRemove(group), TimeSpan.FromSeconds(5));
        }
    }

    [MountFact("pwsh")]
    public async Task Full_disk_is_told_as_such_and_the_record_goes_to_a_second_place()
    {
        string disk = Directory.CreateDirectory(_folder.Combine("Results")).FullName;
        using (Process mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", disk]))
        {
            await mount.WaitForExitAsync();
            Assert.Equal(0, mount.ExitCode);
        }
        try
        {
            StandIn($"""
                cp {RepositoryPaths.Data("runs", "Class3D")}/run_it* Results
                cat /dev/zero > Results/run_fill
                exit 0
                """);
            Process session = Session("""
                $null = Command Results |
                    Invoke-RelionRefine -ErrorVariable failed -ErrorAction SilentlyContinue 3> warnings
                [Console]::Out.WriteLine($failed[0].Exception.Message.Replace("`n", ' '))
                """);
            string message = (await session.StandardOutput.ReadLineAsync().WaitAsync(Limit))!;
            await session.WaitForExitAsync().WaitAsync(Limit);
            Assert.Contains("The disk is full", message, StringComparison.Ordinal);
            string record = Assert.Single(Directory.GetFiles(_folder.Path, "run_refine_*.json"));
            Assert.Contains(Path.GetFileName(record), File.ReadAllText(_folder.Combine("warnings")));
        }
        finally
        {
            using Process unmount = Process.Start("umount", ["-l", disk]);
            await unmount.WaitForExitAsync();
        }
    }

    [RequiresFact("pwsh")]
    public async Task Two_hundred_runs_leave_no_file_thread_memory_or_zombie_behind()
    {
        StandIn($"cp {RepositoryPaths.Data("runs", "Class3D")}/run_it* Results");
        Process session = Session("""
            function Look {
                # The session's own list holds the runs of its errors.
                $global:Error.Clear()
                [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
                $children = @(Get-ChildItem /proc -Filter '[0-9]*' -Name | ForEach-Object {
                    $stat = Get-Content "/proc/$_/stat" -ErrorAction Ignore
                    if ($stat -match "\) (\w) $PID ") { $Matches[1] } })
                @([IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count
                  [Diagnostics.Process]::GetCurrentProcess().Threads.Count
                  [GC]::GetTotalMemory($true) / 1KB -as [int]
                  @($children | Where-Object { $_ -eq 'Z' }).Count
                  $children.Count)
            }
            function Run($count) { foreach ($n in 1..$count) { $null = Command Results | Invoke-RelionRefine -Force } }
            Run 10; $null = Look
            [Console]::Out.WriteLine("$(Look; foreach ($quarter in 1..4) { Run 48; Look })")
            """);
        int[] found = [.. (await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)))!
            .Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        int[][] looks = [.. found.Chunk(5)];
        (int[] before, int[] after) = (looks[0], looks[^1]);
        Assert.InRange(after[0] - before[0], -20, 5);
        Assert.InRange(after[1] - before[1], -50, 4);
        // Kibibytes: less than 10 for each of 48 runs. Buffers that the runtime pools come in a step or two, and stay.
        Assert.InRange(looks.Zip(looks.Skip(1), (one, next) => next[2] - one[2]).Min(), -100_000, 480);
        Assert.Equal((0, 0), (before[3], after[3]));
        Assert.InRange(after[4], 0, 1);
    }

    /// <summary>A memory control group of 600 MiB below this process's own; null where none can be made.</summary>
    internal static string? MemoryGroup()
    {
        string[] lines = File.ReadAllLines("/proc/self/cgroup");
        string? first = lines.FirstOrDefault(line => line.Split(':')[1].Split(',').Contains("memory"));
        string parent = first is not null
            ? "/sys/fs/cgroup/memory" + first.Split(':', 3)[2]
            : "/sys/fs/cgroup" + lines[0].Split(':', 3)[2];
        string group = Path.Combine(parent, $"relionps-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(group);
            string limit = Path.Combine(group, first is not null ? "memory.limit_in_bytes" : "memory.max");
            if (!File.Exists(limit)) throw new IOException("no memory controller");
            File.WriteAllText(limit, (600L << 20).ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(group)) TryRemove(group);
            return null;
        }
    }

    internal static bool TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private (string Status, string? Reason)[] Records() =>
        [.. Directory.GetFiles(_folder.Combine("Results"), "*.json").Order(StringComparer.Ordinal).Select(path =>
        {
            using JsonDocument record = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement run = record.RootElement.GetProperty("run");
            string? reason = run.TryGetProperty("stopReason", out JsonElement value) ? value.GetString() : null;
            return (record.RootElement.GetProperty("status").GetString()!, reason?.Split(' ', ':')[0]);
        })];

    private bool IsFree()
    {
        using OutputLock? held = OutputLock.TryTake(
            _folder.Combine("Results", "run"), LockOwner.Here(LockKind.Refine), out _);
        return held is not null;
    }

    private int Id()
    {
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.Combine("id")), Limit), "the program was not started");
        return int.Parse(File.ReadAllText(_folder.Combine("id")), CultureInfo.InvariantCulture);
    }

    private void StandIn(string body) => TestProgram.Write(_folder, "relion_refine", $"""
        #!/bin/sh
        case "$1" in --version) echo 'RELION version: 3.1.3 '; exit;; --help) exit;; esac
        {body}
        """);

    private string Script(string body)
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        return _folder.Write("script.ps1", Text(body));
    }

    private string Text(string body) => $$"""
        $ProgressPreference = 'SilentlyContinue'
        Set-Location '{{_folder.Path}}'
        Import-Module '{{RepositoryPaths.Manifest}}'
        function Command($folder) {
            [RelionPS.RefineCommand]@{
                Name = 'Stand-in'; Executable = './relion_refine';
                Arguments = [string[]]('--i', 'particles.star', '--iter', '3', '--o', "$folder/run");
                LauncherArguments = [string[]]@()
                Environment = [Collections.Specialized.OrderedDictionary]::new();
                WorkingDirectory = '{{_folder.Path}}'; CommandLine = 'relion_refine'
                Plan = [RelionPS.RunPlan]@{ NodeCount = 1; Ranks = 1; Decisions = [RelionPS.Decision[]]@() }
                Decisions = [RelionPS.Decision[]]@()
                Options = [RelionPS.RefineOptions]::new(); Mpi = 'None'; Acceleration = 'None';
                Node = New-RelionNodeProfile 1 2
            }
        }
        {{body}}
        """;

    private Process Session(string body) => Start(
        Pwsh.Command.Program,
        [.. Pwsh.Command.Arguments, "-NoProfile", "-NonInteractive", "-File", Script(body)]);

    private Process Start(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        Process started = Process.Start(info)!;
        started.ErrorDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        _sessions.Add(started);
        return started;
    }
}

/// <summary>A test that needs a memory control group of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MemoryGroupFactAttribute : RequiresFactAttribute
{
    private static readonly Lazy<bool> CanMake = new(
        () => RunEndTests.MemoryGroup() is { } group && RunEndTests.TryRemove(group));

    public MemoryGroupFactAttribute(params string[] programs)
        : base(programs) => Skip ??= CanMake.Value ? null : "needs memory control groups that this user may make";
}

/// <summary>A test that mounts a small file system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : RequiresFactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        using var folder = new TemporaryFolder();
        using Process mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path]);
        mount.WaitForExit();
        if (mount.ExitCode != 0) return false;
        using Process unmount = Process.Start("umount", [folder.Path]);
        unmount.WaitForExit();
        return unmount.ExitCode == 0;
    });

    public MountFactAttribute(params string[] programs)
        : base(["mount", "umount", .. programs]) =>
        Skip ??= CanMount.Value ? null : "needs the right to mount a file system";
}
