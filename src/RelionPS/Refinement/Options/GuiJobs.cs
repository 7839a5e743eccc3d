namespace RelionPS.Refinement.Options;

/// <summary>
/// What RELION's GUI writes for each job, option by option in its order, with its defaults: initialise…Job and
/// getCommands…Job of src/pipeline_jobs.cpp, 3.1.3, 4.0.2 and 5.0.1. Sampling and steps are those of the command; the
/// GUI shows the oversampled ones.
/// </summary>
internal static class GuiJobs
{
    /// <summary>The versions whose GUI was read.</summary>
    public const string Oldest = "3.1", Newest = "5.0";

    private const string Vdam = "4.0", Blush = "5.0";

    /// <summary>How the sums travel, where images are read, and the pool.</summary>
    private static IReadOnlyList<GuiOption> Computing { get; } =
    [
        GuiOption.On("--dont_combine_weights_via_disc"),
        GuiOption.Place(OptionTable.NoParallelRead),
        GuiOption.Place(OptionTable.PrereadImages),
        GuiOption.Place(OptionTable.Scratch),
        GuiOption.Place(OptionTable.Pool),
    ];

    /// <summary>Threads and accelerators; with <c>--cpu</c>, which the GUI knows as a further argument alone.</summary>
    private static IReadOnlyList<GuiOption> Running { get; } =
    [
        GuiOption.Place(OptionTable.Threads),
        GuiOption.Place(OptionTable.Gpu),
        GuiOption.Place(OptionTable.Cpu),
    ];

    private static IReadOnlyList<GuiOption> Helix { get; } =
    [
        .. new[]
        {
            OptionTable.Helix, "--helical_inner_diameter", "--helical_outer_diameter", "--helical_nr_asu",
            "--helical_twist_initial", "--helical_rise_initial", "--helical_z_percentage",
            "--helical_symmetry_search", "--helical_twist_min", "--helical_twist_max", "--helical_twist_inistep",
            "--helical_rise_min", "--helical_rise_max", "--helical_rise_inistep", "--ignore_helical_symmetry",
        }.Select(GuiOption.Place),
    ];

    private static IReadOnlyList<GuiOption> Class2D { get; } =
    [
        GuiOption.Place(OptionTable.Output),
        GuiOption.On(OptionTable.Gradient) with { From = Vdam, Algorithm = RefineAlgorithm.Vdam },
        GuiOption.On("--class_inactivity_threshold", "0.1")
            with { From = Vdam, Algorithm = RefineAlgorithm.Vdam },
        GuiOption.On("--grad_write_iter", "10") with { From = Vdam, Algorithm = RefineAlgorithm.Vdam },
        GuiOption.On(OptionTable.Iterations, "200") with { From = Vdam, Algorithm = RefineAlgorithm.Vdam },
        GuiOption.On(OptionTable.Iterations, "25") with { From = Vdam, Algorithm = RefineAlgorithm.Em },
        GuiOption.Place(OptionTable.Input),
        .. Computing,
        GuiOption.On("--pad", "2"),
        GuiOption.On(OptionTable.Ctf),
        GuiOption.Place("--ctf_intact_first_peak"),
        GuiOption.On(OptionTable.Iterations, "25") with { Before = Vdam },
        GuiOption.On("--tau2_fudge", "2"),
        GuiOption.On(OptionTable.ParticleDiameter, "200"),
        GuiOption.Place(OptionTable.FastSubsets),
        GuiOption.On(OptionTable.Classes, "1"),
        GuiOption.On("--flatten_solvent"),
        GuiOption.On("--zero_mask"),
        GuiOption.Place("--strict_highres_exp"),
        GuiOption.On("--center_classes") with { From = "4.0" },
        GuiOption.On("--oversampling", "1"),
        GuiOption.Place(OptionTable.SkipAlign),
        GuiOption.On(OptionTable.PsiStep, "12") with { IsOfAlignment = true },
        GuiOption.On("--offset_range", "5") with { IsOfAlignment = true },
        GuiOption.On("--offset_step", "2") with { IsOfAlignment = true },
        GuiOption.Place("--allow_coarser_sampling"),
        GuiOption.Place("--helical_outer_diameter"),
        GuiOption.Place("--bimodal_psi"),
        GuiOption.Place("--sigma_psi"),
        GuiOption.Place(OptionTable.Helix),
        GuiOption.Place("--helical_rise_initial"),
        GuiOption.On(OptionTable.Norm),
        GuiOption.On("--scale"),
        .. Running,
    ];

