namespace RelionPS.Refinement.Memory;

/// <summary>
/// What of the data and the options decides how much memory a rank takes; the plan's side is <see cref="RankLayout"/>.
/// </summary>
internal sealed record RefinementSize
{
    /// <summary>Width of an image, in pixels.</summary>
    public required int BoxSize { get; init; }

    /// <summary>Pixel size, in ångström.</summary>
    public double PixelSize { get; init; } = 1;

    /// <summary>Padding of the Fourier transforms (<c>--pad</c>).</summary>
    public double Padding { get; init; } = 2;

    /// <summary>Classes (<c>--K</c>).</summary>
    public int ClassCount { get; init; } = 1;

    /// <summary>
    /// True for two halves of the data refined side by side (<c>--auto_refine --split_random_halves</c>).
    /// </summary>
    public bool IsAutoRefine { get; init; }

    /// <summary>False for 2D classification.</summary>
    public bool Is3D { get; init; } = true;

    /// <summary>True for particles that are volumes: subtomograms.</summary>
    public bool HasVolumes { get; init; }

    /// <summary>Images of a particle: more than 1 where it is a stack of its tilts (RELION 5).</summary>
    public int TiltCount { get; init; } = 1;

    /// <summary>How a gradient run holds its momenta; none for expectation-maximisation.</summary>
    public GradientKind Gradient { get; init; }

    /// <summary>Masks that the references are multiplied by: 0, 1 or 2 (<c>--solvent_mask2</c>).</summary>
    public int MaskCount { get; init; }

    /// <summary>True where the halves' FSC is corrected for the mask (<c>--solvent_correct_fsc</c>).</summary>
    public bool CorrectsFsc { get; init; }

    /// <summary>
    /// True for RELION 4.0 and later, where every rank pads and transforms a reference once at the start: measured
    /// (bench/memory-gradient.md).
    /// </summary>
    public bool TransformsAtStart { get; init; }

    /// <summary>
    /// Width of the images in use, in pixels, RELION's <c>current_size</c>; see <see cref="CurrentSizes"/>.
    /// </summary>
    public required int CurrentSize { get; init; }

    /// <summary>The same in the first iteration; null where it is not known.</summary>
    public int? FirstSize { get; init; }

    /// <summary>Angular sampling (<c>--healpix_order</c>).</summary>
    public int HealpixOrder { get; init; } = 2;

    /// <summary>Step of the in-plane angle, in degrees (<c>--psi_step</c>); null leaves it to RELION.</summary>
    public double? PsiStep { get; init; }

    /// <summary>Adaptive oversampling (<c>--oversampling</c>).</summary>
    public int Oversampling { get; init; } = 1;

    /// <summary>Search range of the origin, in pixels (<c>--offset_range</c>).</summary>
    public double OffsetRange { get; init; } = 6;

    /// <summary>Step of the origin search, in pixels (<c>--offset_step</c>).</summary>
    public double OffsetStep { get; init; } = 2;

    /// <summary>Rotations of the point group; 1 for C1.</summary>
    public int SymmetryOrder { get; init; } = 1;

    /// <summary>
    /// Shifted images are made when needed (<c>--onthefly_shifts</c>); the accelerated code never keeps them.
    /// </summary>
    public bool ShiftsOnTheFly { get; init; }

    /// <summary>Which expectation code runs.</summary>
    public Acceleration Acceleration { get; init; }

    /// <summary>True for a binary built with <c>DoublePrec_CPU=OFF</c>.</summary>
    public bool IsSinglePrecision { get; init; }

    /// <summary>Sums travel through the network (<c>--dont_combine_weights_via_disc</c>).</summary>
    public bool CombinesThroughNetwork { get; init; }

    /// <summary>No iterative gridding at the end (<c>--skip_gridding</c>; the default from RELION 4.0 on).</summary>
    public bool SkipsGridding { get; init; }

    /// <summary>All images are read at the start (<c>--preread_images</c>).</summary>
    public bool PrereadsImages { get; init; }

    /// <summary>Particles of the set; null where they are not known.</summary>
    public int? ParticleCount { get; init; }

    /// <summary>Bytes of RELION's real numbers (<c>RFLOAT</c>).</summary>
    public int RealBytes => IsSinglePrecision ? 4 : 8;

    /// <summary>Back-projectors of a class: two where a gradient run makes pseudo half-sets.</summary>
    public int SumsPerClass => Gradient == GradientKind.PseudoHalves ? 2 : 1;

    /// <summary>
    /// True where particles are shifted along three axes: volumes, and stacks of tilts (5.0.1, ml_optimiser.cpp).
    /// </summary>
    public bool HasShiftsInDepth => HasVolumes || TiltCount > 1;

    /// <summary>Pixels of an image.</summary>
    public long ImagePixels => FourierVolume.Box(BoxSize, HasVolumes);
}

/// <summary>The gradient algorithms, by what they hold.</summary>
internal enum GradientKind
{
    /// <summary>Expectation-maximisation.</summary>
    None,

    /// <summary>
    /// Stochastic gradient descent of RELION 3.1 (<c>--sgd</c>): one momentum a class, in real space.
    /// </summary>
    RealMomentum,

    /// <summary>
    /// RELION 4.0 and later (<c>--grad</c>) with split halves: two momenta a class, in Fourier space.
    /// </summary>
    Momenta,

    /// <summary>
    /// The same without split halves: each class is in two pseudo half-sets, with three momenta and two
    /// back-projectors.
    /// </summary>
    PseudoHalves,
}
