using System.Diagnostics;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Locks;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Locks;

/// <summary>The lock of an output root, without a run.</summary>
public sealed class OutputLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.Combine("run");

    private string LockFile => _folder.Combine(".run.relionps-lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Second_taker_is_told_who_has_it_and_gets_it_afterwards()
    {
        using (OutputLock first = Take()!)
        {
            Assert.Null(OutputLock.TryTake(Root, LockOwner.Here(LockKind.Benchmark), out LockOwner? holder));
            Assert.Equal(
                (Environment.UserName, Environment.MachineName, Environment.ProcessId, LockKind.Refine),
                (holder!.User, holder.Host, holder.ProcessId, holder.KindValue));
            Assert.Contains(
                $"{Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}",
                holder.Describe(), StringComparison.Ordinal);
        }
        using OutputLock? second = Take();
        Assert.NotNull(second);
    }

    [Fact]
    public void File_says_in_one_line_who_ran_and_when_it_ended_and_stays()
    {
        using (OutputLock held = Take()!) held.MarkUsed();
        string text = File.ReadAllText(LockFile);
        Assert.Equal(text.Length - 1, text.IndexOf('\n'));
        JsonElement line = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            (1, "Refine", Environment.ProcessId),
            (line.GetProperty("schema").GetInt32(), line.GetProperty("kind").GetString(),
            line.GetProperty("processId").GetInt32()));
        Assert.Equal(
            (Environment.UserName, Environment.MachineName),
            (line.GetProperty("user").GetString(), line.GetProperty("host").GetString()));
        Assert.True(line.GetProperty("processStartTicks").GetInt64() > 0);
        Assert.True(line.GetProperty("endedUtc").GetDateTime() >= line.GetProperty("startedUtc").GetDateTime());
    }

    [Fact]
    public void Lock_that_was_not_used_leaves_what_the_file_said_and_when()
    {
        using (OutputLock held = OutputLock.TryTake(Root, LockOwner.Here(LockKind.Benchmark), out _)!) held.MarkUsed();
        string before = File.ReadAllText(LockFile);
        var written = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(LockFile, written);
        using (OutputLock held = Take()!)
        {
            Assert.Equal(LockKind.Benchmark, held.Previous!.KindValue);
            Assert.Equal(written, held.PreviousWrittenUtc);
        }
        Assert.Equal(before, File.ReadAllText(LockFile));
        Assert.Equal(written, File.GetLastWriteTimeUtc(LockFile));
    }

    [Fact]
    public void Folder_by_another_name_is_the_same_folder()
    {
        Directory.CreateDirectory(_folder.Combine("real"));
        Directory.CreateSymbolicLink(_folder.Combine("link"), _folder.Combine("real"));
        using OutputLock? held =
            OutputLock.TryTake(_folder.Combine("real", "run"), LockOwner.Here(LockKind.Refine), out _);
        Assert.NotNull(held);
        Assert.Null(OutputLock.TryTake(_folder.Combine("link", "run"), LockOwner.Here(LockKind.Refine), out _));
        using OutputLock? other =
            OutputLock.TryTake(_folder.Combine("link", "run2"), LockOwner.Here(LockKind.Refine), out _);
        Assert.NotNull(other);
    }

    [Theory]
    [InlineData("thesis\n")]
    [InlineData("thesis without an end of line")]
    [InlineData("\n")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("{\"schema\":1,\"kind\":\"Refine\"")]
    [InlineData("[1]\n{\"schema\":1,\"kind\":\"Refine\"}\n")]
    public void File_of_someone_else_is_not_touched(string text)
    {
        File.WriteAllText(LockFile, text);
        var written = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(LockFile, written);
        AssertRefused();
        Assert.Equal(text, File.ReadAllText(LockFile));
        Assert.Equal(written, File.GetLastWriteTimeUtc(LockFile));
    }

    [Fact]
    public void File_of_NULs_alone_as_a_machine_that_lost_its_power_leaves_it_bars_no_one()
    {
        File.WriteAllBytes(LockFile, new byte[300]);
        using (OutputLock held = Take()!)
        {
            Assert.Null(held.Previous);
            held.MarkUsed();
        }
        Assert.Equal(LockKind.Refine, LockOwner.Parse(File.ReadAllBytes(LockFile))!.KindValue);
    }

    [Theory]
    [InlineData("{\"schema\":9,\"kind\":\"Dream\",\"jobId\":\"7@north\"}\n")]
    [InlineData("{\"schema\":2,\"kind\":{\"name\":\"Refine\"},\"endedUtc\":0}\n")]
    public void Line_of_a_later_version_that_can_not_be_read_is_the_modules_all_the_same(string text)
    {
        File.WriteAllText(LockFile, text);
        using OutputLock? held = Take();
        Assert.Equal(LockKind.Unknown, held!.Previous!.KindValue);
    }

    [Theory]
    [InlineData("run_ct3")]
    [InlineData("run_ct3_ct12")]
    public void Run_and_those_that_continue_it_have_one_lock(string name)
    {
        using (OutputLock? held = Take())
        {
            Assert.NotNull(held);
            Assert.Null(OutputLock.TryTake(_folder.Combine(name), LockOwner.Here(LockKind.Refine), out _));
            using OutputLock? other =
                OutputLock.TryTake(_folder.Combine("run_ct"), LockOwner.Here(LockKind.Refine), out _);
            Assert.NotNull(other);
        }
        using OutputLock? continued =
            OutputLock.TryTake(_folder.Combine(name), LockOwner.Here(LockKind.Refine), out _);
        Assert.NotNull(continued);
        Assert.Null(Take());
    }

    [Fact]
    public void Holder_that_does_not_say_who_it_is_is_found_by_the_kernels_word()
    {
        Assert.Empty(LockHolders.Of(LockFile));
        using (OutputLock? held = Take()) Assert.Equal([Environment.ProcessId], LockHolders.Of(LockFile));
        Assert.Empty(LockHolders.Of(LockFile));
        // The shell that took it ends, and what it started has it.
        string script = $"flock 9; (read x; true) <&3 3<&- & echo $!";
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 3<&0 9>'{LockFile}'; {script}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        int left = int.Parse(shell.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        // Not the end of its output, which the other keeps open.
        NativeMethods.WaitForEnd([shell.Id], TimeSpan.FromSeconds(30));
        Assert.True(SpinWait.SpinUntil(() => LockHolders.Of(LockFile) is [var id] && id == left, 30_000));
        Assert.Contains($"process {left} (", LockHolders.Describe(LockFile), StringComparison.Ordinal);
        shell.StandardInput.Close();
        NativeMethods.WaitForEnd([left], TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Link_is_not_followed_wherever_it_leads()
    {
        string target = _folder.Write("target", "");
        File.CreateSymbolicLink(LockFile, target);
        AssertRefused();
        Assert.Equal("", File.ReadAllText(target));
        File.Delete(LockFile);
        File.CreateSymbolicLink(LockFile, _folder.Combine("nowhere"));
        AssertRefused();
        Assert.False(File.Exists(_folder.Combine("nowhere")));
    }

    [Fact]
    public void Folder_and_pipe_at_its_place_are_refused()
    {
        Directory.CreateDirectory(LockFile);
        AssertRefused();
        Directory.Delete(LockFile);
        using (Process make = Process.Start("mkfifo", LockFile)) make.WaitForExit();
        AssertRefused();
    }

    [Fact]
    public void Line_that_a_killed_writer_left_before_the_end_of_an_older_one_counts_alone()
    {
        using (OutputLock held = Take()!) held.MarkUsed();
        File.AppendAllText(LockFile, "z\"}\n");
        using OutputLock? next = Take();
        Assert.Equal(LockKind.Refine, next!.Previous!.KindValue);
    }

    [Fact]
    public void File_that_may_only_be_read_is_locked_all_the_same()
    {
        if (Environment.IsPrivilegedProcess) return;
        File.WriteAllText(LockFile, "");
        File.SetUnixFileMode(LockFile, UnixFileMode.UserRead);
        using OutputLock? held = Take();
        Assert.NotNull(held);
        Assert.Null(Take());
    }

    [Fact]
    public void Where_the_kernels_lock_keeps_no_one_off_the_line_in_the_file_does()
    {
        using (OutputLock held = Take(NoLock)!)
        {
            Assert.Null(Take(NoLock));
            held.MarkUsed();
        }
        using OutputLock? next = Take(NoLock);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(95)]
    [InlineData(38)]
    [InlineData(37)]
    public void File_system_without_locks_is_one_whose_line_counts(int error)
    {
        using OutputLock? held = Take(_ => error);
        Assert.NotNull(held);
        Assert.Null(Take(_ => error));
    }

    [Fact]
    public void Line_of_a_process_that_has_ended_keeps_no_one_off_and_one_of_another_machine_does()
    {
        LockOwner here = LockOwner.Here(LockKind.Refine);
        // The number is used again, by this process.
        File.WriteAllBytes(LockFile, (here with { ProcessStartTicks = here.ProcessStartTicks - 1 }).ToBytes());
        using (OutputLock? held = Take(NoLock)) Assert.NotNull(held);
        File.WriteAllBytes(LockFile, (here with { Host = here.Host + "2" }).ToBytes());
        Assert.Null(Take(NoLock));
        File.WriteAllBytes(LockFile, (here with { Host = here.Host + "2", EndedUtc = DateTime.UtcNow }).ToBytes());
        using (OutputLock? held = Take(NoLock)) Assert.NotNull(held);
    }

    [Fact]
    public async Task Program_that_inherits_it_keeps_it_when_it_is_given_back_and_no_other_program_has_it()
    {
        _folder.Write("gate", "");
        File.Delete(_folder.Combine("gate"));
        using (Process make = Process.Start("mkfifo", _folder.Combine("gate"))) make.WaitForExit();
        string waits = TestProgram.Write(_folder, "waits", "#!/bin/sh\nread x < \"$1\"\nls -l /proc/self/fd\n");
        OutputLock held = Take()!;
        var holding = new ProcessRequest(waits, [_folder.Combine("gate")])
        {
            InheritedFiles = [held.File],
            CaptureText = true,
        };
        Task<ProcessOutcome> run = ProcessRunner.RunAsync(holding, CancellationToken.None);
        var listing = new ProcessRequest("/bin/ls", ["-l", "/proc/self/fd"]) { CaptureText = true };
        ProcessOutcome other = await ProcessRunner.RunAsync(listing, CancellationToken.None);
        Assert.DoesNotContain("relionps-lock", other.StandardOutput, StringComparison.Ordinal);
        held.Dispose();
        Assert.Null(Take());
        File.WriteAllText(_folder.Combine("gate"), "go\n");
        ProcessOutcome outcome = await run;
        Assert.Contains(LockFile, outcome.StandardOutput, StringComparison.Ordinal);
        using OutputLock? next = Take();
        Assert.NotNull(next);
    }

    /// <summary>What Lustre does without -o flock.</summary>
    private static int NoLock(SafeFileHandle file) => 0;

    private OutputLock? Take(Func<SafeFileHandle, int>? take = null) =>
        OutputLock.TryTake(Root, LockOwner.Here(LockKind.Refine), out _, take);

    private void AssertRefused()
    {
        RelionException exception = Assert.Throws<RelionException>(() => Take());
        Assert.Equal(("RelionOutputNotWritable", LockFile), (exception.ErrorId, exception.Target));
        Assert.Contains(LockFile, exception.Message, StringComparison.Ordinal);
    }
}
