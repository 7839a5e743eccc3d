using System.Diagnostics;
using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Output roots and programs between real processes: sessions of pwsh, a session that is killed, MPICH's launcher.
/// </summary>
public sealed class OutputRootTests : IDisposable
{
    private const int Tries = 10;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _sessions = [];

    private static readonly string[] Input = ["--i", "particles.star"];

    private string Root => _folder.Combine("Class3D", "run");

    public OutputRootTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 3.1.3 '; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            root=; while [ $# -gt 0 ]; do [ "$1" = --o ] && root=$2; shift; done
            folder=$(dirname "$root")
            echo $$ >> "$folder/calls"
            [ -p gate ] && read x < gate
            for i in 000 001 002 003; do
              for f in {RepositoryPaths.Data("runs", "Class3D")}/run_it$i*; do
                copy=$folder/${"{f##*/}"}
                case $f in *.star) sed "s#Class3D/#$folder/#g" "$f" > "$copy";; *) cat "$f" > "$copy";; esac
              done
            done
            """);
    }

    public void Dispose()
    {
        foreach (Process session in _sessions)
        {
            if (!session.HasExited) session.Kill(entireProcessTree: true);
            session.Dispose();
        }
        _folder.Dispose();
    }

    [RequiresFact("pwsh", "mkfifo")]
    public async Task Of_two_sessions_that_begin_together_one_runs_and_the_other_is_told_who_does()
    {
        MakeGate();
        // Both wait for a line, the folder, and run there; a line back tells how it ended.
        string script = Script("""
            [Console]::Out.WriteLine('ready')
            while ($folder = [Console]::In.ReadLine()) {
                $run = Command $folder | Invoke-RelionRefine -ErrorVariable failed -ErrorAction SilentlyContinue
                $answer = "$($run.Status)"
                foreach ($one in $failed) {
                    $answer = "$($one.FullyQualifiedErrorId.Split(',')[0]) $($one.Exception.Message)"
                }
                [Console]::Out.WriteLine($answer)
            }
            """);
        Process[] sessions = [Session(script), Session(script)];
        foreach (Process session in sessions)
        {
            Assert.Equal("ready", await session.StandardOutput.ReadLineAsync().WaitAsync(Limit));
        }
        for (int number = 0; number < Tries; number++)
        {
            string folder = $"Try{number}";
            foreach (Process session in sessions)
            {
                await session.StandardInput.WriteLineAsync(folder);
                await session.StandardInput.FlushAsync();
            }
            Task<string?>[] answers = [.. sessions.Select(session => session.StandardOutput.ReadLineAsync())];
            Task<string?> first = await Task.WhenAny(answers).WaitAsync(Limit);
            Assert.StartsWith("RelionRunBusy ", await first, StringComparison.Ordinal);
            int winner = answers[0] == first ? 1 : 0;
            OpenGate();
            Assert.Equal("Completed", await answers[winner].WaitAsync(Limit));
            Assert.Single(File.ReadAllLines(_folder.Combine(folder, "calls")));
            Assert.Equal(RefineRunStatus.Completed, RunReader.Read(_folder.Combine(folder, "run"))!.Status);
        }
    }

    [RequiresFact("pwsh", "mkfifo")]
    public async Task Run_whose_session_and_watcher_are_killed_keeps_its_root_until_it_has_ended_itself()
    {
        MakeGate();
        Process session = Session(Script("Command Class3D | Invoke-RelionRefine"));
        int program = await ProgramAsync();
        // The watcher first, or it would end the run.
        int watcher = Assert.Single(ProcessStat.ReadAll(), process => process.ParentId == session.Id
            && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("relionps-watcher")).Id;
        NativeMethods.Signal(watcher, NativeMethods.SigKill);
        NativeMethods.WaitForEnd([watcher], Limit);
        NativeMethods.Signal(session.Id, NativeMethods.SigKill);
        await session.WaitForExitAsync().WaitAsync(Limit);

        using var later = new PowerShellSession();
        later.Set("command", Command());
        string[] verbs = ["Invoke-RelionRefine", "Invoke-RelionRefine -Force", "Measure-RelionBenchmark -Force"];
        foreach (string verb in verbs)
        {
            later.Run("$command | " + verb);
            Assert.Equal(["RelionRunBusy"], later.ErrorIds);
            Assert.Contains($"process {session.Id}", later.Errors[0].Exception.Message, StringComparison.Ordinal);
            Assert.Contains("that process has ended", later.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
        OpenGate();
        NativeMethods.WaitForEnd([program], Limit);
        File.Delete(_folder.Combine("gate"));
        Assert.Equal(RefineRunStatus.Completed, later.One<RefineRun>("$command | Invoke-RelionRefine -Force").Status);
        Assert.Equal(2, File.ReadAllLines(_folder.Combine("Class3D", "calls")).Length);
    }

    [RequiresFact("pwsh", "mkfifo")]
    public async Task Other_programs_of_the_session_do_not_hold_the_lock()
    {
        MakeGate();
        // A program that the module starts beside the run, and one that the session itself starts.
        Process session = Session(Script("""
            $run = Start-ThreadJob { 
                param($folder) Set-Location $folder; . ./define.ps1; Command Class3D | Invoke-RelionRefine
            } -ArgumentList $pwd
            while (-not (Test-Path Class3D/calls)) { $null = $run | Wait-Job -Timeout 0.05 }
            Start-Process sleep 300 -RedirectStandardOutput out
            $null = $run | Wait-Job
            [Console]::Out.WriteLine('done')
            $null = [Console]::In.ReadLine()
            """));
        await ProgramAsync();
        OpenGate();
        Assert.Equal("done", await session.StandardOutput.ReadLineAsync().WaitAsync(Limit));
        using OutputLock? held = OutputLock.TryTake(Root, LockOwner.Here(LockKind.Refine), out _);
        Assert.NotNull(held);
    }

    [RequiresFact("pwsh")]
    public async Task Fifty_runs_leave_no_open_file_behind()
    {
        Process session = Session(Script("""
            function Open { [IO.Directory]::GetFileSystemEntries('/proc/self/fd').Count }
            foreach ($number in 1..5) { $null = Command Class3D | Invoke-RelionRefine -Force }
            [GC]::Collect(); $before = Open
            foreach ($number in 1..50) { $null = Command Class3D | Invoke-RelionRefine -Force }
            [GC]::Collect(); [GC]::WaitForPendingFinalizers()
            $locks = [IO.Directory]::GetFileSystemEntries('/proc/self/fd') |
                Where-Object { [IO.File]::ResolveLinkTarget($_, $false).FullName -like '*relionps-lock' }
            [Console]::Out.WriteLine("$((Open) - $before) $(@($locks).Count)")
            """));
        string[] counts = (await session.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(4)))!.Split(' ');
        Assert.InRange(int.Parse(counts[0], CultureInfo.InvariantCulture), -10, 10);
        Assert.Equal("0", counts[1]);
        Assert.Equal(55, File.ReadAllLines(_folder.Combine("Class3D", "calls")).Length);
    }

    [RequiresFact("bash", "perl")]
    public void RELION_that_someone_else_started_keeps_all_three_off()
    {
        // What counts is the name that it runs under and its --o.
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        // perl waits for its input and takes the options for its script's.
        string[] shell = ["-c", "exec -a relion_refine_mpi perl -e '<STDIN>' -- --o Class3D/run"];
        var start = new ProcessStartInfo("bash", shell)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
        };
        Process foreign = Process.Start(start)!;
        _sessions.Add(foreign);
        Assert.True(SpinWait.SpinUntil(() => RunProcesses.Of(Root).Any(), Limit));
        using var session = new PowerShellSession();
        session.Set("command", Command());
        foreach (string verb in (string[])["Invoke-RelionRefine -Force", "Measure-RelionBenchmark -Force"])
        {
            session.Run("$command | " + verb);
            Assert.Equal(["RelionRunBusy"], session.ErrorIds);
            Assert.Contains($"process {foreign.Id}", session.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, "exit 1", "exit 1", true)]
    [InlineData(0, "exit 0", "exit 1", false)]
    [InlineData(7, "exit 0", "echo 'JobId=7 ArrayTaskId=1 JobState=COMPLETED'; echo 'JobId=8 JobState=RUNNING'", true)]
    [InlineData(7, "exit 0", "echo 'JobId=7 ArrayTaskId=1 JobState=COMPLETED'; echo 'JobId=8 JobState=FAILED'", false)]
    [InlineData(7, "exit 0", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1", false)]
    [InlineData(7, "exit 0", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1", true)]
    public async Task Claim_of_a_job_counts_until_Slurm_says_that_the_job_has_ended(
        long id, string squeue, string scontrol, bool isBusy)
    {
        if (ProgramFinder.Find("pwsh") is null) return;
        TestProgram.Write(_folder, "bin/squeue", "#!/bin/sh\n" + squeue + "\n");
        TestProgram.Write(_folder, "bin/scontrol", "#!/bin/sh\n" + scontrol + "\n");
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        JobDraft draft = JobDraft.Of(Command(), new JobOptions(), _folder.Combine("job")).Write();
        File.WriteAllBytes(
            OutputLock.PathOf(Root),
            (LockOwner.Here(LockKind.Job) with { JobId = id, JobFolder = draft.Folder }).ToBytes());
        Process session = Session(Script("""
            $env:PATH = "$pwd/bin:$env:PATH"
            $run = Command Class3D | Invoke-RelionRefine -ErrorVariable failed -ErrorAction SilentlyContinue
            [Console]::Out.WriteLine("$($run.Status)$($failed.Exception.Message)")
            """));
        string? answer = await session.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        if (isBusy) Assert.Contains("Slurm job", answer, StringComparison.Ordinal);
        else Assert.Equal("Completed", answer);
    }

    public static TheoryData<string, int> Broken => new()
    {
        { "", 0 },
        { "touch canary\n", 0 },
        { "#!/no/such/shell\ntouch canary\n", 0 },
        { "/bin/true", 4 },
        { "/bin/true", 64 },
        { "/bin/true", 4096 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Damaged_program_is_refused_before_MPICH_gives_it_to_a_shell(string text, int length)
    {
        if (ProgramFinder.Find("mpiexec.mpich") is not { } launcher) return;
        byte[] program = length > 0 ? File.ReadAllBytes(text)[..length] : System.Text.Encoding.Latin1.GetBytes(text);
        File.WriteAllBytes(_folder.Combine("relion_refine"), program);
        using var session = new PowerShellSession();
        session.Set("command",
            TestCommand.Mpi(
                _folder.Path, [launcher, "-n", "2"], 2, "./relion_refine", [.. Input, "--o", "Class3D/run"]));
        BenchmarkResult result =
            Assert.IsType<BenchmarkResult>(Assert.Single(session.Run("$command | Measure-RelionBenchmark")));
        Assert.Equal(["RelionProgramNotStarted"], session.ErrorIds);
        Assert.Equal((RunStatus.Failed, (int?)null), (result.Status, result.ExitCode));
        Assert.False(File.Exists(_folder.Combine("canary")));

        // And so is a launcher.
        File.Copy(_folder.Combine("relion_refine"), _folder.Combine("launcher"));
        session.Set("command",
            TestCommand.Mpi(_folder.Path, ["./launcher", "-n", "2"], 2, "/bin/true", [.. Input, "--o", "Class3D/run"]));
        session.Run("$command | Measure-RelionBenchmark");
        Assert.Equal(["RelionProgramNotStarted"], session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("canary")));
    }

    private RefineCommand Command() =>
        TestCommand.Threads(_folder.Path, "./relion_refine", [.. Input, "--iter", "3", "--o", "Class3D/run"]);

    private void MakeGate()
    {
        using Process make = Process.Start("mkfifo", _folder.Combine("gate"));
        make.WaitForExit();
    }

    private void OpenGate() => File.WriteAllText(_folder.Combine("gate"), "go\n");

    /// <summary>The stand-in's process id, when it has come to its gate.</summary>
    private async Task<int> ProgramAsync()
    {
        string calls = _folder.Combine("Class3D", "calls");
        Assert.True(await Task.Run(
            () => SpinWait.SpinUntil(() => File.Exists(calls) && new FileInfo(calls).Length > 1, Limit)));
        return int.Parse(File.ReadAllText(calls), CultureInfo.InvariantCulture);
    }

    private string Script(string body)
    {
        _folder.Write("define.ps1", $$"""
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
            """);
        return _folder.Write("script.ps1", "$ProgressPreference = 'SilentlyContinue'\n. ./define.ps1\n" + body);
    }

    private Process Session(string script)
    {
        var info = new ProcessStartInfo(
            Pwsh.Command.Program, [.. Pwsh.Command.Arguments, "-NoProfile", "-NonInteractive", "-File", script])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // It would load libraries at a time of its own, and they are open files.
        info.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        Process session = Process.Start(info)!;
        session.ErrorDataReceived += (_, _) => { };
        session.BeginErrorReadLine();
        _sessions.Add(session);
        return session;
    }
}
