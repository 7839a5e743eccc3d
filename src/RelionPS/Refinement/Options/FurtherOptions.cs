namespace RelionPS.Refinement.Options;

/// <summary>
/// Options that are further arguments alone, by what becomes of them when a run is continued: RELION's parseContinue
/// (src/ml_optimiser.cpp of 3.1.3, 4.0.2 and 5.0.1) against what its optimiser, model and sampling files hold.
/// </summary>
internal static class FurtherOptions
{
    /// <summary>Set anew from the command line of the continuation, whatever the optimiser file says.</summary>
    private static IEnumerable<RelionOption> Forgotten { get; } =
    [
        .. Kept(
            "--skip_rotate", "--bimodal_psi", "--skip_maximize", "--auto_ignore_angles",
            "--auto_resol_angles", "--allow_coarser_sampling", "--lowpass_mask", "--lowpass",
            "--no_map", "--minres_map", "--gridding_iter", "--debug1", "--debug2", "--debug3",
            "--debug_split_random_half", "--bfactor", "--sigma", "--sigma2_fudge", "--accuracy_current_size",
            "--sequential_halves_recons", "--always_join_random_halves", "--use_all_data", "--always_cc",
            "--only_sample_tilt", "--minimum_angular_sampling", "--maximum_angular_sampling", "--asymmetric_padding",
            "--auto_iter_max", "--force_converge", "--join_random_halves",
            "--reconstruct_subtracted_bodies", "--pad_ctf"),
        .. Kept(
            "--center_classes", "--normalised_subtomo", "--skip_subtomo_multi", "--ctf3d_not_squared",
            "--subtomo_multi_thr", "--abort_at_resolution", "--skip_realspace_helical_sym")
            .Select(option => option with { From = "4.0" }),
        new(OptionTable.OptimisationSet) { IsKept = true, From = "4.0", NamesInput = true },
        .. Kept("--blush_skip_spectral_trailing", "--min_sigma2_offset")
            .Select(option => option with { From = "5.0", Instead = "It came with 5.0." }),
        new("--sycl*")
        {
            IsKept = true, From = "5.0", Instead = "It came with 5.0, and is in binaries built with SYCL.",
        },
        // Since 4.0 its value is in the optimiser file, and RELION takes another one.
        new("--maxsig") { IsKept = true },
        // 3.1 has it in the optimiser file, and takes it no more.
        new("--external_reconstruct") { IsKept = true, KeptFrom = "4.0" },
        // In no file, and since 4.0 no option of a continuation.
        new("--relax_sym") { IsKept = true, KeptBefore = "4.0", IsLostFrom = "4.0" },
    ];

    /// <summary>How to compute: each start says it anew.</summary>
    private static IEnumerable<RelionOption> OfStart { get; } = Kept(
        "--no_parallel_disc_io", OptionTable.PrereadImages, OptionTable.OnTheFlyShifts, OptionTable.Scratch,
        OptionTable.KeepFreeScratch, "--reuse_scratch", "--keep_scratch", "--free_gpu_memory", "--failsafe_threshold",
        "--verb", "--pipeline_control", "--halt_all_followers_except", "--halt_all_slaves_except",
        "--keep_debug_reconstruct_files");

    /// <summary>In RELION's files, or of no use after the first iteration; most are not taken again.</summary>
    private static IEnumerable<RelionOption> Remembered { get; } =
    [
        .. Left(
            "--adaptive_fraction", "--auto_sampling", "--class_inactivity_threshold",
            "--coarse_size", "--ctf_intact_first_peak", "--ctf_phase_flipped", OptionTable.FromNothing,
            "--dont_check_norm",
            "--fix_sigma_noise", "--fix_sigma_offset", "--fourier_mask",
            "--helical_exclude_resols", "--helical_inner_diameter", "--helical_keep_tilt_prior_fixed",
            "--helical_nr_asu", "--helical_nstart", "--helical_offset_step", "--helical_outer_diameter",
            "--helical_rise_inistep", "--helical_rise_initial", "--helical_rise_max", "--helical_rise_min",
            "--helical_sigma_distance", "--helical_symmetry_search", "--helical_twist_inistep",
            "--helical_twist_initial", "--helical_twist_max", "--helical_twist_min", "--helical_z_percentage",
            "--helix", "--ignore_helical_symmetry", "--incr_size", "--limit_tilt", "--local_symmetry",
            "--maskedge", "--model", "--mu", "--multibody_masks",
            "--multibody_norm_overlap", "--NN", "--no_init_blobs", "--no_norm", "--no_scale",
            "--nr_parts_sigma2noise", "--offset", "--offset_range_x", "--offset_range_y", "--offset_range_z",
            "--only_flip_phases", "--perturb", "--print_metadata_labels", "--print_symmetry_ops",
            "--r_min_nn", "--sampling",
            "--sigma_psi", "--sigma_rot", "--sigma_tilt", "--solvent_mask2",
            "--stochastic_em", "--strict_highres_exp", "--strict_lowres_exp", "--tau", "--tau2_fudge_scheme",
            "--tomograms", "--trajectories"),
        // A self-organising map is in no file: a continued run is one no more, whatever it is given.
        .. Left(
            "--som", "--som_connectivity", "--som_inactivity_threshold", "--som_ini_nodes", "--som_neighbour_pull")
            .Select(option => option with { From = "4.0", IsLostFrom = "4.0" }),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<RelionOption> All => [.. Forgotten, .. OfStart, .. Remembered];

    private static IEnumerable<RelionOption> Kept(params string[] flags) =>
        flags.Select(flag => new RelionOption(flag) { IsKept = true });

    private static IEnumerable<RelionOption> Left(params string[] flags) =>
        flags.Select(flag => new RelionOption(flag));
}
