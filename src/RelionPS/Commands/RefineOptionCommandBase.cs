using System.Management.Automation;
using RelionPS.Commands.Binding;
using RelionPS.Commands.Binding.Completion;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands;

/// <summary>
/// The parameters that are options of RELION's refinement program, each with RELION's own name as an alias.
/// </summary>
public abstract class RefineOptionCommandBase : RelionCommandBase
{
    /// <summary>
    /// The set that they belong to: a command that also takes what is planned already has another one for that.
    /// </summary>
    private protected const string OptionSet = "Options";

    /// <summary>Particles, a STAR file, relative to the working directory (<c>--i</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("i")]
    [ValidateNotNullOrEmpty]
    public string? InputStar { get; set; }

    /// <summary>
    /// Reference map (<c>--ref</c>); <c>emd_2660.map:mrc</c> says the format where the name does not.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("ref")]
    [ValidateNotNullOrEmpty]
    public string? Reference { get; set; }

    /// <summary>
    /// Cross-correlation in the first iteration, for a reference not on the absolute intensity scale
    /// (<c>--firstiter_cc</c>).
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("firstiter_cc")]
    public SwitchParameter FirstIterationCc { get; set; }

    /// <summary>Resolution limit of the first iteration, in ångström (<c>--ini_high</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("ini_high")]
    [ValidateRange(1.0, 1000.0)]
    public double InitialHighResolution { get; set; }

    /// <summary>
    /// Sums travel through the MPI network instead of files (<c>--dont_combine_weights_via_disc</c>).
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("dont_combine_weights_via_disc")]
    public SwitchParameter CombineWeightsThroughNetwork { get; set; }

    /// <summary>CTF correction (<c>--ctf</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    public SwitchParameter Ctf { get; set; }

    /// <summary>The reference is CTF-corrected (<c>--ctf_corrected_ref</c>, RELION 3.1).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("ctf_corrected_ref")]
    public SwitchParameter CtfCorrectedReference { get; set; }

    /// <summary>Regularisation parameter T (<c>--tau2_fudge</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("tau2_fudge")]
    [ValidateRange(0.01, 1000.0)]
    public double Tau2Fudge { get; set; }

    /// <summary>Diameter of the particle mask, in ångström (<c>--particle_diameter</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("particle_diameter")]
    [ValidateRange(1.0, 100000.0)]
    public double ParticleDiameter { get; set; }

    /// <summary>Classes (<c>--K</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("K")]
    [ValidateRange(1, 1000)]
    public int ClassCount { get; set; }

    /// <summary>Mask the references (<c>--flatten_solvent</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("flatten_solvent")]
    public SwitchParameter FlattenSolvent { get; set; }

    /// <summary>Zeros in place of noise around the particles (<c>--zero_mask</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("zero_mask")]
    public SwitchParameter ZeroMask { get; set; }

    /// <summary>Adaptive oversampling order (<c>--oversampling</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 5)]
    public int Oversampling { get; set; }

    /// <summary>Angular sampling (<c>--healpix_order</c>): 1 is 30°, 2 is 15°, 3 is 7.5°.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("healpix_order")]
    [ValidateRange(0, 8)]
    public int HealpixOrder { get; set; }

    /// <summary>Search range of the origin, in pixels (<c>--offset_range</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("offset_range")]
    [ValidateRange(0.0, 1000.0)]
    public double OffsetRange { get; set; }

    /// <summary>Step of the origin search, in pixels (<c>--offset_step</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("offset_step")]
    [ValidateRange(0.01, 1000.0)]
    public double OffsetStep { get; set; }

    /// <summary>Point group (<c>--sym</c>), for example C1, D7, I1.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("sym")]
    [ValidateSymmetry]
    [ArgumentCompleter(typeof(SymmetryCompleter))]
    public string? Symmetry { get; set; }

    /// <summary>Normalisation-error correction (<c>--norm</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    public SwitchParameter Norm { get; set; }

    /// <summary>Intensity-scale correction on groups (<c>--scale</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    public SwitchParameter Scale { get; set; }

    /// <summary>
    /// Padding of the references' transforms (<c>--pad</c>); RELION's own default is 2, and 1 takes an eighth of the
    /// memory.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("pad")]
    [ValidateRange(1.0, 8.0)]
    public double Padding { get; set; }

    /// <summary>
    /// No iterative gridding in the reconstructions (<c>--skip_gridding</c>), which shortens the maximisation step.
    /// RELION 3.1's GUI sets it, its program does not;
    /// from 4.0 on it is the default, and <c>-SkipGridding:$false</c> asks for gridding.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("skip_gridding")]
    public SwitchParameter SkipGridding { get; set; }

    /// <summary>Seed of RELION's random numbers (<c>--random_seed</c>); -1 takes the time.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("random_seed")]
    [ValidateRange(-1, int.MaxValue)]
    public int RandomSeed { get; set; }

    /// <summary>Iterations (<c>--iter</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("iter")]
    [ValidateRange(0, 10000)]
    public int Iteration { get; set; }

    /// <summary>Root name of the results (<c>--o</c>), for example <c>Results/cpu3d</c>.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("o")]
    [ValidateNotNullOrEmpty]
    public string? OutputRoot { get; set; }

    /// <summary>Mask of the solvent, a map (<c>--solvent_mask</c>).</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("solvent_mask")]
    [ValidateNotNullOrEmpty]
    public string? Mask { get; set; }

    /// <summary>FSC of masked halves, corrected for the mask (<c>--solvent_correct_fsc</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("solvent_correct_fsc")]
    public SwitchParameter SolventCorrectFsc { get; set; }

    /// <summary>
    /// Regularisation by a network, RELION 5.0 and later (<c>--blush</c>); without a GPU it takes hours.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    public SwitchParameter Blush { get; set; }

    /// <summary>Particles keep their orientations and origins (<c>--skip_align</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("skip_align")]
    public SwitchParameter SkipAlign { get; set; }

    /// <summary>
    /// Step of the in-plane angle in degrees (<c>--psi_step</c>); oversampling halves it, so that 12 is the GUI's 6.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("psi_step")]
    [ValidateRange(0.01, 360.0)]
    public double PsiStep { get; set; }

    /// <summary>
    /// Local searches: standard deviation of the angles, in degrees (<c>--sigma_ang</c>); a third of the GUI's range.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("sigma_ang")]
    [ValidateRange(0.001, 180.0)]
    public double SigmaAngle { get; set; }

    /// <summary>
    /// Sampling from which on auto-refinement searches locally (<c>--auto_local_healpix_order</c>): 4 is 3.75°, 1.8°
    /// oversampled.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("auto_local_healpix_order")]
    [ValidateRange(0, 10)]
    public int LocalHealpixOrder { get; set; }

    /// <summary>The halves of the data are refined apart (<c>--split_random_halves</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("split_random_halves")]
    public SwitchParameter SplitRandomHalves { get; set; }

    /// <summary>
    /// Resolution up to which the halves are joined, in ångström (<c>--low_resol_join_halves</c>), against halves that
    /// end in different hands.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("low_resol_join_halves")]
    [ValidateRange(0.1, 1000.0)]
    public double JoinHalvesResolution { get; set; }

    /// <summary>First iterations with a part of the particles (<c>--fast_subsets</c>).</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("fast_subsets")]
    public SwitchParameter FastSubsets { get; set; }

    /// <summary>
    /// Pixel size of the reference in place of its header's, in ångström (<c>--ref_angpix</c>).
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [Alias("ref_angpix")]
    [ValidateRange(0.001, 1000.0)]
    public double ReferencePixelSize { get; set; }

    /// <summary>
    /// Takes the reference as it is where its pixel or box size differs from the particles' (<c>--trust_ref_size</c>).
    /// </summary>
    [Parameter(ParameterSetName = OptionSet)]
    [Alias("trust_ref_size")]
    public SwitchParameter TrustReferenceSize { get; set; }

    /// <summary>Further options for the refinement program, one token each, as they are.</summary>
    [Parameter(ParameterSetName = OptionSet)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(RelionOptionCompleter))]
    public string[]? AdditionalArgument { get; set; }

    /// <summary>What the user, or a data set in the pipeline, gave.</summary>
    private protected RefineOptions GivenOptions() => OptionTable.OfProperties.Aggregate(
        new RefineOptions { AdditionalArgument = AdditionalArgument },
        (options, option) => ValueOf(option) is { } value ? option.With(options, value) : options);

    /// <summary>The value of an option's parameter; null where it was not given.</summary>
    private object? ValueOf(RefineOption option) =>
        typeof(RefineOptionCommandBase).GetProperty(option.Property)!.GetValue(this) switch
        {
            _ when !IsGiven(option.Property) => null,
            string text => text,
            SwitchParameter given => given.IsPresent,
            var number => number,
        };

    private protected T? Given<T>(string parameter, T value)
        where T : struct => IsGiven(parameter) ? value : null;

    /// <summary>True where the user, or an object in the pipeline, gave the parameter to be used.</summary>
    private protected virtual bool IsGiven(string parameter) => IsBound(parameter);
}
