using RelionPS.Data.Star;
using RelionPS.Testing;

namespace RelionPS.UnitTests.Commands;

/// <summary>
/// Data sets of one iteration of runs of all kinds: what each reads beside its tables, and what RELION forgets of it
/// when it goes on (parseContinue, read and divideByMtf of 4.0.2 and 5.0.1).
/// </summary>
public sealed class ContinuedKindsTests : IDisposable
{
    private const string Converged = " Auto-refine: Refinement has converged, entering last iteration where two "
        + "halves will be combined...";

    private readonly TemporaryFolder _folder = new();
    private readonly PowerShellSession _session = new();

    public ContinuedKindsTests() => _session.Set("folder", _folder.Path);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    private string Project(params string[] parts) => _folder.Combine([MiniRun.Project, .. parts]);

    private ContinuedDataset Make(MiniRun run, string arguments = "")
    {
        run.Write(_folder);
        return Again(arguments);
    }

    private ContinuedDataset Again(string arguments = "", string set = "set")
    {
        _session.Set("run", Project(MiniRun.Job));
        IReadOnlyList<object?> sets = _session.Run(
            $"Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/{set}\" -Force {arguments}");
        Assert.True(_session.Errors.Count == 0, string.Join('\n', _session.Errors));
        return Assert.IsType<ContinuedDataset>(Assert.Single(sets));
    }

    private string Refused(MiniRun run)
    {
        _session.Set("run", run.Write(_folder));
        Assert.Empty(_session.Run("Initialize-RelionBenchmark Continue -RunPath $run -Path \"$folder/set\""));
        Assert.Equal(["RelionRunNotForBenchmark"], _session.ErrorIds);
        return _session.Errors[0].Exception.Message;
    }

    private void WriteMap(params string[] parts)
    {
        string path = Project(parts);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TinyInput.WriteMap(path, TinyInput.Box, isStack: false);
    }

    /// <summary>RELION's output, last written so many hours after the files of the run.</summary>
    private void Log(int hours, params string[] lines) => File.SetLastWriteTimeUtc(
        _folder.Write($"{MiniRun.Project}/{MiniRun.Job}/run.out", string.Join('\n', lines) + "\n"),
        DateTime.UtcNow.AddHours(hours));

    private static string[] Curves(ContinuedDataset set)
    {
        using StarFile star = StarFile.Open(Path.Combine(set.WorkingDirectory, set.InputStar));
        return star.Get("optics").Texts("rlnMtfFileName");
    }

    [Fact]
    public void Each_optics_group_has_the_curve_of_its_detector_in_the_set()
    {
        _folder.Write($"{MiniRun.Project}/Mtf/k3/300kV.star", "k3");
        _folder.Write($"{MiniRun.Project}/Mtf/falcon/300kV.star", "falcon");
        ContinuedDataset set = Make(new MiniRun { Curves = ["Mtf/k3/300kV.star", "Mtf/falcon/300kV.star"] });
        string[] curves = Curves(set);
        Assert.Equal(curves.Select(Path.GetFileName), curves);
        Assert.Equal(["k3", "falcon"], curves.Select(name => File.ReadAllText(_folder.Combine("set", name))));
    }

    [Fact]
    public void A_curve_that_RELION_would_read_and_that_is_not_there_is_told()
    {
        _folder.Write($"{MiniRun.Project}/a.star", "a");
        Assert.Contains("b.star", Refused(new MiniRun { Curves = ["a.star", "b.star"] }));
    }

    /// <summary>RELION reads none where the curve is the same for all.</summary>
    [Fact]
    public void One_curve_for_all_groups_may_be_gone() =>
        Assert.Equal(["gone.star", "gone.star"], Curves(Make(new MiniRun { Curves = ["gone.star", "gone.star"] })));

