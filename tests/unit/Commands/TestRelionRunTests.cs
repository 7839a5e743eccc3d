using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using RelionPS.Core.Processes;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Test-RelionRun through the engine, on stand-ins and on records.</summary>
public sealed class TestRelionRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Live_process_that_is_stopped_is_told_by_its_number_and_by_its_launcher_s()
    {
        string program = StandIn("kill -STOP $$");
        using var launcher = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", $"{program} --o {_folder.Path}/run --cpu --pool 30; true"]))!;
        try
        {
            int id = Child(launcher.Id);
            foreach (int given in (int[])[id, launcher.Id])
            {
                IReadOnlyList<object?> found = _session.Run($"Test-RelionRun -Id {given} -Duration 00:00:01");
                Assert.Empty(_session.Errors);
                RunFinding first = Assert.IsType<RunFinding>(found[0]);
                Assert.Equal(("RankStopped", FindingStatus.Fail, true), (first.Id, first.Status, first.IsLive));
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"kill -CONT {id}"), first.Remedy);
            }
        }
        finally
        {
            launcher.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Process_that_is_no_refinement_is_an_error()
    {
        using var other = Process.Start("sleep", "1000");
        try
        {
            _session.Run($"Test-RelionRun -Id {other.Id}");
            Assert.Equal(["RelionProcessNotRefinement"], _session.ErrorIds);
        }
        finally
        {
            other.Kill();
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-00:00:05")]
    [InlineData("00:00:00.5")]
    [InlineData("2.00:00:00")]
    public void Duration_that_no_one_watches_for_is_refused(string duration)
    {
        _session.Run($"Test-RelionRun -Id 1 -Duration {duration}");
        Assert.Equal(["RelionDurationInvalid"], _session.ErrorIds);
    }

    [Fact]
    public void What_is_no_run_is_an_error()
    {
        _session.Set("folder", _folder.Path);
        _session.Run("Test-RelionRun $folder");
        Assert.Equal(["RelionRunNotFound"], _session.ErrorIds);
        _session.Run("[version]'1.2' | Test-RelionRun");
        Assert.Equal(["RelionResultNotOfRun"], _session.ErrorIds);
        _folder.Write("broken.json", "{");
        _session.Run("Test-RelionRun (Join-Path $folder broken.json)");
        Assert.Equal(["RelionRecordInvalid"], _session.ErrorIds);
    }

    [Fact]
    public void Record_of_a_run_is_judged_whole_by_path_and_by_result()
    {
        BenchmarkResult result = Measure();
        _session.Set("result", result);
        _session.Set("record", result.RecordPath);
        foreach (string input in (string[])["$result | Test-RelionRun", "Test-RelionRun $record"])
        {
            RunFinding first = Assert.IsType<RunFinding>(_session.Run(input)[0]);
            Assert.Empty(_session.Errors);
            Assert.False(first.IsLive);
            Assert.Equal(result.Runs[^1].Seconds, first.Seconds);
            Assert.DoesNotContain(first.NotJudged, text => text.StartsWith("WaitsForFiles", StringComparison.Ordinal));
        }
        RunWork work = Assert.IsType<RunWork>(result.Runs[^1].Work);
        // The kernel's count of the whole tree, by another call.
        double all = result.Runs[^1].CpuSeconds!.Value;
        Assert.InRange(work.Ranks.Single().CpuSeconds, 0.3 * all, all + 0.1);
    }

    /// <summary>Records of version 0.1 to 0.4 have no word of it.</summary>
    [Fact]
    public void Record_of_an_earlier_version_is_read_and_says_what_it_does_not_tell()
    {
        BenchmarkResult result = Measure();
        JsonNode record = JsonNode.Parse(File.ReadAllText(result.RecordPath!))!;
        Assert.True(record["run"]!.AsObject().Remove("work"));
        _session.Set("path", _folder.Write("old.json", record.ToJsonString()));
        RunFinding first = Assert.IsType<RunFinding>(_session.Run("Test-RelionRun $path")[0]);
        Assert.Empty(_session.Errors);
        Assert.Contains(
            first.NotJudged,
            text => text.StartsWith("WaitsForFiles: its record, of an earlier version", StringComparison.Ordinal));
    }

    [Fact]
    public void View_has_the_remedy_and_80_columns()
    {
        _session.Set("finding", new RunFinding
        {
            Id = "BoundToFewCores",
            Status = FindingStatus.Fail,
            Subject = "Class3D/job012",
            SecondsLost = 2.5,
            Seconds = 5,
            IsLive = true,
            Found = "threads could use 16 CPUs and may run on 1",
            Evidence = "Cpus_allowed_list of process 100 0",
            Remedy = "taskset -acp 0-15 100",
            Source = "3dem/relion 1048",
        });
        string text = _session.One<string>("$PSStyle.OutputRendering = 'PlainText'; $finding | Out-String -Width 80");
        Assert.Contains("taskset -acp 0-15 100", text, StringComparison.Ordinal);
        Assert.Contains("2.50 s", text, StringComparison.Ordinal);
        Assert.Contains("50 %", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    private BenchmarkResult Measure()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        Directory.CreateDirectory(_folder.Combine("out"));
        string program = StandIn("""
            case $1 in --version) echo 'RELION version: 5.0.1'; exit;; --help) exit;; esac
            n=0; while [ $n -lt 600000 ]; do n=$((n+1)); done
            """);
        _session.Set("command", TestCommand.Threads(
            _folder.Path, program, "--i", "particles.star", "--ref", "reference.mrc", "--o", "out/run", "--pool", "30",
            "--j", "1", "--iter", "1"));
        var result = _session.Run("$command | Measure-RelionBenchmark").OfType<BenchmarkResult>().Single();
        Assert.NotNull(result.RecordPath);
        Assert.NotNull(RunRecord.FromJson(File.ReadAllText(result.RecordPath)).Run.Work);
        return result;
    }

    private string StandIn(string body)
    {
        string program = _folder.Write("relion_refine", "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(
            program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return program;
    }

    /// <summary>The program that the launcher started, once it has stopped itself.</summary>
    private static int Child(int launcher)
    {
        int id = 0;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                ProcessStat[] found =
                [
                    .. ProcessStat.ReadAll().Where(process => process.ParentId == launcher && process.State == 'T'),
                ];
                id = found.Length == 1 ? found[0].Id : 0;
                return id != 0;
            },
            TimeSpan.FromSeconds(20)));
        return id;
    }
}
