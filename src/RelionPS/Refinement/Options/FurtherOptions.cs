namespace RelionPS.Refinement.Options;

/// <summary>
/// Options that are further arguments alone, by what becomes of them when a run is continued: RELION's parseContinue
/// (src/ml_optimiser.cpp of 3.1.3, 4.0.2 and 5.0.1) against what its optimiser, model and sampling files hold. Versions
/// and forms are those of the parser's calls, from 3.1.0 on.
/// </summary>
internal static class FurtherOptions
{
    /// <summary>Set anew from the command line of the continuation, whatever the optimiser file says.</summary>
    private static IEnumerable<RelionOption> Forgotten { get; } =
    [
        .. Kept(
            "--skip_rotate", "--bimodal_psi", "--skip_maximize", "--auto_ignore_angles",
            "--auto_resol_angles", "--allow_coarser_sampling", "--lowpass_mask", "--lowpass",
            "--always_cc", OptionTable.AutoIterations, "--pad_ctf"),
        .. Kept(
            "--no_map", "--minres_map", "--gridding_iter", "--debug1", "--debug2", "--debug3",
            "--debug_split_random_half", "--bfactor", "--sigma", "--sigma2_fudge", "--accuracy_current_size",
            "--sequential_halves_recons", "--always_join_random_halves", "--use_all_data", "--only_sample_tilt",
            "--minimum_angular_sampling", "--maximum_angular_sampling")
            .Select(option => option with { Form = OptionForm.Undeclared }),
        .. Kept("--force_converge", "--join_random_halves", "--reconstruct_subtracted_bodies")
            .Select(option => option with { Form = OptionForm.OfContinuation }),
        .. Kept("--asymmetric_padding").Select(option => option with { Form = OptionForm.Hidden }),
        .. Kept(
            "--center_classes", "--normalised_subtomo", "--skip_subtomo_multi", "--ctf3d_not_squared",
            "--subtomo_multi_thr").Select(From40),
        From40(new(OptionTable.AbortAtResolution) { IsKept = true, Form = OptionForm.Hidden, IsOpenEnded = true }),
        From40(new("--skip_realspace_helical_sym") { IsKept = true, Form = OptionForm.Hidden }),
        From40(new(OptionTable.OptimisationSet) { IsKept = true, NamesInput = true }),
        .. Kept("--blush_skip_spectral_trailing").Select(From50),
        .. Kept("--min_sigma2_offset").Select(From50).Select(option => option with { Form = OptionForm.Hidden }),
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
    private static IEnumerable<RelionOption> OfStart { get; } =
    [
        .. Kept(
            "--no_parallel_disc_io", OptionTable.PrereadImages, OptionTable.OnTheFlyShifts, OptionTable.Scratch,
            OptionTable.KeepFreeScratch, "--reuse_scratch", "--keep_scratch", OptionTable.FreeGpuMemory,
            "--failsafe_threshold", "--verb", "--keep_debug_reconstruct_files"),
        new(OptionTable.PipelineControl) { IsKept = true, Form = OptionForm.Hidden },
        new("--halt_all_followers_except") { IsKept = true, From = "3.1.2" },
        new("--halt_all_slaves_except") { IsKept = true, Before = "3.1.2" },
    ];

    /// <summary>In RELION's files, or of no use after the first iteration; most are not taken again.</summary>
    private static IEnumerable<RelionOption> Remembered { get; } =
    [
        .. Left(
            "--adaptive_fraction", "--coarse_size", "--ctf_intact_first_peak",
            "--ctf_phase_flipped", OptionTable.FromNothing, "--dont_check_norm",
            "--fix_sigma_noise", "--fix_sigma_offset", "--fourier_mask",
            "--helical_exclude_resols", "--helical_inner_diameter", "--helical_keep_tilt_prior_fixed",
            "--helical_nr_asu", "--helical_nstart", "--helical_offset_step", "--helical_outer_diameter",
            "--helical_rise_inistep", "--helical_rise_initial", "--helical_rise_max", "--helical_rise_min",
            "--helical_sigma_distance", "--helical_symmetry_search", "--helical_twist_inistep",
            "--helical_twist_initial", "--helical_twist_max", "--helical_twist_min", "--helical_z_percentage",
            "--helix", "--ignore_helical_symmetry", "--incr_size", "--limit_tilt", "--local_symmetry",
            "--maskedge", "--mu", "--NN", "--no_norm", "--no_scale",
            "--offset", "--only_flip_phases", "--perturb", "--print_metadata_labels", "--print_symmetry_ops",
            "--r_min_nn",
            "--sigma_psi", "--sigma_rot", "--sigma_tilt", "--solvent_mask2",
            "--strict_highres_exp", "--strict_lowres_exp", "--tau"),
        .. Left(
            "--auto_sampling", "--class_inactivity_threshold", "--no_init_blobs", "--nr_parts_sigma2noise",
            "--tau2_fudge_scheme").Select(From40),
        .. Left(
            "--offset_range_x", "--offset_range_y", "--offset_range_z", OptionTable.Tomograms,
            OptionTable.Trajectories).Select(From50),
        .. Left("--stochastic_em").Select(option => option with
        {
            Before = "4.0", Instead = "From 4.0 on gradient runs are --grad.",
        }),
        .. Left("--model", "--sampling").Select(option => option with { Form = OptionForm.Undeclared }),
        .. Left("--multibody_masks", "--multibody_norm_overlap")
            .Select(option => option with { Form = OptionForm.OfContinuation }),
        // A self-organising map is in no file: a continued run is one no more, whatever it is given.
        .. Left(
            "--som", "--som_connectivity", "--som_inactivity_threshold", "--som_ini_nodes", "--som_neighbour_pull")
            .Select(option => From40(option) with { IsLostFrom = "4.0" }),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<RelionOption> All => [.. Forgotten, .. OfStart, .. Remembered];

    private static RelionOption From40(RelionOption option) =>
        option with { From = "4.0", Instead = "It came with 4.0." };

    private static RelionOption From50(RelionOption option) =>
        option with { From = "5.0", Instead = "It came with 5.0." };

    private static IEnumerable<RelionOption> Kept(params string[] flags) =>
        flags.Select(flag => new RelionOption(flag) { IsKept = true });

    private static IEnumerable<RelionOption> Left(params string[] flags) =>
        flags.Select(flag => new RelionOption(flag));
}
