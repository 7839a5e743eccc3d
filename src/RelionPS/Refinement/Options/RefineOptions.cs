using RelionPS.Refinement.Options;

namespace RelionPS;

/// <summary>
/// The options of RELION's refinement program that the guide's benchmark uses (guide 5.3), each null where it was not
/// given.
/// Their flags and order are in <c>OptionTable</c>.
/// </summary>
public sealed record RefineOptions
{
    /// <summary><c>--i</c>: particles, a STAR file.</summary>
    public string? InputStar { get; init; }

    /// <summary>
    /// <c>--ref</c>: reference map, with RELION's suffix where the name does not tell the format
    /// (<c>emd_2660.map:mrc</c>).
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>
    /// <c>--firstiter_cc</c>: first iteration by cross-correlation; for references not on the absolute intensity scale.
    /// </summary>
    public bool? FirstIterationCc { get; init; }

    /// <summary><c>--ini_high</c>: resolution limit of the first iteration, in ångström.</summary>
    public double? InitialHighResolution { get; init; }

    /// <summary><c>--dont_combine_weights_via_disc</c>: sums travel through the MPI network.</summary>
    public bool? CombineWeightsThroughNetwork { get; init; }

    /// <summary><c>--ctf</c>: CTF correction.</summary>
    public bool? Ctf { get; init; }

    /// <summary>
    /// <c>--ctf_corrected_ref</c>: the reference is CTF-corrected (RELION 3.1; the default from 4.0 on).
    /// </summary>
    public bool? CtfCorrectedReference { get; init; }

    /// <summary><c>--tau2_fudge</c>: regularisation parameter T.</summary>
    public double? Tau2Fudge { get; init; }

    /// <summary><c>--particle_diameter</c>: mask diameter in ångström.</summary>
    public double? ParticleDiameter { get; init; }

    /// <summary><c>--K</c>: classes.</summary>
    public int? ClassCount { get; init; }

    /// <summary><c>--flatten_solvent</c>: mask the references.</summary>
    public bool? FlattenSolvent { get; init; }

    /// <summary><c>--zero_mask</c>: zeros, not noise, around the particles.</summary>
    public bool? ZeroMask { get; init; }

    /// <summary><c>--oversampling</c>: adaptive oversampling order.</summary>
    public int? Oversampling { get; init; }

    /// <summary><c>--healpix_order</c>: angular sampling; 2 is 15°, 3 is 7.5°.</summary>
    public int? HealpixOrder { get; init; }

    /// <summary><c>--offset_range</c>: search range of the origin, in pixels.</summary>
    public double? OffsetRange { get; init; }

    /// <summary><c>--offset_step</c>: step of the origin search, in pixels.</summary>
    public double? OffsetStep { get; init; }

    /// <summary><c>--sym</c>: point group.</summary>
    public string? Symmetry { get; init; }

    /// <summary><c>--norm</c>: normalisation-error correction.</summary>
    public bool? Norm { get; init; }

    /// <summary><c>--scale</c>: intensity-scale correction on groups.</summary>
    public bool? Scale { get; init; }

    /// <summary><c>--pad</c>: padding of the references' transforms.</summary>
    public double? Padding { get; init; }

    /// <summary>
    /// <c>--skip_gridding</c>: no iterative gridding in the reconstructions (RELION 3.1, where the GUI sets it; the
    /// default from 4.0 on).
    /// </summary>
    public bool? SkipGridding { get; init; }

    /// <summary><c>--random_seed</c>.</summary>
    public int? RandomSeed { get; init; }

    /// <summary><c>--iter</c>: iterations.</summary>
    public int? Iteration { get; init; }

    /// <summary><c>--o</c>: root name of the results; its folder must exist when the run starts.</summary>
    public string? OutputRoot { get; init; }

    /// <summary><c>--solvent_mask</c>: mask of the solvent, a map.</summary>
    public string? Mask { get; init; }

    /// <summary><c>--solvent_correct_fsc</c>: FSC of masked halves, corrected for the mask.</summary>
    public bool? SolventCorrectFsc { get; init; }

    /// <summary><c>--blush</c>: regularisation by a network (RELION 5.0 and later).</summary>
    public bool? Blush { get; init; }

    /// <summary><c>--skip_align</c>: the particles keep their orientations and origins.</summary>
    public bool? SkipAlign { get; init; }

    /// <summary><c>--psi_step</c>: step of the in-plane angle before oversampling, in degrees.</summary>
    public double? PsiStep { get; init; }

    /// <summary><c>--sigma_ang</c>: standard deviation of local searches of the angles, in degrees.</summary>
    public double? SigmaAngle { get; init; }

    /// <summary>
    /// <c>--auto_local_healpix_order</c>: sampling from which on auto-refinement searches locally; 4 is 1.8° after
    /// oversampling.
    /// </summary>
    public int? LocalHealpixOrder { get; init; }

    /// <summary><c>--split_random_halves</c>: the halves of the data are refined apart.</summary>
    public bool? SplitRandomHalves { get; init; }

    /// <summary><c>--low_resol_join_halves</c>: up to this resolution the halves are joined, in ångström.</summary>
    public double? JoinHalvesResolution { get; init; }

    /// <summary><c>--fast_subsets</c>: the first iterations take a part of the particles.</summary>
    public bool? FastSubsets { get; init; }

    /// <summary><c>--ref_angpix</c>: pixel size of the reference in place of its header's, in ångström.</summary>
    public double? ReferencePixelSize { get; init; }

    /// <summary>
    /// <c>--trust_ref_size</c>: the reference's pixel and box size are right where they differ from the particles'.
    /// </summary>
    public bool? TrustReferenceSize { get; init; }

    /// <summary>Further tokens for the program, after the known ones.</summary>
    public IReadOnlyList<string>? AdditionalArgument { get; init => field = Indexable.ListOrNull(value); }

    /// <summary>The options as tokens, in the order of the command line.</summary>
    public override string ToString() => string.Join(
        ' ', OptionTable.OfProperties.SelectMany(option => option.Tokens(this)).Concat(AdditionalArgument ?? []));
}
