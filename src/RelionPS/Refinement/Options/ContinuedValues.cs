using RelionPS.Builds.Toolchains;

namespace RelionPS.Refinement.Options;

/// <summary>
/// Options that RELION remembers of a run and takes anew where the command that continues it has them: those whose
/// default in parseContinue is "OLD" (src/ml_optimiser.cpp of 3.1.3, 4.0.2 and 5.0.1).
/// </summary>
internal static class ContinuedValues
{
    private static readonly string[] All =
    [
        "--auto_local_healpix_order", "--flatten_solvent", "--healpix_order", "--helical_inner_diameter",
        "--helical_outer_diameter", "--mu", "--multibody_masks", "--no_norm", "--no_scale", OptionTable.Norm,
        "--offset_range", "--offset_step", "--oversampling", "--pad", OptionTable.ParticleDiameter, "--perturb",
        OptionTable.PsiStep, "--scale", "--sigma_ang", "--sigma_psi", "--sigma_rot", "--sigma_tilt",
        OptionTable.SolventMask, OptionTable.SecondSolventMask, "--strict_highres_exp", "--tau", "--tau2_fudge",
    ];

    private static readonly string[] Before4 =
    [
        "--sgd_fin_iter", "--sgd_fin_resol", "--sgd_fin_subset", "--sgd_inbetween_iter", "--sgd_ini_iter",
        "--sgd_ini_resol", "--sgd_ini_subset", "--sgd_stepsize", "--sgd_write_iter",
    ];

    private static readonly string[] From4 =
    [
        "--class_inactivity_threshold", "--grad_em_iters", "--grad_fin_frac", "--grad_fin_resol", "--grad_fin_subset",
        "--grad_ini_frac", "--grad_ini_resol", "--grad_ini_subset", "--grad_stepsize", "--grad_stepsize_scheme",
        "--grad_write_iter", "--tau2_fudge_scheme",
    ];

    /// <summary>Of a run that sets its sampling itself they are no options of a continuation.</summary>
    private static readonly string[] OfSampling =
        ["--healpix_order", OptionTable.PsiStep, "--offset_range", "--offset_step"];

    /// <summary>
    /// Options that RELION takes when it continues a run, and forgets though its files have them: of a 3D run the step
    /// in the plane, which is set by the order of the sampling as the file is read (healpix_sampling.cpp, read).
    /// </summary>
    /// <param name="is3D">True for a run with 3D references, and without auto-refinement.</param>
    /// <param name="original">The run's own command.</param>
    public static IEnumerable<string> Forgotten(bool is3D, IReadOnlyList<string> original) =>
        is3D && !SetsSampling(original) ? [OptionTable.PsiStep] : [];

    /// <summary>True where RELION takes another value of it when it continues a run.</summary>
    /// <param name="flag">An option that the run's own files hold.</param>
    /// <param name="version">The version that continues; null takes what all versions do.</param>
    /// <param name="original">The run's own command.</param>
    public static bool Takes(string flag, ToolVersion? version, IReadOnlyList<string> original)
    {
        if (OfSampling.Contains(flag) && SetsSampling(original)) return false;
        if (All.Contains(flag)) return true;
        if (version is null) return false;
        return flag switch
        {
            "--sigma_off" => version < ToolVersion.Parse("5.0"),
            "--offset" => version >= ToolVersion.Parse("5.0"),
            _ => (version < ToolVersion.Parse("4.0") ? Before4 : From4).Contains(flag),
        };
    }

    private static bool SetsSampling(IReadOnlyList<string> original) =>
        original.Contains(OptionTable.AutoRefine) || original.Contains("--auto_sampling");
}
