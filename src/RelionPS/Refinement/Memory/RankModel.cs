namespace RelionPS.Refinement.Memory;

/// <summary>
/// What a rank really holds, step by step: the arrays that RELION 3.1.3 has at the same time (ml_optimiser.cpp,
/// ml_optimiser_mpi.cpp, ml_model.cpp, projector.cpp, backprojector.cpp, acc/).
/// </summary>
/// <param name="kind">What the rank does.</param>
/// <param name="size">What its memory depends on.</param>
/// <param name="layout">The ranks and threads of the run.</param>
internal sealed class RankModel(RankKind kind, RefinementSize size, RankLayout layout)
{
    /// <summary>
    /// A process without data, and with an MPI library: measured (bench/memory.md) with Debian's Open MPI and FFTW.
    /// </summary>
    private const long ProgramBytes = 20L << 20, MpiBytes = 10L << 20;

    /// <summary>
    /// What one particle's entry takes while its table is read, with its text; measured (bench/memory.md).
    /// </summary>
    private const long BytesPerParticle = 1500;

    /// <summary>
    /// Over the arrays: buffers of the transforms, small arrays, and what the allocator keeps; measured
    /// (bench/memory.md).
    /// </summary>
    private const double Overhead = 0.04;

    /// <summary>
    /// glibc serves what is smaller from its heap, and does not always give that back (mallopt(3), M_MMAP_THRESHOLD).
    /// </summary>
    private const long HeapArrayBytes = 32L << 20;

    /// <summary>What the heap of each thread of the accelerated code keeps; measured (bench/memory.md).</summary>
    private const long AcceleratedThreadBytes = 8L << 20;

    /// <summary>The same in 2D; measured (bench/memory-gradient.md).</summary>
    private const long FlatThreadBytes = 1L << 20;

    /// <summary>Elements of the largest message that the sums travel in (ml_model.cpp, MAX_PACK_SIZE).</summary>
    private const long MaxPackElements = 671_010_000;

    /// <summary>Every step that the rank takes part in, in their order.</summary>
    public IReadOnlyList<StepMemory> Steps => kind == RankKind.Leader
        ?
        [
            Start, .. If(size.TransformsAtStart, Waiting), .. If(size.CorrectsFsc, SolventFsc),
            .. If(size.MaskCount > 0, Output),
        ]
        :
        [
            Start, Setup, Expectation, .. If(Combines, Combination),
            .. If(size.CorrectsFsc && kind == RankKind.ReconstructingFollower, SolventFsc), Maximization,
            .. If(size.MaskCount > 0 || size.Gradient != GradientKind.None, Output),
        ];

    /// <summary>Most that the rank holds in any step, in bytes.</summary>
    public long PeakBytes => Steps.Max(step => step.Bytes);

    /// <summary>Bytes of a real number.</summary>
    private long Real => size.RealBytes;

    private long Classes => size.ClassCount;

