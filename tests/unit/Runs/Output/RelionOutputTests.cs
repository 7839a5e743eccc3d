using RelionPS.Runs.Output;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Runs.Output;

public sealed class RelionOutputTests
{
    private static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Options_that_the_program_does_not_know_are_faults_though_it_exits_0()
    {
        RelionOutputWarnings warnings = Read("", Captured("invalid_argument.stderr"), ranks: 1);
        Assert.Equal([("RelionInvalidArgument", "--cpu"), ("RelionInvalidArgument", "--frobnicate")], Faults(warnings));
        Assert.Equal("WARNING: Option --cpu is not a valid RELION argument", warnings.Warnings[0]);
    }

    [Fact]
    public void Ranks_that_run_alone_are_a_fault_of_the_launcher()
    {
        string text = Captured("wrong_launcher.stdout");
        Assert.Equal([("RelionWrongMpiLauncher", "1")], Faults(Read(text, "", ranks: 2)));
        Assert.Empty(Read(text, "", ranks: 1).Faults);
        Assert.Empty(Read(Captured("refine_mpi.stdout"), "", ranks: 3).Faults);
    }

    [Fact]
    public void Warning_that_every_rank_repeats_is_kept_once()
    {
        const string line = " WARNING: skipping randomisation of particle order because random_seed equals zero...\n";
        Assert.Equal([line.Trim()], Read("", line + line + line, ranks: 1).Warnings);
    }

    [Fact]
    public void Good_output_has_no_faults() =>
        Assert.Empty(Read(Captured("refine.stdout"), Captured("missing_star.stderr"), ranks: 1).Faults);

    [Fact]
    public void Time_of_an_iteration_is_the_difference_of_its_optimiser_files()
    {
        using var folder = new TemporaryFolder();
        Optimiser(folder, "Results/run", 3, Start);
        var reader = new RelionIterationReader(folder.Combine("Results", "run"));
        Optimiser(folder, "Results/run", 0, Start.AddSeconds(60));
        Optimiser(folder, "Results/run", 1, Start.AddSeconds(72.5));
        Optimiser(folder, "Results/run", 2, Start.AddSeconds(80));
        Optimiser(folder, "Results/runner", 1, Start.AddSeconds(90));
        Assert.Equal([new IterationTime(1, 12.5), new IterationTime(2, 7.5)], reader.Read());
        Assert.Equal(2, reader.Last()?.Iteration);
        Assert.Equal(folder.Combine("Results", "run_it002_optimiser.star"), reader.Last()?.Path);
    }

    [Fact]
    public void Files_of_a_run_before_are_not_this_runs_until_they_are_rewritten()
    {
        using var folder = new TemporaryFolder();
        for (int iteration = 0; iteration < 3; iteration++) Optimiser(
            folder, "run", iteration, Start.AddSeconds(iteration));
        var reader = new RelionIterationReader(folder.Combine("run"));
        Assert.Empty(reader.Read());
        Assert.Null(reader.Last()?.Path);
        Optimiser(folder, "run", 0, Start.AddSeconds(100));
        Optimiser(folder, "run", 1, Start.AddSeconds(101.25));
        Assert.Equal([new IterationTime(1, 1.25)], reader.Read());
    }

    [Fact]
    public void Continued_run_begins_at_its_own_first_iteration()
    {
        using var folder = new TemporaryFolder();
        var reader = new RelionIterationReader(folder.Combine("run"));
        folder.Write("run_ct10_it010_optimiser.star", "x\n");
        folder.Write("run_ct10_it011_optimiser.star", "x\n");
        File.SetLastWriteTimeUtc(folder.Combine("run_ct10_it010_optimiser.star"), Start);
        File.SetLastWriteTimeUtc(folder.Combine("run_ct10_it011_optimiser.star"), Start.AddSeconds(3));
        Assert.Equal([new IterationTime(11, 3)], reader.Read());
    }

