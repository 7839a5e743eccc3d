using System.Diagnostics;
using RelionPS.Core.Text;
using RelionPS.Runs.Jobs;
using RelionPS.Runs.Locks;
using RelionPS.Runs.Results;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Jobs;

/// <summary>The batch script's lock, by a real bash and flock(1).</summary>
public sealed class LockScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // All that bash could take for something else.
    private string Root => _folder.Combine("it's $a \"root\" `x`", "run");

    private string LockFile => Path.Combine(Path.GetDirectoryName(Root)!, ".run.relionps-lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Script_takes_the_lock_and_what_it_starts_holds_it_on()
    {
        // The last line outlives the script until its input ends.
        using Process script = Start("cat <&0 > \"$job/rest\" &");
        Assert.Equal("ran", script.StandardOutput.ReadLine());
        Assert.Null(Take());
        script.StandardInput.Close();
        script.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => IsFree(), TimeSpan.FromSeconds(30)));
        Assert.Equal(0, new FileInfo(LockFile).Length);
    }

    [Fact]
    public void Lock_that_another_has_ends_the_job_with_a_record()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        using OutputLock? held = Take();
        using Process script = Start("");
        Assert.Null(script.StandardOutput.ReadLine());
        script.WaitForExit();
        Assert.Equal(LockScript.BusyExitCode, script.ExitCode);
        JobRecord record = JobRecord.Read(_folder.Path)!;
        JobRun run = Assert.Single(record.Runs);
        Assert.Equal((7, "n1", "r01", "Failed", 75), (record.JobId, record.Nodes, run.Name, run.Status, run.ExitCode));
        string said = File.ReadAllText(_folder.Combine("r01.err"));
        Assert.Contains($"\"processId\":{Environment.ProcessId}", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_that_was_submitted_twice_leaves_the_folder_of_the_job_that_works_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        foreach (string name in (string[])["job.id", "record.json", "r01.err"]) _folder.Write(name, "6\n");
        using OutputLock? held = Take();
        using Process script = Start("");
        Assert.Null(script.StandardOutput.ReadLine());
        Assert.Contains("Another run works", script.StandardError.ReadToEnd(), StringComparison.Ordinal);
        script.WaitForExit();
        Assert.Equal(LockScript.BusyExitCode, script.ExitCode);
        foreach (string name in (string[])["job.id", "record.json", "r01.err"])
        {
            Assert.Equal("6\n", File.ReadAllText(_folder.Combine(name)));
        }
    }

    [Fact]
    public void File_of_NULs_alone_is_the_modules()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        File.WriteAllBytes(LockFile, new byte[300]);
        using Process script = Start("");
        Assert.Equal("ran", script.StandardOutput.ReadLine());
        script.StandardInput.Close();
        script.WaitForExit();
    }

    [Theory]
    [InlineData("link")]
    [InlineData("folder")]
    [InlineData("file")]
    public void What_is_no_lock_is_not_touched(string kind)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        if (kind == "link") File.CreateSymbolicLink(LockFile, _folder.Combine("nowhere"));
        else if (kind == "folder") Directory.CreateDirectory(LockFile);
        else File.WriteAllText(LockFile, "thesis");
        using Process script = Start("");
        Assert.Null(script.StandardOutput.ReadLine());
        script.WaitForExit();
        Assert.Equal(LockScript.BusyExitCode, script.ExitCode);
        Assert.False(File.Exists(_folder.Combine("nowhere")));
        if (kind == "file") Assert.Equal("thesis", File.ReadAllText(LockFile));
    }

    [Fact]
    public void Node_without_flock_goes_on_and_says_so()
    {
        using Process script = Start("", "PATH=$job/bin");
        Directory.CreateDirectory(_folder.Combine("bin"));
        Assert.Equal("ran", script.StandardOutput.ReadLine());
        Assert.Contains("flock(1) is not on this node", script.StandardError.ReadToEnd(), StringComparison.Ordinal);
    }

    private Process Start(string end, string begin = "")
    {
        string[] lines =
        [
            "set -u", $"job={BashQuoting.Quote(_folder.Path)}", "SLURM_JOB_ID=7 SLURM_JOB_NODELIST=n1",
            "mkdir -p -- \"$job\"", begin, .. LockScript.Lines(Root, "r01"), end, "echo ran", "wait",
        ];
        string path = _folder.Write("script", string.Join('\n', lines) + "\n");
        return Process.Start(new ProcessStartInfo("bash", [path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private OutputLock? Take() => OutputLock.TryTake(Root, LockOwner.Here(LockKind.Refine), out _);

    private bool IsFree()
    {
        using OutputLock? held = Take();
        return held is not null;
    }
}