    private static IReadOnlyList<GuiOption> InitialModel { get; } =
    [
        GuiOption.Place(OptionTable.Output),
        GuiOption.On("--sgd_ini_iter", "50") with { Before = Vdam },
        GuiOption.On("--sgd_inbetween_iter", "200") with { Before = Vdam },
        GuiOption.On("--sgd_fin_iter", "50") with { Before = Vdam },
        GuiOption.On("--sgd_write_iter", "10") with { Before = Vdam },
        GuiOption.On("--sgd_ini_resol", "35") with { Before = Vdam },
        GuiOption.On("--sgd_fin_resol", "15") with { Before = Vdam },
        GuiOption.On("--sgd_ini_subset", "100") with { Before = Vdam },
        GuiOption.On("--sgd_fin_subset", "500") with { Before = Vdam },
        GuiOption.On(OptionTable.OldGradient) with { Before = Vdam },
        GuiOption.On(OptionTable.Iterations, "200") with { From = Vdam },
        GuiOption.On(OptionTable.Gradient) with { From = Vdam },
        GuiOption.On(OptionTable.FromNothing),
        GuiOption.Place(OptionTable.Input),
        GuiOption.On(OptionTable.Ctf),
        GuiOption.Place("--ctf_intact_first_peak"),
        GuiOption.On(OptionTable.Classes, "1"),
        GuiOption.On(OptionTable.Symmetry, "C1"),
        GuiOption.On("--flatten_solvent"),
        GuiOption.On("--zero_mask"),
        .. Computing,
        GuiOption.On("--pad", "2") with { Before = Vdam },
        GuiOption.On("--pad", "1") with { From = Vdam },
        GuiOption.On(OptionTable.SkipGridding) with { Before = "4.0" },
        GuiOption.On(OptionTable.ParticleDiameter, "200"),
        GuiOption.On("--oversampling", "1"),
        GuiOption.On("--healpix_order", "1"),
        GuiOption.On("--offset_range", "6"),
        GuiOption.On("--offset_step", "4") with { Before = Vdam },
        GuiOption.On("--offset_step", "2") with { From = Vdam },
        GuiOption.On("--auto_sampling") with { From = Vdam },
        GuiOption.On("--tau2_fudge", "4") with { From = Vdam },
        .. Running,
    ];

    private static IReadOnlyList<GuiOption> Class3D { get; } =
    [
        GuiOption.Place(OptionTable.Output),
        .. Reference,
        .. Computing,
        GuiOption.On("--pad", "2"),
        GuiOption.On(OptionTable.SkipGridding) with { Before = "4.0" },
        .. CtfOfReference,
        GuiOption.On(OptionTable.Iterations, "25"),
        GuiOption.On("--tau2_fudge", "4"),
        GuiOption.On(OptionTable.ParticleDiameter, "200"),
        GuiOption.Place(OptionTable.FastSubsets),
        GuiOption.On(OptionTable.Classes, "1"),
        GuiOption.On("--flatten_solvent"),
        GuiOption.On("--zero_mask"),
        GuiOption.Place("--strict_highres_exp"),
        GuiOption.Place(OptionTable.Blush) with { From = Blush },
        GuiOption.Place(OptionTable.SolventMask),
        GuiOption.Place(OptionTable.SkipAlign),
        GuiOption.On("--oversampling", "1") with { IsOfAlignment = true },
        GuiOption.On("--healpix_order", "2") with { IsOfAlignment = true },
        GuiOption.Place(OptionTable.SigmaAngle),
        GuiOption.Place("--relax_sym"),
        GuiOption.On("--offset_range", "5") with { IsOfAlignment = true },
        GuiOption.On("--offset_step", "2") with { IsOfAlignment = true },
        GuiOption.Place("--allow_coarser_sampling"),
        GuiOption.On(OptionTable.Symmetry, "C1"),
        GuiOption.On(OptionTable.Norm),
        GuiOption.On("--scale"),
        .. Helix,
        GuiOption.Place("--helical_keep_tilt_prior_fixed"),
        .. HelixSearch,
        .. Running,
    ];