    /// <summary>0.5 falls from 0.9, which is 1.8 of it; the regularisation rises from 1 to the 4 that is left open or
    /// asked for. A classification has 0.3, and both stay.</summary>
    [Theory]
    [InlineData("--denovo_3dref", "-1", "", "-1", "0.5 1.800000-step 4.000000-step")]
    [InlineData("--denovo_3dref --tau2_fudge 2", "-1", "", "2", "0.5 1.800000-step 2.000000-step")]
    [InlineData("--denovo_3dref --grad_stepsize 0.45", "0.45", "", "4", " 2.000000-step 4.000000-step")]
    [InlineData("--denovo_3dref --grad_stepsize_scheme plain", "-1", "plain", "4", "0.5  4.000000-step")]
    [InlineData("", "-1", "", "-1", "0.3 plain plain")]
    public void A_gradient_run_goes_on_with_the_schemes_that_RELION_forgets(
        string options, string step, string scheme, string fudge, string expected)
    {
        ContinuedDataset set = Make(new MiniRun
        {
            Version = "5.0.1",
            Asked = 200,
            Options = ("--grad " + options).TrimEnd(),
            Pairs = $"_rlnSgdStepsize {step}\n_rlnSgdStepsizeScheme \"{scheme}\"\n_rlnTau2FudgeScheme \"\"\n"
                + $"_rlnTau2FudgeArg {fudge}",
        });
        Assert.Equal(RefineKind.InitialModel, set.Kind);
        string[] given =
        [
            .. new[] { "--grad_stepsize", "--grad_stepsize_scheme", "--tau2_fudge_scheme" }
                .Select(flag => Value(set, flag)),
        ];
        Assert.Equal(expected.Split(' '), given);
        Assert.DoesNotContain("--denovo_3dref", set.Command.Arguments);
    }

    private static string Value(ContinuedDataset set, string flag) =>
        set.Command.Arguments.SkipWhile(word => word != flag).Skip(1).FirstOrDefault() ?? "";

    [Fact]
    public void The_step_in_the_plane_of_a_3D_run_is_given_again()
    {
        Assert.Equal("5", Value(Make(new MiniRun { Options = "--psi_step 5" }), "--psi_step"));
        // An auto-refinement sets it itself, and takes none.
        Assert.Equal("", Value(Make(new MiniRun { Options = "--psi_step 5", IsAutoRefine = true }), "--psi_step"));
    }

    [Theory]
    [InlineData("--relax_sym C2")]
    [InlineData("--som --som_ini_nodes 3")]
    public void A_run_with_what_RELION_can_not_go_on_with_is_refused(string options) =>
        Assert.Contains(
            "RELION 5.0.1 goes on with a run without " + options.Split(' ')[0],
            Refused(new MiniRun { Version = "5.0.1", Options = options }));

    [Fact]
    public void Earlier_RELION_goes_on_with_a_symmetry_that_is_relaxed() =>
        Assert.Equal("C2", Value(Make(new MiniRun { Options = "--relax_sym C2" }), "--relax_sym"));

    [Fact]
    public void Files_are_found_where_images_have_full_paths_and_nothing_tells_the_folder_of_the_run()
    {
        WriteMap("Masks", "mask.mrc");
        WriteMap("Masks", "soft.mrc");
        var run = new MiniRun
        {
            Pairs = "_rlnSolventMaskName Masks/mask.mrc",
            Options = "--lowpass_mask Masks/soft.mrc",
        };
        string job = run.Write(_folder);
        foreach (string file in Directory.GetFiles(job, "*.star"))
        {
            File.WriteAllText(
                file,
                File.ReadAllText(file)
                    .Replace("@Extract/", $"@{Project("Extract")}/")
                    .Replace($"--o {MiniRun.Job}/run", $"--o {job}/run")
                    .Replace($"_rlnOutputRootName {MiniRun.Job}/run", $"_rlnOutputRootName {job}/run"));
        }
        ContinuedDataset set = Again();
        Assert.True(File.Exists(Path.Combine(set.WorkingDirectory, "mask.mrc")));
        Assert.Equal(Project("Masks", "soft.mrc"), Value(set, "--lowpass_mask"));
    }

