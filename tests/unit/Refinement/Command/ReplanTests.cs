using RelionPS.Testing;

namespace RelionPS.UnitTests.Refinement.Command;

/// <summary>New-RelionRefineCommand for a command that exists: the science stays, what a plan decides is new.</summary>
public sealed class ReplanTests : IDisposable
{
    private const string Node = "New-RelionNodeProfile -Socket 2 -CorePerSocket 20 -MemoryBytes 384GB";

    /// <summary>A job as somebody wrote it: his own order, spellings and numbers.</summary>
    private static readonly string[] Written =
    [
        "--o", "Class3D/job012/run", "--i", "Extract/job009/particles.star", "--ref", "InitialModel/job010/ini.mrc",
        "--firstiter_cc", "--ini_high", "60.0", "--dont_combine_weights_via_disc", "--pool", "3", "--pad", "2",
        "--skip_gridding", "--ctf", "--iter", "25", "--tau2_fudge", "4", "--particle_diameter", "180", "--K", "4",
        "--flatten_solvent", "--zero_mask", "--oversampling", "1", "--healpix_order", "2", "--sigma_ang", "5",
        "--offset_range", "5", "--offset_step", "2", "--sym", "C1", "--norm", "--scale", "--j", "6", "--gpu", "0:1:2:3",
        "--random_seed", "-1", "--some_new_option", "7", "--pipeline_control", "Class3D/job012/",
    ];

    /// <summary>The same without GPUs.</summary>
    private static readonly string[] OnCpus = [.. Written.Where(token => token is not ("--gpu" or "0:1:2:3"))];

    private readonly PowerShellSession _session = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_option_of_the_science_stays_as_it_was_written_and_where_it_was()
    {
        RefineCommand planned = Again();
        Assert.Equal(Science(Written), Science(planned.Arguments));
    }

    [Fact]
    public void Ranks_threads_and_pool_are_those_of_the_guide_in_the_places_of_the_old_ones()
    {
        RefineCommand planned = Again("", OnCpus);
        string[] expected = [.. OnCpus];
        expected[Array.IndexOf(expected, "--pool") + 1] = "40";
        expected[Array.IndexOf(expected, "--j") + 1] = "10";
        Assert.Equal(expected, planned.Arguments);
        Assert.Equal((9, 10, 40), (planned.Plan.Ranks, planned.Plan.ThreadsPerRank, planned.Plan.Pool));
    }

    [Theory]
    [InlineData("ComputeRanksPerNode", 4, 8)]
    [InlineData("Ranks", 5, 9)]
    [InlineData("ThreadsPerRank", 6, 10)]
    [InlineData("Pool", 3, 40)]
    public void Decisions_say_what_was_before(string name, int before, int after)
    {
        RefineCommand planned = Again("", OnCpus);
        Decision decision = planned.Decisions.Last(one => one.Name == name);
        Assert.Equal((before, after), (decision.Before, decision.Value));
        Assert.Contains($"{before} → {after}", decision.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, planned.Plan.Decisions.Last(one => one.Name == name).Before);
    }

    /// <summary>The job's GPUs, where nothing tells what the node has.</summary>
    [Fact]
    public void A_job_on_GPUs_keeps_them_where_those_of_the_node_are_not_known()
    {
        RefineCommand planned = Again();
        Assert.Equal("0:1:2:3", planned.Plan.Gpu?.List);
        Assert.Equal((5, 12, 24), (planned.Plan.Ranks, planned.Plan.ThreadsPerRank, planned.Plan.Pool));
        Assert.DoesNotContain(planned.Decisions, decision => decision.Source == "guide 3.4" && decision.Value is 8);
    }

