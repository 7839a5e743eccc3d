using System.Diagnostics;
using System.Management.Automation;
using RelionPS.Core.Processes;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>
/// One run at a time on an output root, with a stand-in that waits at a gate and leaves the files of a captured run.
/// </summary>
public sealed class OutputRootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public OutputRootTests()
    {
        TinyInput.Write(_folder, "particles.star", "reference.mrc");
        _session.Set("command", StandIn());
    }

    private string LockFile => _folder.Combine("Class3D", ".run.relionps-lock");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    /// <summary>Without <c>--o</c> RELION goes on beside the run that it continues (3.1 to 5.0, ml_optimiser.cpp).
    /// </summary>
    [Theory]
    [InlineData("Class3D/run_it010_optimiser.star", "Class3D/run")]
    [InlineData("Class3D/run_ct5_it010_optimiser.star", "Class3D/run")]
    [InlineData("run_it010_optimiser.star", "run")]
    [InlineData("other.star", "run")]
    public void A_pasted_line_that_goes_on_keeps_others_off_the_run_that_it_continues(string file, string root)
    {
        RefineCommand pasted = TestCommand.Threads(_folder.Path, "relion_refine", "--continue", file, "--j", "4") with
        {
            Options = new RefineOptions(),
        };
        Assert.Equal(_folder.Combine(root), pasted.OutputRoot);
    }

    [Theory]
    [InlineData("Invoke-RelionRefine", "Invoke-RelionRefine")]
    [InlineData("Invoke-RelionRefine", "Invoke-RelionRefine -Force")]
    [InlineData("Invoke-RelionRefine", "Invoke-RelionRefine -Continue")]
    [InlineData("Invoke-RelionRefine", "Measure-RelionBenchmark")]
    [InlineData("Invoke-RelionRefine", "Measure-RelionBenchmark -Force")]
    [InlineData("Measure-RelionBenchmark", "Invoke-RelionRefine -Force")]
    [InlineData("Measure-RelionBenchmark", "Measure-RelionBenchmark")]
    public void Second_run_is_refused_while_the_first_works_and_the_first_is_whole(string first, string second)
    {
        using PowerShell running = Start(first);
        IAsyncResult begun = running.BeginInvoke();
        Started();
        using var other = new PowerShellSession();
        // By another name of the folder.
        Directory.CreateSymbolicLink(_folder.Combine("link"), _folder.Combine("Class3D"));
        RefineCommand command = StandIn();
        other.Set("command", command with { Arguments = [.. command.Arguments.SkipLast(1), "link/run"] });
        other.Run("$command | " + second);
        Assert.Equal(["RelionRunBusy"], other.ErrorIds);
        Assert.Equal(ErrorCategory.ResourceBusy, other.Errors[0].CategoryInfo.Category);
        Assert.Contains(
            $"process {Environment.ProcessId}", other.Errors[0].Exception.Message, StringComparison.Ordinal);
        Open();
        object result = Assert.Single(running.EndInvoke(begun)).BaseObject;
        Assert.Equal(
            "Completed", result is RefineRun run ? run.Status.ToString() : ((BenchmarkResult)result).Status.ToString());
        Assert.Single(File.ReadAllLines(_folder.Combine("calls")));
    }

    [Theory]
    [InlineData("link/../Class3D/run")]
    [InlineData("Class3D/run_ct2")]
    [InlineData("link/../Class3D/run_ct1_ct2")]
    public void Second_run_is_refused_by_whichever_name_it_comes(string root)
    {
        // The parent of what the link leads to, not the link's own.
        Directory.CreateDirectory(_folder.Combine("elsewhere", "deep"));
        Directory.CreateSymbolicLink(_folder.Combine("link"), _folder.Combine("elsewhere", "deep"));
        Directory.CreateSymbolicLink(_folder.Combine("elsewhere", "Class3D"), _folder.Combine("Class3D"));
        using PowerShell running = Start("Invoke-RelionRefine");
        IAsyncResult begun = running.BeginInvoke();
        Started();
        using var other = new PowerShellSession();
        RefineCommand command = StandIn();
        other.Set("command", command with { Arguments = [.. command.Arguments.SkipLast(1), root] });
        other.Run("$command | Invoke-RelionRefine -Force");
        Assert.Equal(["RelionRunBusy"], other.ErrorIds);
        Open();
        Assert.Single(running.EndInvoke(begun));
        Assert.Single(File.ReadAllLines(_folder.Combine("calls")));
    }

    [Theory]
    [InlineData("--o", "Class3D/run")]
    [InlineData("--o", "Class3D/run_ct2")]
    [InlineData("--continue", "Class3D/run_it002_optimiser.star")]
    [InlineData("--continue", "link/../Class3D/run_ct1_it002_optimiser.star")]
    public void Refinement_whose_lock_is_gone_is_seen_all_the_same_where_it_is_a_script(string option, string value)
    {
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        Directory.CreateDirectory(_folder.Combine("elsewhere", "deep"));
        Directory.CreateSymbolicLink(_folder.Combine("link"), _folder.Combine("elsewhere", "deep"));
        Directory.CreateSymbolicLink(_folder.Combine("elsewhere", "Class3D"), _folder.Combine("Class3D"));
        string program = TestProgram.Write(_folder, "relion_refine_mpi", "#!/bin/sh\nread x\n");
        using var foreign = Process.Start(new ProcessStartInfo(program, [option, value])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
        })!;
        _session.Set("command", StandIn(isGated: false));
        // The kernel's word of it is there as soon as the program has begun.
        Assert.True(SpinWait.SpinUntil(() => RunProcesses.Of(_folder.Combine("Class3D", "run")).Any(), 30_000));
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Contains($"process {foreign.Id}", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(RunProcesses.Of(_folder.Combine("Class3D", "run_b")));
        foreign.StandardInput.Close();
        foreign.WaitForExit();
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Lock_that_says_nobody_is_refused_with_the_process_that_has_it()
    {
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        using var holder = Process.Start(new ProcessStartInfo("flock", [LockFile, "sh", "-c", "echo has it; read x"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("has it", holder.StandardOutput.ReadLine());
        _session.Run("$command | Invoke-RelionRefine");
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Contains(
            $"process {holder.Id} (flock)", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        holder.StandardInput.Close();
        holder.WaitForExit();
    }

    [Fact]
    public void What_a_run_left_behind_is_named_and_not_the_session_that_began_it()
    {
        string mark = _folder.Combine("left");
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            [ "$1" = --version ] || [ "$1" = --help ] ||
              (setsid sh -c 'echo $$ > {mark}; exec sleep 300' < /dev/null > out 2>&1 &)
            while [ ! -s {mark} ] && [ $# -gt 2 ]; do :; done
            """);
        _session.Run("$command | Invoke-RelionRefine");
        int left = int.Parse(File.ReadAllText(mark), System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            // Where it is seen as one of the run's, it is ended with it.
            if (ProcessStat.Read(left) is not { IsAlive: true }) return;
            _session.Run("$command | Invoke-RelionRefine -Force");
            Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
            Assert.Contains(
                $"process {left} (sleep) on", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            NativeMethods.Signal(left, NativeMethods.SigKill);
        }
    }

    [Fact]
    public void WhatIf_takes_no_lock_and_leaves_no_file()
    {
        Directory.CreateDirectory(_folder.Combine("Class3D"));
        _session.Run("$command | Invoke-RelionRefine -WhatIf; $command | Measure-RelionBenchmark -WhatIf");
        Assert.Empty(_session.Errors);
        _session.Run("& { $WhatIfPreference = $true; $command | Invoke-RelionRefine }");
        Assert.Empty(_session.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Combine("Class3D")));
    }

    [Fact]
    public void Lock_is_free_after_a_run_a_failed_check_and_a_stopped_run()
    {
        File.Move(_folder.Combine("particles.star"), _folder.Combine("away"));
        _session.Run("$command | Invoke-RelionRefine");
        Assert.Equal(["RelionInputNotFound"], _session.ErrorIds);
        AssertFree();
        // Nothing has run there: the file does not say that anything has.
        Assert.Equal(0, new FileInfo(LockFile).Length);
        File.Move(_folder.Combine("away"), _folder.Combine("particles.star"));

        using (PowerShell running = Start("Invoke-RelionRefine"))
        {
            IAsyncResult begun = running.BeginInvoke();
            Started();
            running.Stop();
        }
        AssertFree();
        Assert.NotNull(LockOwner.Parse(File.ReadAllBytes(LockFile))!.EndedUtc);
    }

    [Fact]
    public void Interleaved_commands_may_share_a_root_and_two_in_turn_as_well()
    {
        Open();
        _session.Set("commands", new[] { StandIn(isGated: false), StandIn(isGated: false) });
        Assert.Equal(2, _session.Run("$commands | Measure-RelionBenchmark -Interleave -Repeat 2").Count);
        Assert.Empty(_session.Errors);
        Assert.Equal(2, _session.Run("$commands | Measure-RelionBenchmark").Count);
        Assert.Empty(_session.Errors);
        Assert.Equal(6, File.ReadAllLines(_folder.Combine("calls")).Length);
        AssertFree();
    }

    [Fact]
    public void Command_of_a_schedule_whose_root_is_taken_drops_out_and_the_others_run()
    {
        Directory.CreateDirectory(_folder.Combine("Other"));
        using OutputLock? held =
            OutputLock.TryTake(_folder.Combine("Other", "run"), LockOwner.Here(LockKind.Refine), out _);
        RefineCommand command = StandIn(isGated: false);
        RefineCommand other = command with { Arguments = [.. command.Arguments.SkipLast(1), "Other/run"] };
        _session.Set("commands", new[] { other, command });
        BenchmarkResult[] results =
            [.. _session.Run("$commands | Measure-RelionBenchmark -Interleave").Cast<BenchmarkResult>()];
        Assert.Equal(["RelionRunBusy"], _session.ErrorIds);
        Assert.Equal([RunStatus.Failed, RunStatus.Completed], results.Select(result => result.Status));
        Assert.Single(File.ReadAllLines(_folder.Combine("calls")));
    }

    [Theory]
    [InlineData("run_it007_class001.mrc")]
    [InlineData("run_ct3_it004_data.star")]
    [InlineData("run_data.star")]
    [InlineData("run_class001.mrc")]
    [InlineData("run_half1_class001_unfil.mrc")]
    [InlineData("run_half2_model.star")]
    [InlineData("run_unmasked_classes.mrcs")]
    [InlineData("run_body002.mrc")]
    public void Results_of_unknown_origin_are_kept_unless_forced(string name)
    {
        _session.Set("command", StandIn(isGated: false));
        string path = _folder.Write("Class3D/" + name, "precious");
        foreach (string verb in (string[])["Measure-RelionBenchmark", "Invoke-RelionRefine"])
        {
            _session.Run("$command | " + verb);
            Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
            Assert.Contains(name, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.False(File.Exists(_folder.Combine("calls")));
        _session.Run("$command | Measure-RelionBenchmark -Force");
        Assert.Empty(_session.Errors);
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData("run.out")]
    [InlineData("run_other_it001_data.star")]
    [InlineData("run_benchmark_notes.txt")]
    [InlineData("run2_it001_data.star")]
    [InlineData("run_iteration_plan.txt")]
    [InlineData("run_class1_it000_data.star")]
    public void Other_files_are_no_results_of_the_root(string name)
    {
        _session.Set("command", StandIn(isGated: false));
        _folder.Write("Class3D/" + name, "");
        Assert.Single(_session.Run("$command | Invoke-RelionRefine"));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Benchmark_writes_over_a_benchmarks_results_and_not_over_those_of_a_refinement_after_it()
    {
        _session.Set("command", StandIn(isGated: false));
        _session.Run("$command | Measure-RelionBenchmark; $command | Measure-RelionBenchmark");
        Assert.Empty(_session.Errors);
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Empty(_session.Errors);
        _session.Run("$command | Measure-RelionBenchmark");
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
        // The refusal does not make it a benchmark's.
        _session.Run("$command | Measure-RelionBenchmark");
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
    }

    [Fact]
    public void File_that_is_newer_than_the_benchmark_keeps_the_next_one_off()
    {
        _session.Set("command", StandIn(isGated: false));
        _session.Run("$command | Measure-RelionBenchmark -OutputPath records");
        Assert.Empty(_session.Errors);
        File.SetLastWriteTimeUtc(_folder.Combine("Class3D", "run_it003_data.star"), DateTime.UtcNow.AddSeconds(1));
        _session.Run("$command | Measure-RelionBenchmark");
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
        _session.Run("$command | Measure-RelionBenchmark -Force");
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Benchmark_of_before_the_clock_was_set_back_does_not_make_later_results_its_own()
    {
        _session.Set("command", StandIn(isGated: false));
        _session.Run("$command | Measure-RelionBenchmark");
        foreach (string record in Directory.EnumerateFiles(_folder.Combine("Class3D"), "run_benchmark_*.json"))
        {
            File.SetLastWriteTimeUtc(record, DateTime.UtcNow.AddHours(1));
        }
        _session.Run("$command | Invoke-RelionRefine -Force");
        Assert.Empty(_session.Errors);
        _session.Run("$command | Measure-RelionBenchmark");
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
    }

    [Fact]
    public void Benchmark_of_one_name_does_not_make_results_of_another_that_shares_the_lock_its_own()
    {
        RefineCommand command = StandIn(isGated: false);
        _session.Set("command", command);
        _session.Set("other", command with { Arguments = [.. command.Arguments.SkipLast(1), "Class3D/run_ct9"] });
        _folder.Write("Class3D/run_ct9_it001_data.star", "precious");
        _session.Run("$command | Measure-RelionBenchmark -Force");
        Assert.Empty(_session.Errors);
        _session.Run("$other | Measure-RelionBenchmark");
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Benchmark_of_before_there_were_locks_is_known_by_its_record(bool hasOutputPath)
    {
        _session.Set("command", StandIn(isGated: false));
        _session.Set("records", _folder.Combine("records"));
        string path = hasOutputPath ? " -OutputPath $records" : "";
        _session.Run("$command | Measure-RelionBenchmark" + path);
        File.Delete(LockFile);
        _session.Run("$command | Measure-RelionBenchmark" + path);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Foreign_file_at_the_locks_place_is_an_error_that_names_it()
    {
        _session.Set("command", StandIn(isGated: false));
        _folder.Write("Class3D/.run.relionps-lock", "thesis");
        foreach (string verb in (string[])["Measure-RelionBenchmark", "Invoke-RelionRefine"])
        {
            _session.Run("$command | " + verb);
            Assert.Equal(["RelionOutputNotWritable"], _session.ErrorIds);
            Assert.Contains(LockFile, _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal("thesis", File.ReadAllText(LockFile));
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void Output_files_are_new_files_both_whatever_lies_at_their_names()
    {
        var started = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        string victim = _folder.Write("victim", "precious");
        File.CreateSymbolicLink(_folder.Combine("run_refine_20260102T030405000Z_r01.err"), _folder.Combine("nowhere"));
        File.CreateSymbolicLink(_folder.Combine("run_refine_20260102T030405001Z_r01.out"), victim);
        _folder.Write("run_refine_20260102T030405002Z_r01.err", "earlier");
        RunFileNames files =
            RunFileNames.Reserve(_folder.Path, "run", started, 1, isWarmup: false, RunFileNames.Refine);
        Assert.Equal(_folder.Combine("run_refine_20260102T030405003Z_r01.out"), files.StandardOutputPath);
        Assert.True(File.Exists(files.StandardErrorPath));
        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.False(File.Exists(_folder.Combine("nowhere")));
        Assert.False(File.Exists(_folder.Combine("run_refine_20260102T030405000Z_r01.out")));
    }

    [Theory]
    [InlineData("--dependency=afterok:12", "12")]
    [InlineData("--dependency=afterok:12:13,afterany:14", "12 13 14")]
    [InlineData("--dependency=after:12,afterok:13", "13")]
    [InlineData("--dependency=after:12", "")]
    [InlineData("--dependency=singleton", "")]
    [InlineData("-d afternotok:7?afterok:8", "7 8")]
    public void Jobs_that_a_dependency_waits_for_are_read_from_Slurms_words(string option, string ids) =>
        Assert.Equal(ids, string.Join(' ', JobClaims.AwaitedJobs([option]).Order()));

    [Fact]
    public void Program_that_is_damaged_is_refused_before_anything_is_run()
    {
        _session.Set("command", StandIn(isGated: false));
        File.WriteAllText(_folder.Combine("relion_refine"), "touch canary\n");
        foreach (string verb in (string[])["Measure-RelionBenchmark", "Invoke-RelionRefine"])
        {
            _session.Run("$command | " + verb);
            Assert.Equal(["RelionProgramNotStarted"], _session.ErrorIds);
        }
        Assert.False(File.Exists(_folder.Combine("canary")));
    }

    private void AssertFree()
    {
        using OutputLock? held =
            OutputLock.TryTake(_folder.Combine("Class3D", "run"), LockOwner.Here(LockKind.Refine), out _);
        Assert.NotNull(held);
    }

    private PowerShell Start(string verb)
    {
        foreach (string pipe in (string[])["gate", "begun"])
        {
            using Process make = Process.Start("mkfifo", _folder.Combine(pipe));
            make.WaitForExit();
        }
        PowerShell shell = PowerShell.Create(_session.Runspace);
        shell.AddScript("$command | " + verb);
        return shell;
    }

    /// <summary>Returns when the stand-in has come to its gate.</summary>
    private void Started() => Assert.Equal("begun\n", File.ReadAllText(_folder.Combine("begun")));

    private void Open() => File.WriteAllText(_folder.Combine("gate"), "go\n");

    private RefineCommand StandIn(bool isGated = true)
    {
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 3.1.3 '; echo 'Precision: BASE=double'; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            echo run >> calls
            {(isGated ? "echo begun > begun; read x < gate" : "")}
            for i in 000 001 002 003; do
              cp {RepositoryPaths.Data("runs", "Class3D")}/run_it$i* Class3D; touch Class3D/run_it${"{i}"}_*
            done
            """);
        return TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", "Class3D/run");
    }
}
