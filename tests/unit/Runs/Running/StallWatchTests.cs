using System.Globalization;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>Runs that stand, and runs that only look so, with stand-ins whose processes do what they do.</summary>
public sealed class StallWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public StallWatchTests() => TinyInput.Write(_folder, "particles.star", "reference.mrc");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>All of it stopped; silent and asleep; one rank stopped, for which another one waits at work.</summary>
    [Theory]
    [InlineData("kill -STOP $$", "T, stopped by a signal")]
    [InlineData("sleep 1000", "S, sleeps, without CPU time")]
    [InlineData(
        "sleep 1000 & p=$!; kill -STOP $p; while [ -d /proc/$p ]; do :; done", "T, stopped by a signal")]
    public void Run_without_a_sign_of_work_is_ended_where_asked_and_its_processes_are_told(string body, string state)
    {
        foreach (string verb in (string[])["Invoke-RelionRefine", "Measure-RelionBenchmark"])
        {
            // A root each: a program that another test starts may hold a lock for a moment longer.
            _session.Set("command", StandIn($"echo $$ > id\n{body}", verb));
            IReadOnlyList<object?> left = _session.Run($"$command | {verb} -StallTimeout 0:0:2");
            Assert.Equal(["RelionRunStalledAndEnded"], _session.ErrorIds);
            Assert.Contains(state, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
            int id = int.Parse(File.ReadAllText(_folder.Combine("id")), CultureInfo.InvariantCulture);
            Assert.Contains($"process {id} ", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
            Assert.Null(ProcessStat.Read(id));
            if (left is [BenchmarkResult result]) Assert.Equal(RunStatus.Failed, result.Status);
        }
        foreach (string record in Directory.GetFiles(_folder.Path, "run_*.json", SearchOption.AllDirectories))
        {
            Assert.Equal("RelionRunStalledAndEnded", RunRecord.FromJson(File.ReadAllText(record)).Run.ErrorId);
        }
    }

    /// <summary>Each shows one sign alone, for longer than the limit.</summary>
    [Theory]
    [InlineData("sleep 0.4; echo line")]
    [InlineData("sleep 0.4; echo line >&2")]
    [InlineData("sleep 0.4; echo x >> Class3D/run_it000_data.star")]
    [InlineData("n=0; while [ $n -lt 40000 ]; do n=$((n+1)); done")]
    public void Run_that_shows_a_sign_of_work_goes_on(string step)
    {
        RefineCommand command = StandIn($"""
            end=$(($(date +%s) + 5))
            while [ $(date +%s) -lt $end ]; do {step}; done
            cp {RepositoryPaths.Data("runs", "Class3D")}/run_it* Class3D
            """);
        _session.Set("command", command);
        _session.Run("$command | Invoke-RelionRefine -StallTimeout 0:0:3");
        Assert.Empty(_session.ErrorIds);
    }

    [Theory]
    [InlineData("Invoke-RelionRefine")]
    [InlineData("Measure-RelionBenchmark")]
    public void Stall_timeout_of_nothing_is_refused(string verb)
    {
        _session.Set("command", StandIn("exit 0"));
        _session.Run($"$command | {verb} -StallTimeout 0");
        Assert.Equal(["RelionStallTimeoutInvalid"], _session.ErrorIds);
    }

    /// <summary>A run that someone else has started, and whose rank is stopped.</summary>
    [Fact]
    public void Follower_of_a_run_whose_process_is_stopped_ends_and_tells_of_it()
    {
        TestProgram.Write(_folder, "relion_refine", "#!/bin/sh\nkill -STOP $$\n");
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        using var foreign = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            _folder.Combine("relion_refine"), ["--o", "Class3D/run"])
        { WorkingDirectory = _folder.Path })!;
        try
        {
            CapturedRunIn("Class3D");
            Assert.True(SpinWait.SpinUntil(
                () => ProcessStat.Read(foreign.Id)?.State == 'T', TimeSpan.FromMinutes(1)));
            _session.Run($"Get-RelionRun '{_folder.Combine("Class3D", "run")}' -Wait -StallTimeout 0:0:3");
            Assert.Equal(["RelionRunHung"], _session.ErrorIds);
            string message = _session.Errors[0].Exception.Message;
            Assert.Contains($"process {foreign.Id} ", message, StringComparison.Ordinal);
            Assert.Contains("T, stopped by a signal", message, StringComparison.Ordinal);
            Assert.Equal('T', ProcessStat.Read(foreign.Id)!.Value.State);
        }
        finally
        {
            foreign.Kill();
        }
    }

    private void CapturedRunIn(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(RepositoryPaths.Data("runs", "Class3D"), "run_it*"))
        {
            File.Copy(file, _folder.Combine(folder, Path.GetFileName(file)));
        }
    }

    private RefineCommand StandIn(string body, string output = "Class3D")
    {
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in --version) echo 'RELION version: 3.1.3 '; exit;; --help) exit;; esac
            {body}
            """);
        return TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", output + "/run");
    }
}