    [Theory]
    [InlineData("run_it001_model.star", null)]
    [InlineData("run_it001_model.star", "")]
    [InlineData("run_it001_model.star", "data_model_general\n_rlnRef")]
    [InlineData("run_it001_data.star", "")]
    [InlineData("run_it001_class001.mrc", "")]
    [InlineData("run_it001_optimiser.star", "")]
    public void Result_that_a_full_disk_left_missing_empty_or_cut_is_found(string file, string? content)
    {
        using var folder = new TemporaryFolder();
        string optimiser = WholeResult(folder);
        Assert.Null(RelionResultCheck.FindIncomplete(optimiser, folder.Path));
        if (content is null) File.Delete(folder.Combine("Results", file));
        else folder.Write("Results/" + file, content);
        Assert.Equal(folder.Combine("Results", file), RelionResultCheck.FindIncomplete(optimiser, folder.Path));
    }

    /// <summary>As RELION 3.1.3 writes such a name (src/strings.cpp, escapeStringForSTAR).</summary>
    [Theory]
    [InlineData("my results", "\"my results/run_it001_model.star\"")]
    [InlineData("a\tb", "\"a\tb/run_it001_model.star\"")]
    [InlineData("#1", "\"#1/run_it001_model.star\"")]
    [InlineData("it's \"it\"", "'it's \"it\"/run_it001_model.star'")]
    [InlineData("a\"b", "a\"b/run_it001_model.star")]
    public void Table_in_a_folder_of_any_name_is_found(string name, string written)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name + "/run_it001_model.star", "data_model_general\n \n");
        string optimiser = folder.Write(
            name + "/run_it001_optimiser.star", $"data_optimiser_general\n\n_rlnModelStarFile {written}\n \n");
        Assert.Null(RelionResultCheck.FindIncomplete(optimiser, folder.Path));
        Assert.Null(RelionResultCheck.FindIncomplete(optimiser, null));
        File.Delete(folder.Combine(name, "run_it001_model.star"));
        Assert.Equal(
            folder.Combine(name, "run_it001_model.star"), RelionResultCheck.FindIncomplete(optimiser, folder.Path));
    }

    [Fact]
    public void Map_shorter_than_its_header_says_is_found()
    {
        using var folder = new TemporaryFolder();
        string optimiser = WholeResult(folder);
        string map = folder.Combine("Results", "run_it001_class001.mrc");
        using (FileStream stream = File.OpenWrite(map)) stream.SetLength(stream.Length - 1);
        Assert.Equal(map, RelionResultCheck.FindIncomplete(optimiser, folder.Path));
    }

    private static string WholeResult(TemporaryFolder folder)
    {
        folder.Write("Results/run_it001_model.star", "data_model_general\n \n");
        folder.Write("Results/run_it001_data.star", "data_particles\n \n");
        var map = new byte[1024 + (4 * 2 * 2 * 2)];
        foreach (int place in (int[])[0, 4, 8, 12]) map[place] = 2;
        File.WriteAllBytes(folder.Combine("Results", "run_it001_class001.mrc"), map);
        return folder.Write("Results/run_it001_optimiser.star", """
            # RELION optimiser; version 3.1.3

            data_optimiser_general

            _rlnOutputRootName                                    Results/run
            _rlnModelStarFile                                     Results/run_it001_model.star
            _rlnExperimentalDataStarFile                          Results/run_it001_data.star
            _rlnOrientSamplingStarFile                            Results/run_it001_sampling.star

            """);
    }

    private static string Captured(string file) => File.ReadAllText(RepositoryPaths.Data("relion-3.1.3", file));

    /// <summary>The faults by the ids of their errors.</summary>
    private static IEnumerable<(string ErrorId, string Value)> Faults(RelionOutputWarnings warnings) =>
        warnings.Faults.Select(fault => (fault.Error(exitCode: 0, logPath: "").ErrorId, fault.Value));

    private static RelionOutputWarnings Read(string output, string error, int ranks)
    {
        var warnings = new RelionOutputWarnings(ranks);
        warnings.ReadOutput(output);
        warnings.ReadError(error);
        warnings.Finish();
        return warnings;
    }

    private static void Optimiser(TemporaryFolder folder, string root, int iteration, DateTime written) =>
        File.SetLastWriteTimeUtc(folder.Write($"{root}_it{iteration:000}_optimiser.star", "x\n"), written);
}
