using RelionPS.Core.Files;
using RelionPS.Runs.Running;
using RelionPS.Testing;
using RelionPS.UnitTests.Runs.Results;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// What Invoke-RelionRefine does around a run, with a stand-in that leaves the files of a captured one.
/// </summary>
public sealed class InvokeRelionRefineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public InvokeRelionRefineTests() => TinyInput.Write(_folder, "particles.star", "reference.mrc");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_gives_what_it_left_with_record_and_exit_code()
    {
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(Invoke(StandIn())));
        Assert.Empty(_session.Errors);
        Assert.Equal(
            (RefineKind.Class3D, RefineRunStatus.Completed, 3, 0),
            (run.Kind, run.Status, run.Iteration, run.ExitCode!.Value));
        Assert.Matches(@"/Class3D/run_refine_\d{8}T\d{9}Z_r01\.json$", run.RecordPath!);
        Assert.Equal(run.RecordPath, _session.One<RefineRun>($"Get-RelionRun '{run.OutputRoot}'").RecordPath);
    }

    [Fact]
    public void Failed_run_is_an_error_and_how_far_it_got()
    {
        RefineRun run = Assert.IsType<RefineRun>(Assert.Single(Invoke(StandIn("rm Class3D/run_it003_*; exit 9"))));
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Equal((RefineRunStatus.Failed, 2, 9), (run.Status, run.Iteration, run.ExitCode!.Value));

        // And a later session is told the same.
        Assert.Equal(RefineRunStatus.Failed, _session.One<RefineRun>($"Get-RelionRun '{run.OutputRoot}'").Status);
    }

    [Fact]
    public void Results_that_are_there_are_not_written_over_unless_forced()
    {
        CapturedRun.Copy(_folder, "Class3D");
        Assert.Empty(Invoke(StandIn()));
        Assert.Equal(["RelionResultsExist"], _session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("calls")));
        Assert.Single(Invoke(StandIn(), "-Force"));
        Assert.Empty(_session.Errors);
        Assert.True(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void Finished_run_is_not_continued_and_RELION_is_not_started()
    {
        CapturedRun.Copy(_folder, "Class3D");
        Assert.Empty(Invoke(StandIn(), "-Continue"));
        Assert.Equal(["RelionRunAlreadyCompleted"], _session.ErrorIds);
        Assert.False(File.Exists(_folder.Combine("calls")));
    }

    [Fact]
    public void Iteration_that_a_failed_continuation_has_damaged_is_put_back()
    {
        string last = Unfinished();
        string before = File.ReadAllText(last);
        Invoke(Damaging("exit 1"), "-Continue");
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Equal("damaged", File.ReadAllText(_folder.Combine("seen")).Trim());
        Assert.Equal(before, File.ReadAllText(last));
        Assert.Contains(_session.Warnings, text => text.Contains("iteration 2, which", StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(_folder.Combine("Class3D")));
    }

    [Fact]
    public void Iteration_whose_copies_a_killed_session_left_is_put_back_before_the_run_goes_on()
    {
        string last = Unfinished(), saved = _folder.Combine("Class3D", ".run.relionps-saved");
        string before = File.ReadAllText(last);
        new SavedIteration(_folder.Combine("Class3D", "run")).Take(last);
        Assert.True(Directory.Exists(saved));
        File.WriteAllText(last, "");
        Invoke(Damaging("exit 1"), "-Continue");
        Assert.Contains(
            "--continue Class3D/run_it002_optimiser.star", File.ReadAllText(_folder.Combine("calls")),
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(last));
    }

    /// <summary>A folder of that name, whoever made it: nothing of it is put over files, nothing of it goes.</summary>
    [Theory]
    [InlineData("-Continue", "RelionIterationNotSaved", false)]
    [InlineData("-Force", "RelionRunFailed", false)]
    [InlineData("-Continue", "RelionIterationNotSaved", true)]
    [InlineData("-Force", "RelionRunFailed", true)]
    public void Folder_of_the_users_in_the_place_of_the_copies_stays_and_nothing_of_it_is_put_back(
        string parameter, string errorId, bool isMarkCopied)
    {
        string last = Unfinished(), before = File.ReadAllText(last);
        string place = _folder.Combine("Class3D"), mine = Path.Combine(place, ".run.relionps-saved");
        _folder.Write("Class3D/MyPaper.star", "mine");
        if (isMarkCopied)
        {
            OwnFolder.Make(Path.Combine(place, "other"), "saved-iteration");
            Directory.Move(Path.Combine(place, "other"), mine);
        }
        string[] files = ["MyPaper.star.saved", "run_it002_optimiser.star.saved", "notes.txt", "complete"];
        foreach (string name in files) _folder.Write($"Class3D/.run.relionps-saved/{name}", "of the user");
        Directory.CreateDirectory(Path.Combine(place, ".run.relionps-saved.part"));
        _folder.Write("Class3D/.run.relionps-saved.part/notes.txt", "of the user");
        Invoke(Damaging("exit 1"), parameter);
        Assert.Equal([errorId], _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(place, "MyPaper.star")));
        Assert.All(files, name => Assert.Equal("of the user", File.ReadAllText(Path.Combine(mine, name))));
        Assert.True(File.Exists(Path.Combine(place, ".run.relionps-saved.part", "notes.txt")));
        // Not started where nothing could be copied.
        if (parameter == "-Continue") Assert.Equal(before, File.ReadAllText(last));
    }

    [Fact]
    public void Figure_beside_the_iteration_that_was_changed_meanwhile_is_not_put_back()
    {
        string last = Unfinished();
        _folder.Write("Class3D/run_it002_my_figure.png", "old");
        Invoke(Damaging("echo new > Class3D/run_it002_my_figure.png; exit 1"), "-Continue");
        Assert.Equal(["RelionRunFailed"], _session.ErrorIds);
        Assert.Equal("new", File.ReadAllText(_folder.Combine("Class3D", "run_it002_my_figure.png")).Trim());
        Assert.NotEqual("damaged", File.ReadAllText(last).Trim());
    }

    private string Unfinished()
    {
        string root = CapturedRun.Copy(_folder, "Class3D");
        File.Delete(root + "_it003_optimiser.star");
        foreach (string table in (string[])["data", "sampling"])
        {
            File.Copy($"{root}_it003_{table}.star", $"{root}_it002_{table}.star");
        }
        return root + "_it002_optimiser.star";
    }

    /// <summary>Writes the iteration that it goes on from anew, as RELION does, and gets no further.</summary>
    private RefineCommand Damaging(string end)
    {
        RefineCommand command = StandIn();
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 3.1.3 '; echo 'Precision: BASE=double'; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            echo "$*" >> calls
            echo damaged > Class3D/run_it002_optimiser.star
            cp Class3D/run_it002_optimiser.star seen
            {end}
            """);
        return command;
    }

    [Fact]
    public void Continuing_needs_a_run_and_contradicts_writing_over()
    {
        Invoke(StandIn(), "-Continue");
        Assert.Equal(["RelionRunNotFound"], _session.ErrorIds);
        Invoke(StandIn(), "-Continue -Force");
        Assert.Equal(["RelionContinueAndForce"], _session.ErrorIds);
    }

    [Fact]
    public void WhatIf_starts_nothing()
    {
        Assert.Empty(Invoke(StandIn(), "-WhatIf"));
        Assert.False(File.Exists(_folder.Combine("calls")));
        Assert.False(Directory.Exists(_folder.Combine("Class3D")));
    }

    [Fact]
    public void Run_that_could_not_start_is_an_error_alone()
    {
        File.Delete(_folder.Combine("particles.star"));
        Assert.Empty(Invoke(StandIn()));
        Assert.Equal(["RelionInputNotFound"], _session.ErrorIds);
    }

    private RefineCommand StandIn(string end = "exit 0")
    {
        TestProgram.Write(_folder, "relion_refine", $"""
            #!/bin/sh
            case "$1" in
              --version) echo 'RELION version: 3.1.3 '; echo 'Precision: BASE=double'; exit;;
              --help) echo '--i : input'; echo '--o : output'; exit;;
            esac
            echo run >> calls
            for i in 000 001 002 003; do
              cp {RepositoryPaths.Data("runs", "Class3D")}/run_it$i* Class3D
              touch Class3D/run_it${"{i}"}_optimiser.star
            done
            {end}
            """);
        return TestCommand.Threads(
            _folder.Path, "./relion_refine", "--i", "particles.star", "--iter", "3", "--o", "Class3D/run");
    }

    private IReadOnlyList<object?> Invoke(RefineCommand command, string parameters = "")
    {
        _session.Set("command", command);
        return _session.Run("$command | Invoke-RelionRefine " + parameters);
    }
}