    /// <summary>Two GPUs where the job had four: the list is decided anew, and says what it was.</summary>
    [Fact]
    public void A_job_on_GPUs_takes_those_of_a_node_that_is_known()
    {
        _session.Set("job", Job(Written));
        RefineCommand planned = _session.One<RefineCommand>(
            $"$job | New-RelionRefineCommand -NodeProfile ({Node} -GpuCount 2 -GpuModel 'NVIDIA V100')");
        Assert.Equal(3, planned.Plan.Ranks);
        Assert.Equal("0:1", planned.Arguments[planned.Arguments.ToList().IndexOf("--gpu") + 1]);
        Decision decision = planned.Decisions.Last(one => one.Name == "Gpu");
        Assert.Equal(("0:1:2:3", "0:1"), (decision.Before, decision.Value));
    }

    /// <summary>And a node that surely has none gets a plan for its CPUs, with a warning.</summary>
    [Fact]
    public void A_job_on_GPUs_is_planned_for_the_CPUs_of_a_node_without_any()
    {
        _session.Set("job", Job(Written));
        RefineCommand planned = _session.One<RefineCommand>(
            $"$job | New-RelionRefineCommand -NodeProfile ({Node} -GpuCount 0)");
        Assert.DoesNotContain("--gpu", planned.Arguments);
        Assert.Contains("--cpu", planned.Arguments);
        Decision decision = planned.Decisions.Single(one => one.Name == "Acceleration");
        Assert.True(decision.IsWarning);
        Assert.Equal((Acceleration.Gpu, Acceleration.Cpu), (decision.Before, decision.Value));
        _session.Run(
            $"$job | New-RelionRefineCommand -Acceleration Gpu -NodeProfile ({Node} -GpuCount 0)");
        Assert.Equal(["RelionNodeLacksGpu"], _session.ErrorIds);
    }

    /// <summary>RELION passes over a word that belongs to no option; the user may know why it is there.</summary>
    [Theory]
    [InlineData("'a b'")]
    [InlineData("'a b','--auto_iter_max','3'")]
    [InlineData("'a b','c','--auto_iter_max','3','d'")]
    public void A_word_of_no_option_stays_when_a_command_is_planned_again(string words)
    {
        RefineCommand first = _session.One<RefineCommand>(
            $"New-RelionRefineCommand -NodeProfile ({Node}) -AdditionalArgument {words}");
        _session.Set("first", first);
        RefineCommand again = _session.One<RefineCommand>($"$first | New-RelionRefineCommand -NodeProfile ({Node})");
        Assert.Equal(first.Arguments, again.Arguments);
    }