    private static IReadOnlyList<GuiOption> Refine3D { get; } =
    [
        GuiOption.Place(OptionTable.Output),
        GuiOption.On(OptionTable.AutoRefine),
        GuiOption.On(OptionTable.SplitHalves),
        .. Reference,
        GuiOption.Place(OptionTable.Blush) with { From = Blush },
        .. Computing,
        GuiOption.On("--pad", "2"),
        GuiOption.On(OptionTable.SkipGridding) with { Before = "4.0" },
        GuiOption.Place("--auto_ignore_angles"),
        GuiOption.Place("--auto_resol_angles"),
        .. CtfOfReference,
        GuiOption.On(OptionTable.ParticleDiameter, "200"),
        GuiOption.On("--flatten_solvent"),
        GuiOption.On("--zero_mask"),
        GuiOption.Place(OptionTable.SolventMask),
        GuiOption.Place(OptionTable.SolventCorrectFsc),
        GuiOption.On("--oversampling", "1"),
        GuiOption.On("--healpix_order", "2"),
        GuiOption.On(OptionTable.LocalHealpixOrder, "4"),
        GuiOption.On("--offset_range", "5"),
        GuiOption.On("--offset_step", "2"),
        GuiOption.On(OptionTable.Symmetry, "C1"),
        GuiOption.On(OptionTable.JoinHalves, "40"),
        GuiOption.On(OptionTable.Norm),
        GuiOption.On("--scale"),
        .. Helix,
        .. HelixSearch,
        GuiOption.Place("--helical_keep_tilt_prior_fixed"),
        GuiOption.Place("--relax_sym"),
        .. Running,
    ];

    /// <summary>Particles and reference, for which the GUI takes no absolute grey scale.</summary>
    private static IReadOnlyList<GuiOption> Reference =>
    [
        GuiOption.Place(OptionTable.OptimisationSet),
        GuiOption.Place(OptionTable.Input),
        GuiOption.Place(OptionTable.Reference),
        GuiOption.On("--firstiter_cc") with { IsOfReference = true },
        GuiOption.On(OptionTable.TrustReferenceSize) with { From = "5.0", IsOfReference = true },
        GuiOption.On("--ini_high", "60"),
    ];

    private static IReadOnlyList<GuiOption> CtfOfReference =>
    [
        GuiOption.On(OptionTable.Ctf),
        GuiOption.Place(OptionTable.CorrectedReference) with { Before = "4.0" },
        GuiOption.Place("--ctf_intact_first_peak"),
    ];

    private static IReadOnlyList<GuiOption> HelixSearch =>
    [
        .. new[] { "--sigma_tilt", "--sigma_psi", "--sigma_rot", "--helical_sigma_distance" }.Select(GuiOption.Place),
    ];

    /// <summary>All that the GUI of any version writes for the job, in its order.</summary>
    public static IReadOnlyList<GuiOption> Of(RefineJobType type) => type switch
    {
        RefineJobType.Class2D => Class2D,
        RefineJobType.InitialModel => InitialModel,
        RefineJobType.Class3D => Class3D,
        _ => Refine3D,
    };
}
