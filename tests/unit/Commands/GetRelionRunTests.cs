using System.Globalization;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Folders that real runs of RELION 3.1.3 left, through the real engine. Expected values stand in RELION's files and in
/// its output.
/// </summary>
public sealed class GetRelionRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Classification_is_told_from_its_files()
    {
        RefineRun run = Get("Class3D");
        Assert.Equal(
            (RefineKind.Class3D, RefineRunStatus.Completed, 3, 3),
            (run.Kind, run.Status, run.Iteration, run.IterationCount!.Value));
        Assert.Equal("Class3D/run", run.Name);
        Assert.Equal(_folder.Path, run.WorkingDirectory);
        Assert.Equal("3.1.3", run.RelionVersion);
        Assert.Equal(["--i", "particles.star", "--ref", "reference.mrc"], run.Arguments.Take(4));
        Assert.StartsWith("--i particles.star --ref reference.mrc --firstiter_cc", run.CommandLine);
        Assert.Equal(
            (25.6, 30, 32, 4.0),
            (run.Resolution!.Value, run.CurrentSize!.Value, run.BoxSize!.Value, run.PixelSize!.Value));
        Assert.Equal([0.374556, 0.625444], run.Classes.Select(one => one.Distribution));
        Assert.Equal([9.075, 9.275], run.Classes.Select(one => one.AccuracyRotation!.Value));
        Assert.Equal([2.88, 2.79], run.Classes.Select(one => one.AccuracyTranslation!.Value));
        Assert.Equal(_folder.Combine("Class3D", "run_it003_class002.mrc"), run.MapPaths[1]);
        Assert.Equal(_folder.Combine("Class3D", "run_it003_optimiser.star"), run.OptimiserPath);
        Assert.Empty(run.Problems);
        Assert.Null(run.RecordPath);

        RefineIteration last = run.Iterations[^1];
        Assert.Equal((9.075, 2.79), (last.AccuracyRotation!.Value, last.AccuracyTranslation!.Value));
        Assert.Equal(
            (18.427226, 1.24293, 0.15),
            (last.ChangeOrientations!.Value, last.ChangeOffsets!.Value, last.ChangeClasses!.Value));
        Assert.Equal((0.846812, 76563.776804), (last.AveragePmax!.Value, last.LogLikelihood!.Value));

        // Differences of the modification times of the optimiser files.
        Assert.Equal(
            [0.268, 0.496, 0.288],
            run.Iterations.Select(iteration => Math.Round(iteration.Time!.Value.TotalSeconds, 3)));
        Assert.Equal(1.052, run.Time!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Averages_of_2D_classes_lie_in_one_stack_and_iterations_without_files_have_no_time()
    {
        RefineRun run = Get("Class2D");
        Assert.Equal((RefineKind.Class2D, RefineRunStatus.Completed, 3), (run.Kind, run.Status, run.Classes.Count));
        Assert.Equal([_folder.Combine("Class2D", "run_it003_classes.mrcs")], run.MapPaths);
        Assert.Equal("000002@" + _folder.Combine("Class2D", "run_it003_classes.mrcs"), run.Classes[1].MapPath);
        Assert.Equal([3], run.Iterations.Select(iteration => iteration.Number));
        Assert.Null(run.Time);
    }

    [Fact]
    public void Auto_refinement_ends_with_an_iteration_of_all_particles_that_has_no_number()
    {
        RefineRun run = Get("Refine3D");
        Assert.Equal((RefineKind.Refine3D, RefineRunStatus.Completed), (run.Kind, run.Status));
        Assert.Null(run.IterationCount);

        // RELION said: "Auto-refine: Iteration= 11", "Final resolution (without masking) is: 9.84615".
        Assert.Equal(11, run.Iteration);
        Assert.Equal(9.84615, run.Resolution!.Value, 5);
        Assert.Equal([_folder.Combine("Refine3D", "run_class001.mrc")], run.MapPaths);
    }

    [Fact]
    public void Auto_refinement_without_whole_final_files_is_unfinished()
    {
        string root = CapturedRun.Copy(_folder, "Refine3D");
        CapturedRun.Cut(root + "_class001.mrc", 1024);
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Unfinished, 10), (run.Status, run.Iteration));
        Assert.Equal(25.6, run.Resolution);
    }

    [Fact]
    public void Gradient_descent_is_an_initial_model_with_the_iterations_of_its_three_stages()
    {
        RefineRun run = Get("InitialModel");
        Assert.Equal(
            (RefineKind.InitialModel, RefineRunStatus.Completed, 8),
            (run.Kind, run.Status, run.IterationCount!.Value));
    }

    [Theory]
    [InlineData("optimiser", 0)]
    [InlineData("optimiser", 2000)]
    [InlineData("model", 0)]
    [InlineData("model", 3000)]
    public void File_that_was_cut_short_is_told_and_the_iteration_before_is_used(string table, int length)
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Cut($"{root}_it003_{table}.star", length);
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Unfinished, 2), (run.Status, run.Iteration));
        Assert.Equal(root + "_it002_optimiser.star", run.OptimiserPath);
        Assert.Contains($"run_it003_{table}.star", Assert.Single(run.Problems));
        Assert.Contains($"run_it003_{table}.star", run.StatusReason);
        Assert.Equal([false, false, true], run.Iterations.Select(iteration => iteration.Problem is not null));
    }

    [Fact]
    public void Run_whose_every_optimiser_file_is_empty_is_still_told()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D"), "*_optimiser.star"))
        {
            CapturedRun.Cut(path, 0);
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Unfinished, 0), (run.Status, run.Iteration));
        Assert.Null(run.OptimiserPath);
        Assert.Equal(4, run.Problems.Count);
    }

    [Fact]
    public void Iterations_of_an_earlier_run_under_the_same_name_do_not_count()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        foreach (string number in (string[])["000", "001"])
        {
            File.SetLastWriteTimeUtc(
                $"{root}_it{number}_optimiser.star",
                new DateTime(
                    2026, 11, 25, 0, 0, int.Parse(number, CultureInfo.InvariantCulture) + 1, DateTimeKind.Utc));
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Unfinished, 1), (run.Status, run.Iteration));
        Assert.Contains("run_it002_optimiser.star, run_it003_optimiser.star", Assert.Single(run.Problems));
    }

    [Fact]
    public void Output_root_with_blanks_is_one_argument_and_so_is_any_other_value()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D"), "*_optimiser.star"))
        {
            DateTime time = File.GetLastWriteTimeUtc(path);
            string[] lines = File.ReadAllLines(path);
            lines[1] = "# --i my particles.star --ctf --K 2 --o my --results/run a --iter 3 --skip_align ";
            int at = Array.FindIndex(
                lines, line => line.StartsWith("_rlnOutputRootName", StringComparison.Ordinal));
            lines[at] = "_rlnOutputRootName  \"my --results/run a\"";
            File.WriteAllLines(path, lines);
            File.SetLastWriteTimeUtc(path, time);
        }
        Assert.Equal(
            [
                "--i", "my particles.star", "--ctf", "--K", "2", "--o", "my --results/run a", "--iter", "3",
                "--skip_align",
            ],
            Read(root).Arguments);
    }

    [Theory]
    [InlineData("newest first")]
    [InlineData("any order")]
    [InlineData("two clocks")]
    [InlineData("by name")]
    public void Copy_that_did_not_keep_its_times_is_read_by_the_numbers(string order)
    {
        string root = CapturedRun.Numbered(_folder, "Class3D", 1, 10);
        var begin = new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc);
        string[] files = [.. Directory.GetFiles(_folder.Combine("Class3D")).Order(StringComparer.Ordinal)];
        for (int index = 0; index < files.Length; index++)
        {
            int number = int.Parse(Path.GetFileName(files[index])[6..9], CultureInfo.InvariantCulture);
            int seconds = order switch
            {
                "newest first" => 4 * (files.Length - index),
                "any order" => 4 * (index * 17 % files.Length),
                "two clocks" => (60 * number) + (number < 6 ? 600 : 0),
                _ => 4 * index,
            };
            File.SetLastWriteTimeUtc(files[index], begin.AddSeconds(seconds));
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Completed, 10, 10), (run.Status, run.Iteration, run.Iterations.Count));
        Assert.Null(run.Time);
        Assert.Contains("times", Assert.Single(run.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Final_model_that_a_copy_made_older_than_the_last_iteration_is_the_final_model()
    {
        string root = CapturedRun.Copy(_folder, "Refine3D");
        File.SetLastWriteTimeUtc(
            root + "_model.star", File.GetLastWriteTimeUtc(root + "_it010_optimiser.star").AddSeconds(-50));
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Completed, 11), (run.Status, run.Iteration));
        Assert.Null(run.Iterations[^1].Time);
    }

    [Fact]
    public void Iterations_of_a_run_with_other_options_do_not_count_however_soon_the_next_one_began()
    {
        string root = CapturedRun.Numbered(_folder, "Class3D", 1, 10);
        var begin = new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc);
        for (int number = 0; number <= 10; number++)
        {
            string path = $"{root}_it{number:000}_optimiser.star";
            if (number < 4) File.WriteAllText(path, File.ReadAllText(path).Replace("--K 2", "--K 3"));
            foreach (string table in (string[])["optimiser", "model"])
            {
                File.SetLastWriteTimeUtc(
                    $"{root}_it{number:000}_{table}.star", begin.AddSeconds((60 * number) + (number < 4 ? 700 : 0)));
            }
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Unfinished, 3), (run.Status, run.Iteration));
        Assert.Contains("run_it004_optimiser.star", Assert.Single(run.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_that_writes_each_tenth_iteration_has_the_times_of_ten()
    {
        string root = CapturedRun.Numbered(_folder, "Class3D", 10, 20);
        var begin = new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc);
        foreach (string path in Directory.GetFiles(_folder.Combine("Class3D")))
        {
            int number = int.Parse(Path.GetFileName(path)[6..9], CultureInfo.InvariantCulture);
            File.SetLastWriteTimeUtc(path, begin.AddSeconds(6 * number));
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Completed, 200, 20), (run.Status, run.Iteration, run.Iterations.Count));
        Assert.Equal(TimeSpan.FromMinutes(20), run.Time);
        Assert.All(run.Iterations, iteration => Assert.Equal(TimeSpan.FromMinutes(1), iteration.Time));
    }

    [Fact]
    public void What_continued_a_run_under_another_name_belongs_to_it_and_the_pause_is_no_work()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        foreach (string table in (string[])["optimiser", "model", "data"])
        {
            string path = $"{root}_ct2_it003_{table}.star";
            File.WriteAllText(
                path, File.ReadAllText($"{root}_it003_{table}.star").Replace("run_it003", "run_ct2_it003"));
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 11, 25, 0, 0, 0, DateTimeKind.Utc));
        }
        RefineRun run = Read(root);
        Assert.Equal((RefineRunStatus.Completed, 3), (run.Status, run.Iteration));
        Assert.Equal(root + "_ct2_it003_optimiser.star", run.OptimiserPath);
        Assert.Null(run.Iterations[2].Time);
        Assert.Equal(root, run.OutputRoot);
        Assert.Equal(_folder.Path, run.WorkingDirectory);
    }

    [Theory]
    [InlineData("RELION_JOB_EXIT_FAILURE", RefineRunStatus.Failed)]
    [InlineData("RELION_JOB_EXIT_ABORTED", RefineRunStatus.Cancelled)]
    public void Mark_of_RELIONs_pipeline_tells_how_a_job_ended(string mark, RefineRunStatus status)
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        File.Delete(root + "_it003_optimiser.star");
        _folder.Write("Class3D/" + mark, "");
        _folder.Write("Class3D/run.err", "in: ml_optimiser.cpp\nERROR: \nno space\n");
        RefineRun run = Read(root);
        Assert.Equal((status, 2), (run.Status, run.Iteration));
        Assert.Contains(mark, run.StatusReason);
        if (status == RefineRunStatus.Failed) Assert.Contains("no space", run.StatusReason);
    }

    [Fact]
    public void Folder_wildcard_file_and_root_name_lead_to_the_same_runs()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        CapturedRun.Copy(_folder, "Class2D");
        string folder = _folder.Combine("Class3D");
        foreach (string path in (string[])[
            folder,
            folder + "/",
            root,
            root + "_it001_optimiser.star",
            root + "_it002_model.star",
            folder + "/*",
            _folder.Combine("*3D"),
        ])
        {
            Assert.Equal([root], Roots($"Get-RelionRun '{path}'"));
        }
        Assert.Equal([_folder.Combine("Class2D", "run"), root], Roots($"Get-RelionRun '{_folder.Path}' -Recurse"));
        Assert.Equal(
            [root],
            Roots(
                $"[IO.Directory]::GetFiles('{folder}') | ForEach-Object {{ [pscustomobject]@{{ PSPath = $_ }} }} | "
                + $"Get-RelionRun"));
        Assert.Equal([root], Roots($"Get-RelionRun '{folder}', '{folder}/*'"));
        Assert.Equal([root], Roots($"Get-RelionRun '{root}' | Get-RelionRun"));
    }

    [Fact]
    public void Results_of_other_commands_lead_to_their_run()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        var job = new RelionJob
        {
            Id = 1,
            Name = "x",
            State = RelionJobState.Completed,
            Path = _folder.Path,
            ScriptPath = _folder.Combine("job.sh"),
            Runs = ["run"],
            OutputRoot = root,
            SubmittedUtc = DateTime.UtcNow,
        };
        RefineCommand command = TestCommand.Threads(_folder.Path, "relion_refine", "--o", "Class3D/run");
        var result = new BenchmarkResult
        {
            Name = "x",
            Command = command,
            Seconds = [],
            Iterations = [],
            Status = RunStatus.Completed,
            Runs = [],
            RelionVersion = "3.1.3",
        };
        _session.Set("job", job);
        _session.Set("result", result);
        Assert.Equal([root], Roots("$job | Get-RelionRun"));
        Assert.Equal([root], Roots("$result | Get-RelionRun"));
    }

    [Fact]
    public void Path_without_a_run_is_an_error_and_the_others_go_on()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        Assert.Equal(
            [root],
            _session
                .Run($"Get-RelionRun '{_folder.Path}', '{_folder.Combine("none")}', '{root}'")
                .Cast<RefineRun>()
                .Select(run => run.OutputRoot));
        Assert.Equal(["RelionRunNotFound", "RelionRunNotFound"], _session.ErrorIds);
        _session.Run($"Get-RelionRun '{_folder.Combine("*.none")}'");
        Assert.Equal(["RelionRunNotFound"], _session.ErrorIds);
    }

    [Fact]
    public void Waiting_for_a_run_that_has_ended_returns_at_once()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        Assert.Equal(RefineRunStatus.Completed, _session.One<RefineRun>($"Get-RelionRun '{root}' -Wait").Status);
    }

    [Fact]
    public void Waiting_ends_with_the_last_whole_file_and_shows_how_far_the_run_is()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        string[] last =
        [
            .. ((string[])["model", "data", "sampling", "optimiser"]).Select(table => $"{root}_it003_{table}.star"),
        ];
        foreach (string path in last) File.Move(path, path + ".later");
        _session.Set("root", root);
        using var shell = System.Management.Automation.PowerShell.Create(_session.Runspace);
        shell.AddScript("Get-RelionRun $root -Wait");
        shell.Streams.Progress.DataAdded += (_, added) =>
        {
            if (!shell.Streams.Progress[added.Index].StatusDescription.StartsWith(
                "iteration 2 of 3 done, 25.6 Å", StringComparison.Ordinal))
            {
                return;
            }
            foreach (string path in last.Where(path => File.Exists(path + ".later"))) File.Move(path + ".later", path);
        };
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(_session.Run(shell)));
        Assert.Equal((RefineRunStatus.Completed, 3), (run.Status, run.Iteration));
        Assert.Contains(
            _session.Progress,
            progress => progress.RecordType == System.Management.Automation.ProgressRecordType.Completed);
    }

    [Fact]
    public void Run_that_does_not_change_any_more_is_an_error_and_what_it_left()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        File.Delete(root + "_it003_optimiser.star");
        RefineRun run = Assert.IsType<RefineRun>(
            Assert.Single(_session.Run($"Get-RelionRun '{root}' -Wait -StallTimeout 0:0:0.1")));
        Assert.Equal((RefineRunStatus.Unfinished, 2), (run.Status, run.Iteration));
        Assert.Equal(["RelionRunStalled"], _session.ErrorIds);
        _session.Run($"Get-RelionRun '{root}' -Wait -StallTimeout 0");
        Assert.Equal(["RelionStallTimeoutInvalid"], _session.ErrorIds);
    }

    private RefineRun Get(string name)
    {
        CapturedRun.Copy(_folder, name);
        return _session.One<RefineRun>($"Get-RelionRun '{_folder.Combine(name)}'");
    }

    private RefineRun Read(string root) => _session.One<RefineRun>($"Get-RelionRun '{root}'");

    private string[] Roots(string script)
    {
        string[] roots = [.. _session.Run(script).Cast<RefineRun>().Select(run => run.OutputRoot)];
        Assert.True(_session.Errors.Count == 0, $"{script}: {string.Join(" ", _session.Errors)}");
        return roots;
    }
}