    [Fact]
    public void What_is_given_beside_takes_the_place_of_the_jobs_value_and_says_so()
    {
        RefineCommand planned = Again("-ClassCount 6 -ZeroMask:$false -AdditionalArgument '--sigma_ang','7','--added'");
        string[] expected = [.. Science(Written)];
        expected[Array.IndexOf(expected, "--K") + 1] = "6";
        expected[Array.IndexOf(expected, "--sigma_ang") + 1] = "7";
        Assert.Equal([.. expected.Where(token => token != "--zero_mask"), "--added"], Science(planned.Arguments));
        Decision decision = Assert.Single(planned.Decisions, one => one.Name == "ClassCount");
        Assert.Contains("4", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_marks_of_the_gui_go_with_the_job_alone()
    {
        Assert.Contains("--pipeline_control", Again().Arguments);
        RefineCommand elsewhere = Again("-OutputRoot Trial/run");
        Assert.DoesNotContain("--pipeline_control", elsewhere.Arguments);
        Assert.DoesNotContain("Class3D/job012/", elsewhere.Arguments);
        Decision decision = Assert.Single(elsewhere.Decisions, one => one.Name == "PipelineControl");
        Assert.Equal("Class3D/job012/", decision.Before);
        Assert.Null(decision.Value);
    }

    [Fact]
    public void An_option_that_stands_twice_counts_by_its_last_as_for_RELION()
    {
        RefineCommand planned = Again("", [.. Written, "--K", "5"]);
        Assert.Equal(5, planned.Options.ClassCount);
        Assert.Equal("5", planned.Arguments[planned.Arguments.ToList().LastIndexOf("--K") + 1]);
    }

    [Fact]
    public void A_value_that_no_parameter_can_hold_stays_as_it_is()
    {
        RefineCommand planned = Again("", [.. Written.Where(token => token != "4"), "--zero_mask", "1"]);
        Assert.Equal(["--zero_mask", "1"], planned.Arguments.TakeLast(2));
    }

    [Fact]
    public void A_continuation_is_planned_without_particles_of_its_own()
    {
        RefineCommand planned = Again(
            "",
            ["--continue", "Class3D/job012/run_it010_optimiser.star", "--o", "Class3D/job012/run_ct10", "--j", "6"]);
        Assert.Equal(
            [
                "--continue", "Class3D/job012/run_it010_optimiser.star", "--o", "Class3D/job012/run_ct10", "--j", "10",
                "--pool", "40",
            ],
            planned.Arguments);
    }

    [Fact]
    public void The_ranks_environment_stays_and_the_launchers_does_not()
    {
        _session.Set(
            "job",
            Job(Written) with
            {
                Environment = new()
                {
                    ["OMP_NUM_THREADS"] = "1",
                    ["OMPI_MCA_btl"] = "tcp,self",
                    ["RELION_SCRATCH_DIR"] = "/scratch",
                },
            });
        RefineCommand planned = Assert.IsType<RefineCommand>(Assert.Single(
            _session.Run($"$job | New-RelionRefineCommand -NodeProfile ({Node})")));
        Assert.Empty(_session.ErrorIds);
        Assert.Equal("1", planned.Environment["OMP_NUM_THREADS"]);
        Assert.Equal("/scratch", planned.Environment["RELION_SCRATCH_DIR"]);
        Assert.False(planned.Environment.Contains("OMPI_MCA_btl"));
    }

    [Fact]
    public void A_plan_made_again_goes_through_a_record_and_is_planned_once_more()
    {
        RefineCommand planned = Again();
        _session.Set("planned", planned);
        RefineCommand twice = Assert.IsType<RefineCommand>(Assert.Single(_session.Run(
            "$planned | New-RelionRefineCommand -NodeProfile ($planned.Node) -RankPerNode 2")));
        Assert.Empty(_session.ErrorIds);
        Assert.Equal(Science(Written), Science(twice.Arguments));
        Assert.Equal(5, twice.Decisions.Last(one => one.Name == "Ranks").Before);
        Assert.Equal(3, twice.Plan.Ranks);
    }

    [Fact]
    public void A_run_that_exists_is_planned_again_with_what_it_was_started_with_and_not_what_it_has_reached()
    {
        RefineRun run = Run("""
            # RELION optimiser; version 3.1.3
            # --i p.star --o Class3D/job012/run --ref r.mrc --K 2 --iter 25 --pool 3 --j 6 --ctf --pad 2
            """);
        Assert.NotEqual(25, run.Iteration);
        _session.Set("run", run);
        IReadOnlyList<object?> output = _session.Run($"$run | New-RelionRefineCommand -NodeProfile ({Node})");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        RefineCommand planned = Assert.IsType<RefineCommand>(Assert.Single(output));
        Assert.Equal(
            [
                "--i", "p.star", "--o", "Class3D/job012/run", "--ref", "r.mrc", "--K", "2", "--iter", "25",
                "--pool", "40", "--j", "10", "--ctf", "--pad", "2",
            ],
            planned.Arguments);
        Assert.Equal(_folder.Path, planned.WorkingDirectory);
        Assert.Equal(6, planned.Decisions.Last(one => one.Name == "ThreadsPerRank").Before);
        // The optimiser file does not tell of ranks.
        Assert.Null(planned.Decisions.Last(one => one.Name == "Ranks").Before);
    }

    [Fact]
    public void A_run_of_RELIONs_gui_is_planned_again_from_what_its_note_says()
    {
        _folder.Write(
            "Class3D/job012/note.txt",
            """
             ++++ Executing new job on Thu Jan  7 11:12:13 2027
             ++++ with the following command(s):
            `which relion_refine_mpi` --i old.star --o Class3D/job011/run --j 3
             ++++
             ++++ Executing new job on Thu Jan  7 11:14:15 2027
             ++++ with the following command(s):
            mpirun -n 5 `which relion_refine_mpi` --o Class3D/job012/run --i p.star --K 2 --j 6 --pool 3 --iter 25
             ++++
            """);
        _session.Set("run", Run("""
            # RELION optimiser; version 3.1.3
            # --o Class3D/job012/run --i p.star --K 2 --j 6 --pool 3 --iter 25
            """));
        RefineCommand planned = Assert.IsType<RefineCommand>(Assert.Single(
            _session.Run($"$run | New-RelionRefineCommand -NodeProfile ({Node}) -RankPerNode 8")));
        Assert.Empty(_session.ErrorIds);
        Decision ranks = planned.Decisions.Last(one => one.Name == "Ranks");
        Assert.Equal((5, 9), (ranks.Before, ranks.Value));
    }

    [Theory]
    [InlineData("-Iteration 0", "RelionIterationInvalid")]
    [InlineData("-WorkingDirectory ''", "RelionWorkingDirectoryEmpty")]
    [InlineData("-JobType Class3D", "RelionCommandAndJobType")]
    public void What_makes_no_sense_is_refused(string given, string id)
    {
        _session.Set("job", Job(Written));
        Assert.Empty(_session.Run($"$job | New-RelionRefineCommand -NodeProfile ({Node}) {given}"));
        Assert.Equal([id], _session.ErrorIds);
    }

    /// <summary>A run in its first iteration, whose optimiser file begins like that.</summary>
    private RefineRun Run(string head)
    {
        foreach (string iteration in (string[])["000", "001"])
        {
            string root = $"Class3D/job012/run_it{iteration}";
            _folder.Write(
                root + "_optimiser.star",
                $"""
                {head}

                data_optimiser_general

                _rlnOutputRootName Class3D/job012/run
                _rlnCurrentIteration {int.Parse(iteration, null)}
                _rlnModelStarFile {root}_model.star
                _rlnNumberOfIterations 25

                """);
            _folder.Write(
                root + "_model.star",
                """

                data_model_general

                _rlnReferenceDimensionality 3
                _rlnCurrentImageSize 40

                data_model_classes

                loop_
                _rlnReferenceImage #1
                _rlnClassDistribution #2
                x.mrc 1

                """);
        }
        _session.Set("folder", _folder.Combine("Class3D", "job012"));
        return Assert.IsType<RefineRun>(Assert.Single(_session.Run("Get-RelionRun -LiteralPath $folder")));
    }

    private RefineCommand Again(string given = "", string[]? arguments = null)
    {
        _session.Set("job", Job(arguments ?? Written));
        object? planned = Assert.Single(
            _session.Run($"$job | New-RelionRefineCommand -NodeProfile ({Node}) {given}"));
        Assert.Empty(_session.ErrorIds);
        return Assert.IsType<RefineCommand>(planned);
    }

    /// <summary>The command as a job had it: five ranks of six threads.</summary>
    private RefineCommand Job(string[] arguments) => TestCommand.Mpi(
        _folder.Path, ["mpirun", "-n", "5"], ranks: 5, "relion_refine_mpi", arguments) with
    {
        Plan = TestCommand.Plan(nodes: 1, ranksPerNode: 4, ranks: 5, threads: 6, usesMpi: true, pool: 3),
        Acceleration = arguments.Contains("--gpu") ? Acceleration.Gpu : Acceleration.None,
    };

    /// <summary>All but what a plan decides, token by token.</summary>
    private static IReadOnlyList<string> Science(IReadOnlyList<string> arguments)
    {
        List<string> science = [.. arguments];
        foreach (string flag in (string[])["--pool", "--j"]) science.RemoveRange(science.IndexOf(flag), 2);
        return science;
    }
}
