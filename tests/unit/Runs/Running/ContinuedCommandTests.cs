using RelionPS.Core.Errors;
using RelionPS.Runs.Results;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Runs.Running;

/// <summary>The command that resumes a run, from what a captured one left.</summary>
public sealed class ContinuedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Continued_command_keeps_how_to_compute_and_leaves_what_to_compute_to_the_optimiser_file()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Cut(root + "_it003_optimiser.star", 100);
        Assert.Equal("RelionRunNotContinuable", Refused(root));
        AddTables(root, "002");
        RefineCommand command = TestCommand.Threads(_folder.Path, "relion_refine",
            "--i",
            "particles.star",
            "--K",
            "2",
            "--ctf",
            "--cpu",
            "--skip_gridding",
            "--iter",
            "3",
            "--pool",
            "10",
            "--j",
            "2",
            "--scratch_dir",
            "/tmp",
            "--random_seed",
            "1",
            "--gpu",
            "0:1",
            "--o",
            "Class3D/run");
        (RefineCommand continued, int iteration) = ContinuedCommand.Of(command, RunReader.Read(root)!);
        Assert.Equal(2, iteration);
        Assert.Equal(
            [
                "--continue",
                "Class3D/run_it002_optimiser.star",
                "--cpu",
                "--skip_gridding",
                "--iter",
                "3",
                "--pool",
                "10",
                "--j",
                "2",
                "--scratch_dir",
                "/tmp",
                "--gpu",
                "0:1",
                "--o",
                "Class3D/run",
            ],
            continued.Arguments);
        Assert.Contains("--continue Class3D/run_it002_optimiser.star", continued.CommandLine);
    }

    [Fact]
    public void Gridding_that_was_asked_for_is_asked_for_again_when_the_run_continues()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Cut(root + "_it003_optimiser.star", 100);
        AddTables(root, "002");
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--i", "particles.star", "--dont_skip_gridding", "--o", "Class3D/run");
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
        Assert.Equal(
            1,
            ContinuedCommand.Of(TestCommand.Threads(_folder.Path, "relion_refine"), RunReader.Read(root)!).Iteration);
    }

    [Fact]
    public void Completed_run_is_not_continued() =>
        Assert.Equal("RelionRunAlreadyCompleted", Refused(CapturedRun.Copy(_folder, "Class3D")));

    [Fact]
    public void What_RELION_forgets_is_given_again_with_its_value_and_what_it_remembers_is_not()
    {
        string[] arguments = Unfinished(
            "--skip_align", "--maskedge", "5", "--maximum_angular_sampling", "5", "--sigma_ang", "3", "--always_cc");
        Assert.Equal(
            ["--skip_align", "--maximum_angular_sampling", "5", "--always_cc", "--o", "Class3D/run"], arguments[2..]);
    }

    [Fact]
    public void An_option_that_is_not_known_is_given_again_and_said()
    {
        string[] arguments = Unfinished("--frobnicate", "7", "--zero_mask");
        Assert.Equal(["--frobnicate", "7", "--o", "Class3D/run"], arguments[2..]);
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--frobnicate", "7", "--K", "2", "--o", "Class3D/run");
        string note = Assert.Single(
            ContinuedCommand.Notes(command, RunReader.Read(_folder.Combine("Class3D", "run"))!));
        Assert.Contains("--frobnicate", note, StringComparison.Ordinal);
        Assert.DoesNotContain("--K", note, StringComparison.Ordinal);
    }

    [Fact]
    public void More_iterations_than_the_finished_run_had_are_run()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        (RefineCommand continued, int iteration) = ContinuedCommand.Of(
            TestCommand.Threads(_folder.Path, "relion_refine", "--iter", "4", "--o", "Class3D/run"),
            RunReader.Read(root)!);
        Assert.Equal(3, iteration);
        Assert.Equal(
            ["--continue", "Class3D/run_it003_optimiser.star", "--iter", "4", "--o", "Class3D/run"],
            continued.Arguments);
    }

    private string[] Unfinished(params string[] options)
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        File.Delete(root + "_it003_optimiser.star");
        AddTables(root, "002");
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", ["--i", "particles.star", .. options, "--o", "Class3D/run"]);
        return [.. ContinuedCommand.Of(command, RunReader.Read(root)!).Command.Arguments];
    }

    private string Refused(string root) =>
        Assert.Throws<RelionException>(
            () => ContinuedCommand.Of(
                TestCommand.Threads(_folder.Path, "relion_refine"), RunReader.Read(root)!)).ErrorId;

    /// <summary>The tables of the last iteration serve for another: only whether they are whole is looked at.</summary>
    private static void AddTables(string root, string iteration)
    {
        foreach (string table in (string[])["data", "sampling"])
        {
            File.Copy($"{root}_it003_{table}.star", $"{root}_it{iteration}_{table}.star");
        }
    }
}
