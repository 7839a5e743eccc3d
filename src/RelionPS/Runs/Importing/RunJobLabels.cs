namespace RelionPS.Runs.Importing;

/// <summary>The keys of <c>run.job</c>, which are what the GUI showed, and the options that they stand for.</summary>
internal static class RunJobLabels
{
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["Number of MPI procs:"] = "nr_mpi", ["Number of threads:"] = "nr_threads",
        ["Submit to queue?"] = "do_queue", ["Additional arguments:"] = "other_args",
        ["Input images STAR file:"] = "fn_img", ["Reference map:"] = "fn_ref", ["Continue from here:"] = "fn_cont",
        ["Reference mask (optional):"] = "fn_mask", ["Ref. map is on absolute greyscale?"] = "ref_correct_greyscale",
        ["Initial low-pass filter (A):"] = "ini_high", ["Symmetry:"] = "sym_name",
        ["Do CTF-correction?"] = "do_ctf_correction", ["Has reference been CTF-corrected?"] = "ctf_corrected_ref",
        ["Ignore CTFs until first peak?"] = "ctf_intact_first_peak", ["Number of classes:"] = "nr_classes",
        ["Regularisation parameter T:"] = "tau_fudge", ["Number of iterations:"] = "nr_iter",
        ["Use fast subsets (for large data sets)?"] = "do_fast_subsets", ["Mask diameter (A):"] = "particle_diameter",
        ["Mask individual particles with zeros?"] = "do_zero_mask",
        ["Limit resolution E-step to (A):"] = "highres_limit", ["Perform image alignment?"] = "dont_skip_align",
        ["In-plane angular sampling:"] = "psi_sampling", ["Angular sampling interval:"] = "sampling",
        ["Initial angular sampling:"] = "sampling", ["Local searches from auto-sampling:"] = "auto_local_sampling",
        ["Offset search range (pix):"] = "offset_range", ["Initial offset range (pix):"] = "offset_range",
        ["Offset search step (pix):"] = "offset_step", ["Initial offset step (pix):"] = "offset_step",
        ["Perform local angular searches?"] = "do_local_ang_searches", ["Local angular search range:"] = "sigma_angles",
        ["Relax symmetry:"] = "relax_sym", ["Allow coarser sampling?"] = "allow_coarser",
        ["Use solvent-flattened FSCs?"] = "do_solvent_fsc", ["Use finer angular sampling faster?"] = "auto_faster",
        ["Use parallel disc I/O?"] = "do_parallel_discio", ["Number of pooled particles:"] = "nr_pool",
        ["Skip padding?"] = "do_pad1", ["Skip gridding?"] = "skip_gridding",
        ["Pre-read all particles into RAM?"] = "do_preread_images",
        ["Copy particles to scratch directory:"] = "scratch_dir",
        ["Combine iterations through disc?"] = "do_combine_thru_disc", ["Use GPU acceleration?"] = "use_gpu",
        ["Which GPUs to use:"] = "gpu_ids", ["Classify 2D helical segments?"] = "do_helix",
        ["Do helical reconstruction?"] = "do_helix", ["Number of initial iterations:"] = "sgd_ini_iter",
        ["Number of in-between iterations:"] = "sgd_inbetween_iter", ["Number of final iterations:"] = "sgd_fin_iter",
        ["Write-out frequency (iter):"] = "sgd_write_iter", ["Initial resolution (A):"] = "sgd_ini_resol",
        ["Final resolution (A):"] = "sgd_fin_resol", ["Initial mini-batch size:"] = "sgd_ini_subset_size",
        ["Final mini-batch size:"] = "sgd_fin_subset_size",
        ["Flatten and enforce non-negative solvent?"] = "do_solvent",
    };

    /// <summary>The option of a key; null for one that makes no option of the refinement program.</summary>
    public static string? Option(string label) => Options.GetValueOrDefault(label);
}