    /// <summary>Elements of a reference's half transform up to the current size.</summary>
    private long Elements =>
        FourierVolume.Elements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D);

    /// <summary>Elements of the padded box's half transform.</summary>
    private long PaddedElements => FourierVolume.PaddedTransform(size.BoxSize, size.Padding, size.Is3D);

    /// <summary>Voxels of the padded box.</summary>
    private long PaddedVoxels => FourierVolume.PaddedBox(size.BoxSize, size.Padding, size.Is3D);

    /// <summary>Voxels of a reference.</summary>
    private long Box => FourierVolume.Box(size.BoxSize, size.Is3D);

    private long ThreadHeapBytes => size.Is3D ? AcceleratedThreadBytes : FlatThreadBytes;

    private bool IsAccelerated => size.Acceleration != Acceleration.None;

    /// <summary>
    /// True where several followers add up their sums; those of auto-refinement's halves do so in the last iteration.
    /// </summary>
    private bool Combines => kind != RankKind.ThreadsOnly && layout.Followers > 1;

    /// <summary>The references are read as single precision, filtered in Fourier space, and copied.</summary>
    private StepMemory Start => Step(MemoryStep.Start,
    [
        .. Base, References(size.IsSinglePrecision ? 3 : 2),
        new("padded reference", size.TransformsAtStart ? Real * PaddedVoxels : 0),
        new("its transform", size.TransformsAtStart ? 2 * Real * PaddedElements : 0),
    ]);

    /// <summary>The leader hands out particles.</summary>
    private StepMemory Waiting => Step(MemoryStep.Expectation, [.. Base, References(1)]);

    /// <summary>
    /// Each reference padded with zeros and transformed, one after the other, then cut to the current size. Without
    /// half-sets each of several classes is transformed by one follower, which sends it to the others; a single one is
    /// by all of them (ml_model.cpp, setFourierTransformMaps).
    /// </summary>
    private StepMemory Setup
    {
        get
        {
            long projection = 2 * Real * Elements;
            bool transforms = kind != RankKind.Follower || size.IsAutoRefine || size.ClassCount == 1;
            long padded = transforms ? Real * PaddedVoxels : 0, transform = transforms ? 2 * Real * PaddedElements : 0;
            bool isLastAllocated = projection > padded;
            return Step(MemoryStep.Setup,
            [
                .. Base, References(1),
                new("sums of the last iteration", Sums),
                new("projections' references", projection * (Classes - (isLastAllocated ? 0 : 1))),
                new("padded reference", isLastAllocated ? 0 : padded),
                new("its transform", transform),
                new("transform's buffers", size.IsSinglePrecision ? padded / 2 : 0),
            ]);
        }
    }

    private StepMemory Expectation => Step(MemoryStep.Expectation,
    [
        .. Base, References(0),
        new("projections' references", 2 * Real * Classes * Elements),
        new("sums", Sums),
        new("accelerated copies", IsAccelerated ? (8 + (12 * size.SumsPerClass)) * Classes * Elements : 0),
        new("threads' heaps", IsAccelerated ? layout.Threads * ThreadHeapBytes : 0),
        new("weights", InFlight * (IsAccelerated ? AcceleratedWeights : ReferenceWeights)),
        new("shifted images", KeepsShiftedImages ? InFlight * ShiftedImages : 0),
        new("pooled images", size.HasVolumes ? 0 : PooledImages),
        new("subtomograms at work", Subtomograms),
    ]);

    /// <summary>
    /// Sums packed into messages: two buffers of a message each through the network, one of everything through files;
    /// two of everything for the halves of auto-refinement (combineWeightedSumsTwoRandomHalves).
    /// </summary>
    private StepMemory Combination
    {
        get
        {
            long all = 3 * size.SumsPerClass * Classes * Elements;
            long packed = size.IsAutoRefine && kind == RankKind.ReconstructingFollower ? 2 * all
                : size.CombinesThroughNetwork ? 2 * Math.Min(all, MaxPackElements) : all;
            return Step(MemoryStep.Combination,
            [
                .. Base, References(0),
                new("sums", Sums),
                new("packed sums", Real * packed),
                new("freed copies in the heap", KeptCopies),
            ]);
        }
    }

    /// <summary>
    /// The followers that reconstruct make maps of a copy of their sums; the leader compares the two, masked and not
    /// (reconstructUnregularisedMapAndCalculateSolventCorrectedFSC).
    /// </summary>
    private StepMemory SolventFsc => Step(MemoryStep.SolventFsc, kind == RankKind.Leader
        ?
        [
            .. Base, References(0),
            new("half maps and mask", 3 * Real * Box),
            new("their transforms", 4 * Real * FourierVolume.Momentum(size.BoxSize, 1, size.Is3D)),
        ]
        :
        [
            .. Base, References(1),
            new("sums", Sums),
            new("their copy", Sums),
            new("reconstruction", Reconstruction),
        ]);

    /// <summary>References with their masks, and what a gradient run writes beside them.</summary>
    private StepMemory Output => Step(MemoryStep.Output, kind == RankKind.Leader
        ? [.. Base, References(1), new("masks", size.MaskCount * Real * Box)]
        :
        [
            .. Base, References(1),
            new("masks", size.MaskCount * Real * Box),
            new("sums", Sums),
            new("projections' references", 2 * Real * Classes * Elements),
            new("freed copies in the heap", KeptCopies),
            GradientMemory.Written(size),
        ]);

    private StepMemory Maximization => Step(MemoryStep.Maximization,
    [
        .. Base, References(0),
        new("sums", Sums),
        new("freed subtomograms in the heap", Subtomograms + (size.TiltCount > 1 ? PooledImages : 0)),
        new("reconstruction", kind == RankKind.Follower ? 0 : Reconstruction),
        new("freed copies in the heap", KeptCopies),
    ]);

    /// <summary>The more of gridding and of windowing the map.</summary>
    private long Reconstruction
    {
        get
        {
            long realSpace = Real * (size.IsSinglePrecision ? 2 : 1)
                * FourierVolume.RealElements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D);
            long gridding = size.SkipsGridding
                ? 3 * Real * Elements
                : (((3 * Real) + sizeof(double)) * Elements) + realSpace;
            long weights = size.SkipsGridding ? Real * Elements : 0;
            long windowing = weights + Math.Max(
                2 * Real * (Elements + PaddedElements), Real * ((2 * PaddedElements) + PaddedVoxels));
            return Math.Max(gridding, windowing);
        }
    }

    /// <summary>Particles that the threads work on at a time.</summary>
    private long InFlight => Math.Min(layout.Threads, size.ParticleCount ?? long.MaxValue);

    /// <summary>
    /// Bytes of a pooled image's pixel; the accelerated code adds three floats of stacks of tilts (measured, 5.0.1, 12
    /// stacks of 31 tilts, pools of 1 and 8).
    /// </summary>
    private long PooledPixelBytes => Real + (IsAccelerated && size.TiltCount > 1 ? 3 * sizeof(float) : 0);

    private long PooledImages => Pooled * size.TiltCount * size.ImagePixels * PooledPixelBytes;

    private long Pooled => Math.Min((long)layout.Pool * layout.Threads, size.ParticleCount ?? long.MaxValue);

    /// <summary>Data and weight of every back-projector.</summary>
    private long Sums => 3 * Real * size.SumsPerClass * Classes * Elements;

    /// <summary>The accelerated sums are freed after the expectation, the small ones into the heap.</summary>
    private long KeptCopies =>
        IsAccelerated && sizeof(float) * Elements < HeapArrayBytes ? 12 * size.SumsPerClass * Classes * Elements : 0;

    /// <summary>
    /// All weights of a particle, finely sampled, and a copy of them that is sorted
    /// (convertAllSquaredDifferencesToWeights).
    /// </summary>
    private long ReferenceWeights => 2 * Real * Classes * SamplingCounts.Points(size, size.Oversampling);

    /// <summary>
    /// Weights of the coarse pass, their sorted and summed copies; of the fine pass only what matters is kept.
    /// </summary>
    private long AcceleratedWeights => 17 * Classes * SamplingCounts.Points(size, 0);

    /// <summary>An image at every shift, masked and not, as half transforms.</summary>
    private long ShiftedImages => 2 * 2 * Real * size.CurrentSize * ((size.CurrentSize / 2) + 1)
        * SamplingCounts.Translations(size, size.Oversampling);

    /// <summary>True where the threads hold images at all their shifts; subtomograms are counted apart.</summary>
    private bool KeepsShiftedImages => !IsAccelerated && !size.ShiftsOnTheFly && !size.HasShiftsInDepth;

    /// <summary>What subtomograms take while they are compared; 0 for images.</summary>
    private long Subtomograms => VolumeImages.Bytes(size, InFlight);

    /// <summary>What is there in every step.</summary>
    private IReadOnlyList<MemoryPart> Base =>
    [
        new("program and libraries", ProgramBytes + (kind == RankKind.ThreadsOnly ? 0 : MpiBytes)),
        new("particles' table", (size.ParticleCount ?? 0) * BytesPerParticle),
        new("all images", size.PrereadsImages ? (size.ParticleCount ?? 0) * 4L * size.TiltCount * size.ImagePixels : 0),
        GradientMemory.Momenta(size),
    ];

    private MemoryPart References(int copies) =>
        new("references", Real * (size.ClassCount + copies) * Box);

    private static IEnumerable<StepMemory> If(bool isThere, StepMemory step) => isThere ? [step] : [];

    private static StepMemory Step(MemoryStep step, IEnumerable<MemoryPart> parts)
    {
        List<MemoryPart> arrays = [.. parts.Where(part => part.Bytes > 0)];
        arrays.Add(new MemoryPart("overhead", (long)(Overhead * arrays.Sum(part => part.Bytes))));
        IReadOnlyList<MemoryPart> held = [.. arrays.OrderByDescending(part => part.Bytes)];
        return new StepMemory(step, held.Sum(part => part.Bytes), held);
    }
}
