using RelionPS.Data.Star;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>Data sets of one iteration of a run; RELION itself runs them in the integration tests.</summary>
public sealed class ContinuedBenchmarkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public ContinuedBenchmarkTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<ContinuedDataset> Make(MiniRun run, string arguments = "", string set = "set")
    {
        _session.Set("run", run.Write(_folder));
        return Again(arguments, set);
    }

    private IReadOnlyList<ContinuedDataset> Again(string arguments = "", string set = "set")
    {
        IReadOnlyList<ContinuedDataset> sets =
        [
            .. _session.Run($"Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/{set}\" {arguments}")
                .Cast<ContinuedDataset>(),
        ];
        Assert.True(_session.Errors.Count == 0, string.Join('\n', _session.Errors));
        return sets;
    }

    private string IdOf(MiniRun run, string arguments = "")
    {
        _session.Set("run", run.Write(_folder));
        Assert.Empty(
            _session.Run($"Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\" {arguments}"));
        Assert.False(Directory.Exists(_folder.Combine("set")));
        return Assert.Single(_session.ErrorIds);
    }

    private RefineCommand Command(ContinuedDataset set, string arguments = "")
    {
        _session.Set("set", set);
        return _session.One<RefineCommand>(
            $"$set | New-RelionRefineCommand -Mpi None -Executable relion_refine {arguments} -WarningAction Ignore");
    }

    private static string[] Column(ContinuedDataset set, string file, string block, string label)
    {
        using StarFile star = StarFile.Open(Path.Combine(set.WorkingDirectory, file));
        return star.Get(block).Texts(label);
    }

    private static string[] Particles(ContinuedDataset set, string label) =>
        Column(set, set.InputStar, "particles", label);

    [Fact]
    public void Each_count_is_a_set_whose_number_of_particles_is_told_with_its_reason()
    {
        IReadOnlyList<ContinuedDataset> sets = Make(new MiniRun { Micrographs = 24 }, "-ParticleCount 37,133,500");
        Assert.Equal([37, 133, 500], sets.Select(set => set.AskedParticleCount));
        // Ten micrographs' worth are 100: below that the last is cut, from there on all are whole, to the nearest ten.
        Assert.Equal([37, 130, 240], sets.Select(set => set.ParticleCount));
        Assert.Equal([37, 130, 240], sets.Select(set => Particles(set, "rlnImageName").Distinct().Count()));
        Assert.Equal([false, true, true], sets.Select(set => set.HasWholeMicrographs));
        Assert.Contains("cut", sets[0].CutReason);
        Assert.Contains("nearest to 133", sets[1].CutReason);
        Assert.Contains("the run has 240", sets[2].CutReason);
        Assert.All(sets, set => Assert.Equal(240, set.RunParticleCount));
    }

    [Fact]
    public void Micrographs_stay_whole_where_there_are_many_and_each_optics_group_keeps_its_share()
    {
        ContinuedDataset set = Make(new MiniRun { Micrographs = 40 }, "-ParticleCount 200")[0];
        Assert.All(
            Particles(set, "rlnMicrographName").GroupBy(name => name), group => Assert.Equal(10, group.Count()));
        Assert.Equal(20, set.MicrographCount);
        Assert.Equal(
            [100, 100], Particles(set, "rlnOpticsGroup").GroupBy(group => group).Select(group => group.Count()));
        Assert.Equal(2, set.OpticsGroupCount);
    }

    [Fact]
    public void A_small_count_cuts_no_micrograph_where_whole_ones_come_to_it()
    {
        ContinuedDataset set = Make(new MiniRun(), "-ParticleCount 20")[0];
        Assert.Equal((20, 2, true), (set.ParticleCount, set.MicrographCount, set.HasWholeMicrographs));
        Assert.StartsWith("whole micrographs", set.CutReason);
    }

    [Fact]
    public void A_seed_gives_the_same_particles_again_and_another_seed_others()
    {
        ContinuedDataset one = Make(new MiniRun(), "-ParticleCount 30", "one")[0];
        ContinuedDataset same = Again("-ParticleCount 30", "same")[0];
        ContinuedDataset other = Again("-ParticleCount 30 -Seed 2", "other")[0];
        Assert.Equal(Particles(one, "rlnImageName"), Particles(same, "rlnImageName"));
        Assert.NotEqual(Particles(one, "rlnImageName"), Particles(other, "rlnImageName"));
    }

    [Fact]
    public void Images_stay_where_they_are_and_are_named_by_full_paths()
    {
        ContinuedDataset set = Make(new MiniRun(), "-ParticleCount 30")[0];
        Assert.All(Particles(set, "rlnImageName"), name =>
        {
            Assert.StartsWith(_folder.Combine(MiniRun.Project, "Extract") + "/", name[7..]);
            Assert.True(File.Exists(name[7..]));
        });
        Assert.Empty(Directory.GetFiles(set.WorkingDirectory, "*.mrcs"));
    }

    [Theory]
    [InlineData("3.1.3")]
    [InlineData("5.0.1")]
    public void The_model_has_the_groups_of_the_particles_alone_in_the_order_in_which_RELION_meets_them(string version)
    {
        // exp_model.cpp: groups are numbered as they come, and ml_model.cpp takes those of the model by their places.
        ContinuedDataset set = Make(new MiniRun { Version = version }, "-ParticleCount 40")[0];
        string model = set.OptimiserStar.Replace("optimiser", "model");
        string[] ofParticles = [.. Particles(set, "rlnMicrographName").Select(name => Path.GetFileName(name))];
        string[] micrographs = [.. ofParticles.Distinct()];
        Assert.Equal(set.GroupCount, micrographs.Length);
        Assert.InRange(micrographs.Length, 2, 11);
        Assert.Equal(micrographs, Column(set, model, "model_groups", "rlnGroupName"));
        Assert.Equal(
            Enumerable.Range(1, micrographs.Length).Select(number => $"{number}"),
            Column(set, model, "model_groups", "rlnGroupNumber"));
        Assert.Equal(
            Particles(set, "rlnMicrographName").GroupBy(name => name).Select(group => $"{group.Count()}"),
            Column(set, model, "model_groups", "rlnGroupNrParticles"));
        // The number of a group in the run's model is in its scale, 1.007, and in 3.1 in its noise, 0.007.
        string[] numbers = [.. micrographs.Select(name => name[3..6])];
        Assert.Equal(
            numbers.Select(number => "1." + number), Column(set, model, "model_groups", "rlnGroupScaleCorrection"));
        Assert.Equal(
            ofParticles.Select(name => $"{Array.IndexOf(micrographs, name) + 1}"),
            Particles(set, "rlnGroupNumber"));
        using StarFile star = StarFile.Open(Path.Combine(set.WorkingDirectory, model));
        Assert.Equal($"{micrographs.Length}", star.Get("model_general").Text("rlnNrGroups"));
        string[] noise =
        [
            .. star.Blocks.Where(block => block.Name.Contains("group_"))
                .Select(block => block.Texts("rlnSigma2Noise")[0]),
        ];
        Assert.Equal(version[0] == '3' ? numbers.Select(number => "0." + number) : ["0.001", "0.002"], noise);
        Assert.Contains(star.Blocks, block => block.Name == "model_pdf_orient_class_1");
    }

    [Fact]
    public void Both_half_sets_are_alike_and_each_has_a_model()
    {
        var run = new MiniRun { Micrographs = 31, Each = 9, IsAutoRefine = true };
        ContinuedDataset set = Make(run, "-ParticleCount 150")[0];
        Assert.Equal(set.ParticleCount, set.HalfCounts.Sum());
        Assert.InRange(Math.Abs(set.HalfCounts[0] - set.HalfCounts[1]), 0, 2);
        foreach (int half in new[] { 1, 2 })
        {
            string model = set.OptimiserStar.Replace("optimiser", $"half{half}_model");
            Assert.Equal(
                set.HalfCounts[half - 1],
                Column(set, model, "model_groups", "rlnGroupNrParticles").Sum(int.Parse));
            Assert.Equal(
                [$"run_it003_half{half}_class001.mrc"], Column(set, model, "model_classes", "rlnReferenceImage"));
        }
    }

    [Fact]
    public void The_set_names_nothing_of_the_run_but_its_images()
    {
        var run = new MiniRun
        {
            Pairs = "_rlnSolventMaskName Masks/mask.mrc\n_rlnLocalSymmetryFile Masks/local.star",
        };
        run.Write(_folder);
        Directory.CreateDirectory(_folder.Combine(MiniRun.Project, "Masks", "b"));
        foreach (string mask in new[] { "mask.mrc", "b/mask.mrc" })
        {
            TinyInput.WriteMap(_folder.Combine(MiniRun.Project, "Masks", mask), TinyInput.Box, isStack: false);
        }
        _folder.Write(
            $"{MiniRun.Project}/Masks/local.star",
            "\ndata_\n\nloop_\n_rlnMaskName #1\n_rlnAngleRot #2\nMasks/b/mask.mrc 0\nMasks/b/mask.mrc 90\n\n");
        ContinuedDataset set = Make(run, "-ParticleCount 30")[0];
        using StarFile star = StarFile.Open(Path.Combine(set.WorkingDirectory, set.OptimiserStar));
        StarBlock optimiser = star.Get("optimiser_general");
        string[] named =
        [
            .. new[]
            {
                "rlnModelStarFile", "rlnExperimentalDataStarFile", "rlnOrientSamplingStarFile", "rlnSolventMaskName",
                "rlnLocalSymmetryFile",
            }.Select(optimiser.Text),
            .. Column(set, "local.star", "", "rlnMaskName"),
            .. Column(set, optimiser.Text("rlnModelStarFile"), "model_classes", "rlnReferenceImage"),
        ];
        Assert.All(named, name =>
        {
            Assert.Equal(Path.GetFileName(name), name);
            Assert.True(File.Exists(Path.Combine(set.WorkingDirectory, name)), name);
        });
        Assert.NotEqual(optimiser.Text("rlnSolventMaskName"), Column(set, "local.star", "", "rlnMaskName")[0]);
    }

    [Fact]
    public void The_run_is_left_as_it_is()
    {
        new MiniRun().Write(_folder);
        FolderState before = FolderState.Of(_folder.Combine(MiniRun.Project));
        string[] names = Directory.GetFileSystemEntries(_folder.Combine(MiniRun.Project, MiniRun.Job));
        _session.Set("run", _folder.Combine(MiniRun.Project, MiniRun.Job));
        Command(Again("-ParticleCount 30")[0]);
        Assert.Empty(FolderState.Of(_folder.Combine(MiniRun.Project)).LostSince(before));
        Assert.Equal(names, Directory.GetFileSystemEntries(_folder.Combine(MiniRun.Project, MiniRun.Job)));
    }

    [Fact]
    public void A_folder_that_holds_the_set_is_used_as_it_is()
    {
        ContinuedDataset one = Make(new MiniRun(), "-ParticleCount 30")[0];
        FolderState before = FolderState.Of(one.WorkingDirectory);
        ContinuedDataset again = Again("-ParticleCount 30")[0];
        Assert.Empty(FolderState.Of(one.WorkingDirectory).LostSince(before));
        Assert.Equal(one.CutReason, again.CutReason);
        Assert.Equal(one.Command.Arguments, again.Command.Arguments);
    }

    [Theory]
    [InlineData("-ParticleCount 40")]
    [InlineData("-ParticleCount 30 -Iteration 2")]
    [InlineData("-ParticleCount 30 -Seed 9")]
    public void A_folder_with_another_set_is_refused_and_made_anew_with_Force(string arguments)
    {
        Make(new MiniRun(), "-ParticleCount 30");
        _session.Run($"Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\" {arguments}");
        Assert.Equal(["RelionDatasetExists"], _session.ErrorIds);
        Assert.Single(Again(arguments + " -Force"));
    }

    [Fact]
    public void Force_leaves_nothing_of_another_iteration_and_leads_back_to_the_first()
    {
        string set = Make(new MiniRun(), "-ParticleCount 30")[0].WorkingDirectory;
        string[] first = Names();
        string mine = _folder.Write("set/notes.txt", "mine");
        Again("-ParticleCount 30 -Iteration 2 -Force");
        Assert.DoesNotContain(Names(), name => name.Contains("_it003", StringComparison.Ordinal));
        Assert.True(File.Exists(mine));
        File.Delete(mine);
        Assert.Single(Again("-ParticleCount 30 -Force"));
        Assert.Equal(first, Names());

        string[] Names() => [.. Directory.GetFileSystemEntries(set).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Force_writes_over_no_file_that_is_the_users()
    {
        Make(new MiniRun(), "-ParticleCount 30");
        string mine = _folder.Write("set/run_it003_class001.mrc", "mine");
        _session.Run(
            "Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\" -ParticleCount 30 -Force");
        Assert.Equal(["RelionFileNotOwn"], _session.ErrorIds);
        Assert.Equal("mine", File.ReadAllText(mine));
    }

    [Fact]
    public void Two_runs_of_a_line_are_not_written_over_each_other()
    {
        _session.Set("run", new MiniRun().Write(_folder));
        IReadOnlyList<object?> sets = _session.Run(
            "$found = Get-RelionRun $run; $found, $found | Initialize-RelionBenchmark Continue \"$folder/set\" -Force");
        Assert.Single(sets);
        Assert.Equal(["RelionDatasetJustMade"], _session.ErrorIds);
    }

    [Fact]
    public void Left_out_the_iteration_is_the_last_whole_one()
    {
        var run = new MiniRun { Asked = 25 };
        string job = run.Write(_folder);
        // As it is while RELION writes the iteration.
        File.WriteAllText(Path.Combine(job, "run_it003_data.star"), "\ndata_optics\n\nloop_\n_rlnOptics");
        _session.Set("run", job);
        Assert.Equal(2, Again()[0].FromIteration);
    }

    [Fact]
    public void A_run_of_the_pipeline_and_an_optimiser_file_tell_the_run_too()
    {
        _session.Set("run", new MiniRun().Write(_folder));
        ContinuedDataset piped = _session.One<ContinuedDataset>(
            "Get-RelionRun $run | Initialize-RelionBenchmark Continue \"$folder/piped\"");
        Assert.Equal((3, 120), (piped.FromIteration, piped.ParticleCount));
        ContinuedDataset file = _session.One<ContinuedDataset>(
            "Initialize-RelionBenchmark Continue \"$folder/file\" -RunPath \"$run/run_it001_optimiser.star\"");
        Assert.Equal(1, file.FromIteration);
    }

    [Fact]
    public void The_command_goes_on_for_one_iteration_with_what_RELION_forgets_and_no_more()
    {
        // parseContinue of 3.1.3 forgets --skip_align and --lowpass_mask, and takes --K and --ref from its files.
        var run = new MiniRun
        {
            Options = "--skip_align --lowpass_mask soft.mrc --tau2_fudge 4 --pipeline_control Job/job003/",
        };
        TinyInput.WriteMap(
            Path.Combine(Directory.CreateDirectory(_folder.Combine(MiniRun.Project)).FullName, "soft.mrc"),
            TinyInput.Box, isStack: false);
        RefineCommand command = Command(Make(run, "-ParticleCount 30 -Iteration 2")[0], "-Thread 2 -Pool 5");
        Assert.Equal(
            [
                "--continue", "n30_it002_optimiser.star", "--pool", "5", "--j", "2", "--skip_align", "--lowpass_mask",
                _folder.Combine(MiniRun.Project, "soft.mrc"), "--iter", "3", "--o", "Results/n30",
            ],
            command.Arguments);
        Assert.Equal(_folder.Combine("set"), command.WorkingDirectory);
    }

    [Fact]
    public void Results_go_where_they_are_asked_to()
    {
        ContinuedDataset set = Make(new MiniRun())[0];
        Assert.Equal("all", Path.GetFileName(Command(set).OutputRoot));
        Assert.Contains("elsewhere/x", Command(set, "-OutputRoot elsewhere/x").Arguments);
        _session.Set("set", set);
        Assert.Equal(
            Command(set).Arguments,
            _session.One<RefineCommand>(
                "New-RelionRefineCommand -Dataset $set -Mpi None -Executable relion_refine -WarningAction Ignore")
                .Arguments);
    }

    [Fact]
    public void The_plan_and_the_memory_are_those_of_the_run_at_that_iteration()
    {
        RefineCommand command = Command(Make(new MiniRun(), "-ParticleCount 30")[0]);
        Assert.Equal(
            (8, 6, 2, 3, 3.0, 2.0, 30),
            (command.Size!.BoxSize, command.Size.CurrentSize, command.Size.ClassCount, command.Size.HealpixOrder,
                command.Size.OffsetRange, command.Size.OffsetStep, command.Size.ParticleCount));
        // C2 has two rotations.
        Assert.Equal(2, command.Size.SymmetryOrder);
        Assert.True(command.Size.Is3D);
    }

    /// <summary>A law of cost is of one setting: the leader's batches are made for the run, not for each cut.</summary>
    [Fact]
    public void Every_count_is_planned_with_the_pool_of_the_whole_run()
    {
        _session.Set("sets", Make(new MiniRun { Micrographs = 24 }, "-ParticleCount 60,200,240"));
        int[] pools =
        [
            .. _session.Run(
                "$sets | New-RelionRefineCommand -NodeProfile (New-RelionNodeProfile 1 2) -Mpi OpenMpi -RankPerNode 2 "
                + "-Thread 1 -Executable relion_refine_mpi -WarningAction Ignore")
                .Cast<RefineCommand>().Select(command => command.Plan.Pool),
        ];
        Assert.Equal([pools[2], pools[2], pools[2]], pools);
    }

    [Fact]
    public void A_local_search_is_not_planned_as_one_of_all_orientations()
    {
        // Within three times 1.875 degrees are 0.24 % of the directions and 3.1 % of the angles: of the 36,864
        // orientations of order 3 three, and order 0 has 72.
        const string local = """
            _rlnOrientationalPriorMode 1
            _rlnSigmaPriorRotAngle 1.875
            _rlnSigmaPriorTiltAngle 1.875
            _rlnSigmaPriorPsiAngle 1.875
            """;
        ContinuedDataset set = Make(new MiniRun { ModelPairs = local }, "-ParticleCount 30")[0];
        Assert.Equal(3, set.AngularSampling);
        Assert.Equal(0, Command(set).Size!.HealpixOrder);
    }

    [Fact]
    public void An_auto_refinement_ends_by_its_own_option_and_its_halves_are_planned_for()
    {
        ContinuedDataset set = Make(new MiniRun { IsAutoRefine = true }, "-ParticleCount 30")[0];
        _session.Set("set", set);
        RefineCommand command = _session.One<RefineCommand>(
            "$set | New-RelionRefineCommand -Mpi OpenMpi -WarningAction Ignore");
        Assert.Equal(["--auto_iter_max", "4"], command.Arguments.SkipWhile(word => word != "--auto_iter_max").Take(2));
        Assert.DoesNotContain("--force_converge", command.Arguments);
        Assert.True(command.Size!.IsAutoRefine);
        Assert.Equal(0, command.Plan.ComputeRanksPerNode % 2);
    }

    [Fact]
    public void Of_a_converged_auto_refinement_the_final_iteration_is_run()
    {
        ContinuedDataset set = Make(new MiniRun { IsAutoRefine = true, HasFinal = true })[0];
        Assert.True(set.IsFinalIteration);
        // Over all particles to the last shell: the whole box.
        Assert.Equal((4, 8), (set.RunsIteration, set.CurrentSize));
        // checkConvergence: RELION would not know in its first iteration that it has converged.
        Assert.Contains("--force_converge", set.Command.Arguments);
        Assert.DoesNotContain("--force_converge", Again("-Iteration 2", "early")[0].Command.Arguments);
    }

    [Fact]
    public void A_gradient_run_keeps_its_phases_and_ends_by_a_resolution_that_every_iteration_passes()
    {
        // updateStepSize and updateSubsetSize take step and mini-batch from --iter: another number is another job.
        var run = new MiniRun { Version = "4.0.2", Options = "--grad --grad_write_iter 10", Asked = 200 };
        IReadOnlyList<string> arguments = Make(run, "-ParticleCount 30")[0].Command.Arguments;
        Assert.DoesNotContain("--iter", arguments);
        Assert.Equal(["--abort_at_resolution", "1000000", "--grad_write_iter", "1"], arguments.TakeLast(4));
    }

    [Fact]
    public void Nothing_follows_the_last_iteration_of_a_gradient_run()
    {
        var run = new MiniRun { Version = "5.0.1", Options = "--grad" };
        Assert.Equal("RelionIterationNotWhole", IdOf(run, "-Iteration 3"));
        Assert.Contains("1, 2", _session.Errors[0].Exception.Message);
        Assert.Equal(2, Again()[0].FromIteration);
    }

    [Fact]
    public void An_iteration_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Equal("RelionIterationNotWhole", IdOf(new MiniRun(), "-Iteration 7"));
        Assert.Contains("1, 2, 3", _session.Errors[0].Exception.Message);
    }

    [Fact]
    public void Runs_that_can_not_be_cut_are_refused_with_the_reason()
    {
        Assert.Equal("RelionRunNotForBenchmark", IdOf(new MiniRun { Bodies = 2 }));
        Assert.Contains("multi-body", _session.Errors[0].Exception.Message);
        Assert.Equal(
            "RelionRunNotForBenchmark",
            IdOf(new MiniRun { Options = "--sgd", Pairs = "_rlnDoStochasticGradientDescent 1", Asked = 9 }));
        Assert.Contains("stochastic", _session.Errors[0].Exception.Message);
        Assert.Equal(
            "RelionRunNotForBenchmark",
            IdOf(new MiniRun { Behind = "\ndata_images_body_1\n\nloop_\n_rlnAngleRot #1\n1.0\n\n" }));
        Assert.Contains("images_body_1", _session.Errors[0].Exception.Message);
        Assert.Equal(
            "RelionRunNotForBenchmark",
            IdOf(new MiniRun { Behind = "\ndata_general\n\n_rlnTomoSubTomosAre2DStacks 1\n\n" }));
        Assert.Contains("tilts", _session.Errors[0].Exception.Message);
    }

    [Fact]
    public void Images_that_are_gone_are_told()
    {
        string job = new MiniRun().Write(_folder);
        Directory.Delete(_folder.Combine(MiniRun.Project, "Extract"), recursive: true);
        _session.Set("run", job);
        _session.Run("Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\"");
        Assert.Equal(["RelionRunNotForBenchmark"], _session.ErrorIds);
        Assert.Contains("Extract/mic001.mrcs", _session.Errors[0].Exception.Message);
    }

    [Theory]
    [InlineData("Continue", "RelionRunOrRunPath")]
    [InlineData("Continue -RunPath $folder -BoxSize 64", "RelionParameterNotForDataset")]
    [InlineData("Continue -RunPath $folder -ExpectationShare 0.8", "RelionParameterNotForDataset")]
    [InlineData("Continue -RunPath $folder", "RelionRunNotFound")]
    [InlineData("Synthetic -RunPath $folder", "RelionParameterNotForDataset")]
    [InlineData("Synthetic -Iteration 3", "RelionParameterNotForDataset")]
    [InlineData("Synthetic -ParticleCount 100,200", "RelionOneParticleCount")]
    [InlineData("Synthetic -ParticleCount 100 -ExpectationShare 0.8", "RelionCountAndShare")]
    [InlineData("Synthetic -ExpectationShare 1", "ParameterArgumentValidationError")]
    public void Parameters_that_make_no_sense_are_refused(string arguments, string id)
    {
        _session.Run($"Initialize-RelionBenchmark {arguments} -Path \"$folder/set\"");
        Assert.Equal([id], _session.ErrorIds);
    }

    [Fact]
    public void A_folder_of_several_runs_wants_one_named()
    {
        string job = new MiniRun().Write(_folder);
        foreach (string file in Directory.GetFiles(job, "run_it001*"))
        {
            File.Copy(file, file.Replace("run_it", "other_it"));
        }
        _session.Set("run", job);
        _session.Run("Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\"");
        Assert.Equal(["RelionSeveralRuns"], _session.ErrorIds);
        Assert.Contains("other, run", _session.Errors[0].Exception.Message);
        _session.Set("run", job + "/run");
        Assert.Single(Again());
    }

    [Fact]
    public void WhatIf_makes_nothing()
    {
        _session.Set("run", new MiniRun().Write(_folder));
        Assert.Empty(
            _session.Run("Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\" -WhatIf"));
        Assert.Empty(_session.Errors);
        Assert.False(Directory.Exists(_folder.Combine("set")));
    }
}