    [Fact]
    public void Both_solvent_masks_and_the_mask_of_a_helix_in_Fourier_space_are_in_the_set()
    {
        WriteMap("a", "mask.mrc");
        WriteMap("b", "mask.mrc");
        WriteMap("runfourier_mask.mrc");
        ContinuedDataset set = Make(new MiniRun
        {
            Options = "--helix --skip_realspace_helical_sym",
            Version = "4.0.2",
            Pairs = "_rlnSolventMaskName a/mask.mrc\n_rlnSolventMask2Name b/mask.mrc\n"
                + "_rlnFourierMask runfourier_mask.mrc\n_rlnDoHelicalRefine 1",
        });
        using StarFile star = StarFile.Open(Path.Combine(set.WorkingDirectory, set.OptimiserStar));
        StarBlock optimiser = star.Get("optimiser_general");
        string[] names =
        [
            .. new[] { "rlnSolventMaskName", "rlnSolventMask2Name", "rlnFourierMask" }.Select(optimiser.Text),
        ];
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(set.WorkingDirectory, name)), name));
        Assert.Contains("--skip_realspace_helical_sym", set.Command.Arguments);
        Assert.DoesNotContain("--helix", set.Command.Arguments);
    }

    [Fact]
    public void A_final_iteration_that_was_begun_and_did_not_end_is_run()
    {
        new MiniRun { IsAutoRefine = true }.Write(_folder);
        // What is older than the iteration is of another run.
        Log(-1, " Auto-refine: Iteration= 4", Converged);
        Assert.False(Again().IsFinalIteration);
        Log(1, " Auto-refine: Iteration= 3", " Auto-refine: Resolution= 250", " Auto-refine: Iteration= 4", Converged);
        ContinuedDataset set = Again();
        Assert.Equal((true, 4, 8), (set.IsFinalIteration, set.RunsIteration, set.CurrentSize));
        Assert.Contains("--force_converge", set.Command.Arguments);
        Assert.False(Again("-Iteration 2", "other").IsFinalIteration);
        // A later start went on otherwise.
        Log(1, " Auto-refine: Iteration= 4", Converged, " Auto-refine: Iteration= 4", " Auto-refine: Resolution= 250");
        Assert.False(Again().IsFinalIteration);
    }

    [Fact]
    public void The_sums_of_both_half_sets_tell_that_the_final_iteration_was_begun()
    {
        new MiniRun { IsAutoRefine = true }.Write(_folder);
        string sums = Project(MiniRun.Job, "run_half1_class001_data_real.mrc");
        WriteMap(MiniRun.Job, "run_half1_class001_data_real.mrc");
        File.SetLastWriteTimeUtc(sums, DateTime.UtcNow.AddMinutes(1));
        Assert.True(Again().IsFinalIteration);
        File.SetLastWriteTimeUtc(sums, DateTime.UtcNow.AddDays(-1));
        Assert.False(Again().IsFinalIteration);
    }

    [Fact]
    public void What_can_not_have_converged_is_not_before_its_final_iteration()
    {
        new MiniRun { IsAutoRefine = true, Pairs = "_rlnNumberOfIterWithoutResolutionGain 0" }.Write(_folder);
        Log(1, " Auto-refine: Iteration= 4", Converged);
        Assert.False(Again().IsFinalIteration);
    }

    /// <summary>Without it the plan of a set of volumes says no to every acceleration.</summary>
    [Fact]
    public void That_noise_is_masked_by_zeros_is_remembered()
    {
        Assert.True(Make(new MiniRun { Pairs = "_rlnDoZeroMask 1" }).Remembered.ZeroMask);
        Assert.False(Make(new MiniRun { Pairs = "_rlnDoZeroMask 0" }).Remembered.ZeroMask);
    }
}
