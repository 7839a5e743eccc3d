using RelionPS.Core.Processes;
using RelionPS.Testing;

namespace RelionPS.IntegrationTests;

/// <summary>
/// Jobs that the code of RELION 3.1.3's own GUI made and ran, without a window: what is imported of their folders is
/// what they wrote into their notes, as a real bash takes it apart.
/// </summary>
public sealed class PipelinerTests(TinyDataset data) : IClassFixture<TinyDataset>, IDisposable
{
    private const string Common = """
        fn_img particles.star
        particle_diameter 100
        nr_threads 1
        do_queue No
        use_gpu No
        """;

    private const string Classes = """
        nr_classes 2
        nr_iter 1
        offset_range 2
        """;

    private const string Reference = """
        fn_ref map.mrc
        ini_high 30
        sampling "30 degrees"
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [RequiresTheory("relion_pipeliner", "relion_refine", "bash")]
    [InlineData(8, "Class2D", Classes + "\npsi_sampling 24")]
    [InlineData(9, "Class3D", Classes + "\n" + Reference + "\ndo_local_ang_searches Yes\nsigma_angles 5\nnr_mpi 1")]
    [InlineData(9, "Class3D", Classes + "\n" + Reference + "\ndont_skip_align No\nother_args \"--maxsig 50\"")]
    [InlineData(18, "InitialModel", "sgd_ini_iter 1\nsgd_inbetween_iter 1\nsgd_fin_iter 1\nsampling \"30 degrees\"")]
    public void A_job_is_imported_as_the_GUIs_own_code_started_it(int number, string type, string options)
    {
        string job = Make(number, type, $"{Common}\n{options}");
        RefineCommand command = _session.One<RefineCommand>($"Import-RelionRefineCommand '{job}'");
        Assert.Equal(
            (CommandSource.NoteFile, type, $"{type}/job001"),
            (command.Origin!.Kind, command.Origin.JobType, command.Origin.JobName));
        Assert.Equal((_folder.Path, "relion_refine"), (command.WorkingDirectory, command.Executable));
        Assert.Equal(Noted(job), command.Arguments);
        Assert.Equal("3.1.3", command.Origin.RelionVersion);
        Assert.Equal("Success", command.Origin.JobEnd);
        Assert.Empty(command.Origin.Problems);

        RefineCommand made = _session.One<RefineCommand>($"Import-RelionRefineCommand '{job}/job.star'");
        Assert.Equal(command.Arguments, made.Arguments);
        string optimiser = Directory.EnumerateFiles(job, "run*_optimiser.star").Order().Last();
        RefineCommand written = _session.One<RefineCommand>($"Import-RelionRefineCommand '{optimiser}'");
        Assert.Equal(command.Arguments, written.Arguments);
    }

    [RequiresFact("relion_pipeliner", "relion_refine_mpi", "bash")]
    public void Ranks_are_those_that_the_GUI_asked_the_launcher_for()
    {
        string job = Make(9, "Class3D", $"{Common}\n{Classes}\n{Reference}\nnr_mpi 3");
        RefineCommand command = _session.One<RefineCommand>($"Import-RelionRefineCommand '{job}'");
        Assert.Equal(["mpirun", "-n", "3"], command.LauncherArguments);
        Assert.Equal((3, true, 1), (command.Plan.Ranks, command.Plan.UsesMpi, command.Plan.ThreadsPerRank));
        Assert.Equal(Noted(job), command.Arguments);
    }

    [RequiresFact("relion_pipeliner", "relion_refine_mpi", "bash")]
    public void A_job_is_imported_planned_again_and_measured_beside_it()
    {
        string job = Make(9, "Class3D", $"{Common}\n{Classes}\n{Reference}\nnr_mpi 1");
        string[] before = State(job);
        _session.Set("job", job);
        IReadOnlyList<object?> results = _session.Run(
            "$old = Import-RelionRefineCommand $job; $new = $old | New-RelionRefineCommand -WarningAction Ignore; "
            + "$old, $new | Measure-RelionBenchmark -Interleave");
        Assert.Empty(_session.Errors);
        BenchmarkResult[] measured = [.. results.Cast<BenchmarkResult>()];
        Assert.Equal(2, measured.Length);
        Assert.All(
            measured,
            result => Assert.Equal((RunStatus.Completed, 1), (result.Status, result.Iterations.Count)));
        Assert.NotNull(measured[1].Comparison);
        Assert.Equal(1, measured[0].Command.Plan.ThreadsPerRank);
        Assert.Equal(
            (1, Environment.ProcessorCount),
            (
                measured[1].Command.Decisions.Last(decision => decision.Name == "ThreadsPerRank").Before,
                measured[1].Command.Plan.ThreadsPerRank * Math.Max(1, measured[1].Command.Plan.ComputeRanksPerNode)));
        Assert.True(File.Exists(_folder.Combine("relionps", "Class3D_job001", "run_it001_optimiser.star")));
        Assert.Equal(before, State(job));
    }

    /// <summary>Names, sizes and times of a folder's files.</summary>
    private static string[] State(string folder) =>
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Makes a project, and in it a job that RELION's own code makes and runs.</summary>
    private string Make(int number, string type, string options)
    {
        foreach (string name in (string[])["particles.star", "particles.mrcs", "map.mrc"])
        {
            File.Copy(Path.Combine(data.Path, name), _folder.Combine(name));
        }
        _folder.Write(
            "default_pipeline.star", "\n# version 30001\n\ndata_pipeline_general\n\n_rlnPipeLineJobCounter 1\n \n");
        _folder.Write(
            "given.star",
            $"""

            # version 30001

            data_job

            _rlnJobType {number}
            _rlnJobIsContinue 0


            # version 30001

            data_joboptions_values

            loop_
            _rlnJobOptionVariable #1
            _rlnJobOptionValue #2

            """ + options.ReplaceLineEndings("\n") + "\n\n");
        Run("relion_pipeliner", "--addJobFromStar", "given.star");
        Run("relion_pipeliner", "--RunJobs", $"{type}/job001/", "--sec_wait_after", "0");
        return _folder.Combine(type, "job001");
    }

    /// <summary>The arguments in the note, one a line by a real bash.</summary>
    private IReadOnlyList<string> Noted(string job)
    {
        string line = File.ReadLines(Path.Combine(job, "note.txt"))
            .Single(text => text.Contains("--o ", StringComparison.Ordinal));
        string arguments = line[line.IndexOf("--o ", StringComparison.Ordinal)..];
        return [.. Run("bash", "-c", $"printf '%s\\n' {arguments}").Split('\n')[..^1]];
    }

    private string Run(string program, params string[] arguments)
    {
        var request = new ProcessRequest(ProgramFinder.Require(program), arguments)
        {
            WorkingDirectory = _folder.Path,
            // Open MPI starts nothing for root, nor more ranks than cores, unless told.
            Environment =
            [
                new("OMPI_ALLOW_RUN_AS_ROOT", "1"), new("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
                new("OMPI_MCA_rmaps_base_oversubscribe", "1"),
            ],
            CaptureText = true,
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        ProcessOutcome outcome = ProcessRunner.RunAsync(request, limit.Token).GetAwaiter().GetResult();
        Assert.True(outcome.ExitCode == 0, $"{program}: {outcome.StandardError}");
        return outcome.StandardOutput;
    }
}
