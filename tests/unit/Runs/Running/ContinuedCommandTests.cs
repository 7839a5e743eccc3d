using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
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
        string[] begun =
            ["--skip_align", "--maskedge", "5", "--maximum_angular_sampling", "5", "--sigma_ang", "3", "--always_cc"];
        string[] arguments = Unfinished(begun);
        Assert.Equal(
            [
                "--skip_align", "--maximum_angular_sampling", "5", "--sigma_ang", "3", "--always_cc", "--o",
                "Class3D/run",
            ],
            arguments[2..]);
        // Where the run began with them, RELION has --maskedge and --sigma_ang in its files.
        Begun(begun);
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", [.. begun, "--o", "Class3D/run"]);
        arguments = [.. ContinuedCommand.Of(command, RunReader.Read(_folder.Combine("Class3D", "run"))!).Command
            .Arguments];
        Assert.Equal(
            ["--skip_align", "--maximum_angular_sampling", "5", "--always_cc", "--o", "Class3D/run"], arguments[2..]);
    }

    /// <summary>RELION sets it by the order of the sampling when it reads the file (healpix_sampling.cpp, read).
    /// </summary>
    [Fact]
    public void The_step_in_the_plane_of_a_3D_run_is_given_again_though_the_run_began_with_it()
    {
        Unfinished();
        Begun(["--psi_step", "5"]);
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--psi_step", "5", "--o", "Class3D/run");
        RefineRun run = RunReader.Read(_folder.Combine("Class3D", "run"))!;
        Assert.Equal(
            ["--psi_step", "5", "--o", "Class3D/run"], ContinuedCommand.Of(command, run).Command.Arguments.Skip(2));
        Assert.Empty(ContinuedCommand.Notes(command, run));
    }

    /// <summary>updateStepSize and updateTau2Fudge go by a flag that parseContinue does not set.</summary>
    [Fact]
    public void An_initial_model_goes_on_with_its_own_step_and_regularisation()
    {
        Unfinished();
        Begun(["--grad", "--denovo_3dref"], "5.0.1");
        string last = _folder.Combine("Class3D", "run_it002_optimiser.star");
        File.WriteAllText(
            last,
            File.ReadAllText(last).Replace("_rlnOutputRootName", "_rlnDoGradientRefine 1\n_rlnOutputRootName"));
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--grad", "--denovo_3dref", "--grad_stepsize", "0.6", "--o", "Class3D/run");
        Assert.Equal(
            [
                "--grad_stepsize", "0.6", "--o", "Class3D/run", "--grad_stepsize_scheme", "1.500000-step",
                "--tau2_fudge_scheme", "4.000000-step",
            ],
            ContinuedCommand.Of(command, RunReader.Read(_folder.Combine("Class3D", "run"))!).Command.Arguments
                .Skip(2));
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

    /// <summary>What parseContinue of each version takes where it is given, and what it does not.</summary>
    [Theory]
    [InlineData("3.1.3", "--particle_diameter", "200", "102", true)]
    [InlineData("5.0.1", "--particle_diameter", "200", "102", true)]
    [InlineData("3.1.3", "--tau2_fudge", "2", "4", true)]
    [InlineData("3.1.3", "--healpix_order", "2", "1", true)]
    [InlineData("3.1.3", "--K", "4", "2", false)]
    [InlineData("4.0.2", "--sym", "D2", "C1", false)]
    [InlineData("3.1.3", "--ref", "other.mrc", "reference.mrc", false)]
    [InlineData("3.1.3", "--ini_high", "40", "15", false)]
    [InlineData("4.0.2", "--grad_stepsize", "0.4", null, true)]
    [InlineData("3.1.3", "--sgd_stepsize", "0.4", null, true)]
    [InlineData("3.1.3", "--solvent_mask", "mask.mrc", null, true)]
    [InlineData("3.1.3", "--strict_highres_exp", "12", null, true)]
    [InlineData("3.1.3", "--tau2_fudge_scheme", "x", null, false)]
    [InlineData("5.0.1", "--sigma_off", "3", null, false)]
    public void A_changed_value_of_what_RELION_remembers_is_said_and_given_where_it_takes_it(
        string version, string flag, string asked, string? had, bool isTaken)
    {
        Unfinished();
        Begun([], version);
        RefineRun run = RunReader.Read(_folder.Combine("Class3D", "run"))!;
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--i", "./particles.star", "--pad", "2", flag, asked, "--o", "Class3D/run");
        string[] given = [.. ContinuedCommand.Of(command, run).Command.Arguments];
        Assert.Equal(isTaken, ArgumentReader.ValueOf(given, flag) == asked);
        string note = Assert.Single(
            ContinuedCommand.Notes(command, run), text => text.Contains(flag, StringComparison.Ordinal));
        Assert.Contains($"{flag} {asked}", note, StringComparison.Ordinal);
        Assert.Contains(had is null ? "did not have" : $"was {had}", note, StringComparison.Ordinal);
        Assert.Contains(isTaken ? "takes it" : "does not get", note, StringComparison.Ordinal);
        Assert.DoesNotContain(
            ContinuedCommand.Notes(command, run), text => text.Contains("particles.star", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_values_however_they_are_written_are_no_change()
    {
        Unfinished();
        RefineRun run = RunReader.Read(_folder.Combine("Class3D", "run"))!;
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--i", _folder.Combine("particles.star"), "--ref", "./reference.mrc",
            "--particle_diameter", "102.0", "--K", "2", "--ctf", "--o", "Class3D/run");
        Assert.Empty(ContinuedCommand.Notes(command, run));
    }

    /// <summary>The optimiser file of a continued run has the command that continued it, and no more.</summary>
    [Fact]
    public void A_run_that_was_continued_before_is_compared_with_its_first_command()
    {
        Unfinished();
        string last = _folder.Combine("Class3D", "run_it002_optimiser.star");
        string[] lines = File.ReadAllLines(last);
        lines[1] = "# --continue Class3D/run_it001_optimiser.star --particle_diameter 150 --o Class3D/run ";
        File.WriteAllLines(last, lines);
        RefineRun run = RunReader.Read(_folder.Combine("Class3D", "run"))!;
        RefineCommand command = TestCommand.Threads(
            _folder.Path, "relion_refine", "--i", "particles.star", "--K", "3", "--particle_diameter", "102", "--o",
            "Class3D/run");
        string[] notes = [.. ContinuedCommand.Notes(command, run)];
        Assert.Contains(notes, note => note.Contains("--particle_diameter 102 (which was 150)"));
        Assert.Contains(notes, note => note.Contains("--K 3 (which was 2)"));
        Assert.DoesNotContain(notes, note => note.Contains("--i "));
    }

    /// <summary>Rewrites what the files say that the run was begun with.</summary>
    private void Begun(string[] options, string version = "3.1.3")
    {
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D"), "*_optimiser.star"))
        {
            DateTime time = File.GetLastWriteTimeUtc(path);
            string[] lines = File.ReadAllLines(path);
            lines[0] = lines[0].Replace("version 3.1.3", $"version {version}", StringComparison.Ordinal);
            lines[1] = lines[1].Replace(
                " --o ", $" {string.Join(' ', options)} --o ", StringComparison.Ordinal).Replace("  ", " ");
            File.WriteAllLines(path, lines);
            File.SetLastWriteTimeUtc(path, time);
        }
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
