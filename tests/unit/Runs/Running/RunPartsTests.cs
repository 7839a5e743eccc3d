using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Runs.Running;

public sealed class RunPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run_it012_optimiser.star", "run", "run", 12)]
    [InlineData("run_ct10_it012_optimiser.star", "run", "run_ct10", 12)]
    [InlineData("run_ct3_ct7_it008_optimiser.star", "run", "run_ct3_ct7", 8)]
    [InlineData("cpu_it3d_it001_optimiser.star", "cpu_it3d", "cpu_it3d", 1)]
    [InlineData("a_ctx_it1000_optimiser.star", "a_ctx", "a_ctx", 1000)]
    public void Name_of_an_optimiser_file_tells_root_name_and_iteration(string name, string root, string series, int iteration) =>
        Assert.Equal(new RunFileName(root, series, iteration), RunFileName.Parse(name));

    [Theory]
    [InlineData("run_optimiser.star")]
    [InlineData("_it001_optimiser.star")]
    [InlineData("run_itx_optimiser.star")]
    [InlineData("run_it001_model.star")]
    public void Other_files_are_no_optimiser_file_of_an_iteration(string name) => Assert.Null(RunFileName.Parse(name));

    [Theory]
    [InlineData("run_it001_class002.mrc", "run")]
    [InlineData("run_ct3_it004_half1_model.star", "run")]
    [InlineData("cpu_it3d_it001_data.star", "cpu_it3d")]
    [InlineData("run_class001.mrc", null)]
    public void Any_file_of_an_iteration_tells_its_root_name(string name, string? root) => Assert.Equal(root, RunFileName.RootOf(name));

    [Fact]
    public void Progress_counts_the_iteration_at_hand_by_the_pace_of_the_last_three()
    {
        var changed = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        RefineRun run = Run(changed) with { Iterations = [.. ((int[])[100, 10, 20, 30]).Select((seconds, index) => new RefineIteration { Number = index + 1, Time = TimeSpan.FromSeconds(seconds), WrittenUtc = changed })] };

        // Pace (10 + 20 + 30) / 3 = 20 s; 10 s after iteration 4 of 10: 4.5 of 10, and 5.5 iterations left.
        ProgressReport report = RunFollower.Report("x", run, changed.AddSeconds(10));
        Assert.Equal("iteration 4 of 10 done, 7.5 Å", report.Status);
        Assert.Equal(45, report.Percent!.Value, 6);
        Assert.Equal(110, report.Remaining!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Progress_of_auto_refinement_promises_no_end()
    {
        ProgressReport report = RunFollower.Report("x", Run(DateTime.UtcNow) with { IterationCount = null });
        Assert.Equal(("iteration 4 done, 7.5 Å", null, null), (report.Status, report.Percent, report.Remaining));
    }

    [Fact]
    public void Continued_command_keeps_how_to_compute_and_leaves_what_to_compute_to_the_optimiser_file()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Cut(root + "_it003_optimiser.star", 100);
        Assert.Equal("RelionRunNotContinuable", Refused(root));
        AddTables(root, "002");
        RefineCommand command = TestCommand.Threads(_folder.Path, "relion_refine",
            "--i", "particles.star", "--K", "2", "--ctf", "--cpu", "--skip_gridding", "--iter", "3", "--pool", "10", "--j", "2", "--scratch_dir", "/tmp", "--random_seed", "1", "--gpu", "0:1", "--o", "Class3D/run");
        (RefineCommand continued, int iteration) = ContinuedCommand.Of(command, RunReader.Read(root)!);
        Assert.Equal(2, iteration);
        Assert.Equal(["--continue", "Class3D/run_it002_optimiser.star", "--cpu", "--skip_gridding", "--iter", "3", "--pool", "10", "--j", "2", "--scratch_dir", "/tmp", "--gpu", "0:1", "--o", "Class3D/run"], continued.Arguments);
        Assert.Contains("--continue Class3D/run_it002_optimiser.star", continued.CommandLine);
    }

    [Fact]
    public void Gridding_that_was_asked_for_is_asked_for_again_when_the_run_continues()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Cut(root + "_it003_optimiser.star", 100);
        AddTables(root, "002");
        RefineCommand command = TestCommand.Threads(_folder.Path, "relion_refine", "--i", "particles.star", "--dont_skip_gridding", "--o", "Class3D/run");
        Assert.Contains("--dont_skip_gridding", ContinuedCommand.Of(command, RunReader.Read(root)!).Command.Arguments);
    }

    [Fact]
    public void Iteration_that_lacks_a_file_to_continue_from_is_passed_over()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        AddTables(root, "002");
        AddTables(root, "001");
        File.Delete(root + "_it003_optimiser.star");
        File.Delete(root + "_it002_sampling.star");
        Assert.Equal(1, ContinuedCommand.Of(TestCommand.Threads(_folder.Path, "relion_refine"), RunReader.Read(root)!).Iteration);
    }

    [Fact]
    public void Completed_run_is_not_continued() => Assert.Equal("RelionRunAlreadyCompleted", Refused(CapturedRun.Copy(_folder, "Class3D")));

    private string Refused(string root) =>
        Assert.Throws<RelionException>(() => ContinuedCommand.Of(TestCommand.Threads(_folder.Path, "relion_refine"), RunReader.Read(root)!)).ErrorId;

    /// <summary>The tables of the last iteration serve for another: only whether they are whole is looked at.</summary>
    private static void AddTables(string root, string iteration)
    {
        foreach (string table in (string[])["data", "sampling"]) File.Copy($"{root}_it003_{table}.star", $"{root}_it{iteration}_{table}.star");
    }

    private static RefineRun Run(DateTime changed) => new()
    {
        Name = "a/run",
        OutputRoot = "/a/run",
        Kind = RefineKind.Class3D,
        Status = RefineRunStatus.Running,
        StatusReason = "",
        Iteration = 4,
        IterationCount = 10,
        Iterations = [],
        Classes = [],
        Resolution = 7.5,
        StartedUtc = changed,
        ChangedUtc = changed,
    };
}
