using System.Diagnostics;
using System.Globalization;
using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Core.Processes;

public sealed class ProcessRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("two words")]
    [InlineData("a \"double\" quote")]
    [InlineData("a 'single' quote")]
    [InlineData("$HOME ${PATH} $(id)")]
    [InlineData("`id`")]
    [InlineData("two\nlines")]
    [InlineData("tab\tand\rreturn")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Ångström 粒子 🧊")]
    [InlineData("--leading-dash")]
    [InlineData("-n")]
    [InlineData("back\\slash\\\\")]
    [InlineData("* ? [a-z] {a,b} ~")]
    [InlineData("; rm -f x & | > y < z #")]
    public async Task Argument_reaches_the_program_as_it_is(string argument)
    {
        // printf of coreutils writes each argument, then a NUL.
        ProcessOutcome outcome = await Run(
            new ProcessRequest("/usr/bin/printf", ["%s\\0", argument, "end"]) { CaptureText = true });
        Assert.Equal(argument + "\0end\0", outcome.StandardOutput);
        Assert.Equal(0, outcome.ExitCode);
    }

    [Fact]
    public async Task Argument_with_a_nul_is_refused_since_the_kernel_would_cut_it() =>
        await NotStarted(new ProcessRequest("/usr/bin/printf", ["a\0b"]), "NUL");

    [Fact]
    public async Task Environment_is_added_to_the_inherited_one_for_the_child_only()
    {
        ProcessOutcome outcome = await Run(new ProcessRequest("/usr/bin/env", [])
        {
            CaptureText = true,
            Environment = [new("RELIONPS_TEST", "a b=$c"), new("HOME", null)],
        });
        string[] variables = outcome.StandardOutput.Split('\n');
        Assert.Contains("RELIONPS_TEST=a b=$c", variables);
        Assert.DoesNotContain(variables, variable => variable.StartsWith("HOME=", StringComparison.Ordinal));
        Assert.Contains(variables, variable => variable.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.Null(Environment.GetEnvironmentVariable("RELIONPS_TEST"));
    }

    [Fact]
    public async Task Program_starts_in_its_folder()
    {
        ProcessOutcome outcome = await Run(
            new ProcessRequest("/usr/bin/pwd", ["-P"]) { CaptureText = true, WorkingDirectory = _folder.Path });
        Assert.Equal(_folder.Path, outcome.StandardOutput.TrimEnd());
    }

    [Fact]
    public async Task Bytes_go_unchanged_into_the_files_and_text_to_the_callers()
    {
        string script = Script("printf '\\377\\303\\251\\r1\\n'; printf 'one\\ntwo\\n' >&2");
        var text = new StringBuilder();
        ProcessOutcome outcome = await Run(new ProcessRequest(script, [])
        {
            StandardOutputPath = _folder.Combine("out"),
            StandardErrorPath = _folder.Combine("err"),
            OnOutput = piece => text.Append(piece),
        });
        Assert.Equal(new byte[] { 0xFF, 0xC3, 0xA9, 13, (byte)'1', 10 }, File.ReadAllBytes(_folder.Combine("out")));
        Assert.Equal("one\ntwo\n", File.ReadAllText(_folder.Combine("err")));
        Assert.Equal("\uFFFDé\r1\n", text.ToString());
        Assert.Equal("one\ntwo", outcome.StandardError);
        Assert.Equal("", outcome.StandardOutput);
    }

    [Fact]
    public async Task Last_twenty_lines_of_standard_error_are_kept()
    {
        string script = Script("i=1; while [ $i -le 30 ]; do echo line $i >&2; i=$((i+1)); done");
        ProcessOutcome outcome = await Run(new ProcessRequest(script, []));
        Assert.Equal(Enumerable.Range(11, 20).Select(number => $"line {number}"), outcome.StandardError.Split('\n'));
    }

    [Fact]
    public async Task Caller_that_throws_does_not_end_the_program()
    {
        ProcessOutcome outcome = await Run(
            new ProcessRequest("/usr/bin/printf", ["x"])
            {
                OnOutput = _ => throw new InvalidOperationException("of the caller"),
            });
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("of the caller", outcome.StandardError);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task Exit_code_is_the_programs_or_tells_the_signal(string body, int expected) =>
        Assert.Equal(expected, (await Run(new ProcessRequest(Script(body), []))).ExitCode);

    [Fact]
    public async Task Program_that_is_not_there_is_not_started() =>
        await NotStarted(new ProcessRequest("/no/such/program", []), "no such file");

    [Fact]
    public async Task File_that_is_not_executable_is_not_started() =>
        await NotStarted(new ProcessRequest(_folder.Write("plain", "text"), []), "not executable");

    [Fact]
    public async Task Program_whose_interpreter_is_missing_is_not_started()
    {
        string script = TestProgram.Write(_folder, "script", "#!/no/such/interpreter\n");
        await NotStarted(new ProcessRequest(script, []), "script");
    }

    [Fact]
    public async Task Missing_working_folder_is_said() =>
        await NotStarted(
            new ProcessRequest("/usr/bin/true", []) { WorkingDirectory = _folder.Combine("none") }, "none");

    [Fact]
    public async Task Cancelled_before_the_start_it_starts_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ProcessRunner.RunAsync(
                new ProcessRequest("/usr/bin/touch", [_folder.Combine("touched")]), cancelled.Token));
        Assert.False(File.Exists(_folder.Combine("touched")));
    }

    [Fact]
    public async Task Cancellation_ends_children_in_process_groups_and_sessions_of_their_own()
    {
        // With job control each child has a process group of its own, as Open MPI gives its ranks; the one before
        // leaves the session too.
        string script = Script(
            "setsid sleep 1000 & echo $!; set -m; sleep 1000 & echo $!; sleep 1000 & echo $!; echo ready; wait");
        ProcessOutcome outcome = await CancelWhenReady(script);
        Assert.Equal(3, Ids(outcome.StandardOutput).Count());
        Assert.True(outcome.IsCancelled);
        Assert.Equal(143, outcome.ExitCode);
        Assert.All(Ids(outcome.StandardOutput), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task Program_that_ignores_the_polite_signal_is_killed()
    {
        ProcessOutcome outcome = await CancelWhenReady(
            Script("trap '' TERM; echo $$; echo ready; while :; do sleep 1000; done"));
        Assert.Equal(137, outcome.ExitCode);
        Assert.All(Ids(outcome.StandardOutput), id => Assert.False(IsAlive(id)));
    }

    [Fact]
    public async Task What_a_program_leaves_in_its_session_is_ended_after_a_normal_end_too()
    {
        long before = Stopwatch.GetTimestamp();
        ProcessOutcome outcome = await Run(
            new ProcessRequest(Script("set -m; sleep 1000 & echo $!"), []) { CaptureText = true });
        Assert.Equal(0, outcome.ExitCode);
        Assert.False(outcome.IsCancelled);
        Assert.False(IsAlive(Assert.Single(Ids(outcome.StandardOutput))));
        Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Stranger_that_holds_the_pipe_does_not_hang_the_end()
    {
        // Forked twice into another session, it belongs to no one that the runner knows; where a sample saw it, it is
        // ended, which is as well.
        string script = Script("( setsid sleep 60 & echo $! )");
        long before = Stopwatch.GetTimestamp();
        ProcessOutcome outcome = await Run(new ProcessRequest(script, []) { CaptureText = true });
        int stranger = Assert.Single(Ids(outcome.StandardOutput));
        try
        {
            Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(30));
        }
        finally
        {
            if (IsAlive(stranger)) NativeMethods.Signal(stranger, NativeMethods.SigKill);
        }
    }

    [Fact]
    public async Task Program_has_a_session_of_its_own_and_no_input()
    {
        ProcessOutcome outcome = await Run(
            new ProcessRequest("/usr/bin/cat", ["/proc/self/stat", "-"]) { CaptureText = true });
        Assert.True(
            ProcessStat.TryParse(1, Encoding.UTF8.GetBytes(outcome.StandardOutput.TrimEnd()), out ProcessStat stat));
        Assert.Equal(outcome.StandardOutput.Split(' ')[0], stat.SessionId.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Memory_and_cpu_time_are_those_of_the_whole_tree()
    {
        // The first dd holds its one block of 200 MiB until it is read; the shell's own word on its children's time is
        // the expected value.
        string script = Script(
            "dd if=/dev/zero of=/dev/null bs=1M count=4000 2>/dev/null & dd if=/dev/zero bs=200M count=1 2>/dev/null "
            + "| (sleep 0.7; cat > /dev/null); wait; times");
        ProcessOutcome outcome = await Run(new ProcessRequest(script, []) { CaptureText = true });
        Assert.InRange(outcome.PeakMemoryBytes, 200L << 20, 300L << 20);
        string[] times = outcome.StandardOutput.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        double expected = times.Sum(ShellSeconds);
        Assert.InRange(outcome.CpuTime.TotalSeconds, expected - 0.1, expected + 0.25);
        Assert.True(outcome.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public async Task Peak_memory_that_comes_just_before_the_end_is_seen()
    {
        // A run of five seconds is sampled each half second; what dd holds, it holds for a part of that.
        string script = Script("sleep 5; exec dd if=/dev/zero of=/dev/null bs=200M count=6 2>/dev/null");
        ProcessOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Run(new ProcessRequest(script, []))));
        foreach (ProcessOutcome outcome in outcomes)
        {
            Assert.InRange(outcome.PeakMemoryBytes, 200L << 20, 300L << 20);
            Assert.InRange(outcome.Processes.Max(process => process.PeakBytes), 200L << 20, 300L << 20);
        }
    }

    private static double ShellSeconds(string time)
    {
        // 0m1.230000s
        string[] parts = time.TrimEnd('s').Split('m');
        return (60 * double.Parse(parts[0], CultureInfo.InvariantCulture)) + double.Parse(
            parts[1], CultureInfo.InvariantCulture);
    }

    private static Task<ProcessOutcome> Run(ProcessRequest request) =>
        ProcessRunner.RunAsync(request, CancellationToken.None);

    private static async Task<ProcessOutcome> CancelWhenReady(string script)
    {
        using var cancel = new CancellationTokenSource();
        var text = new StringBuilder();
        return await ProcessRunner.RunAsync(
            new ProcessRequest(script, [])
            {
                CaptureText = true,
                OnOutput = piece =>
                {
                    text.Append(piece);
                    if (text.ToString().Contains("ready")) cancel.Cancel();
                },
            },
            cancel.Token);
    }

    private static async Task NotStarted(ProcessRequest request, string reason)
    {
        RelionException exception = await Assert.ThrowsAsync<RelionException>(() => Run(request));
        Assert.Equal("RelionProgramNotStarted", exception.ErrorId);
        Assert.Contains(reason, exception.Message);
    }

    private static IEnumerable<int> Ids(string text) =>
        text
            .Split('\n')
            .Where(line => line.Length > 0 && line.All(char.IsAsciiDigit))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    private static bool IsAlive(int id) => ProcessStat.ReadAll().Any(process => process.Id == id && process.IsAlive);

    private string Script(string body) =>
        TestProgram.Write(_folder, $"script-{Guid.NewGuid():N}", $"#!/bin/bash\n{body}\n");
}
