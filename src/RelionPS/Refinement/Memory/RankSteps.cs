namespace RelionPS.Refinement.Memory;

/// <summary>
/// What a rank really holds, step by step: the arrays that RELION 3.1.3 has at the same time (ml_optimiser.cpp, ml_optimiser_mpi.cpp, ml_model.cpp,
/// projector.cpp, backprojector.cpp, acc/). N are the elements of a reference's half transform up to the current size, M those of the padded box, r the
/// bytes of a real number.
/// </summary>
internal static class RankSteps
{
    /// <summary>A process without data, and with an MPI library: measured (bench/memory.md) with Debian's Open MPI and FFTW.</summary>
    private const long ProgramBytes = 20L << 20, MpiBytes = 10L << 20;

    /// <summary>What one particle's entry takes while its table is read, with its text; measured (bench/memory.md).</summary>
    private const long BytesPerParticle = 1500;

    /// <summary>Over the arrays: buffers of the transforms, small arrays, and what the allocator keeps; measured (bench/memory.md).</summary>
    private const double Overhead = 0.04;

    /// <summary>glibc serves what is smaller from its heap, and does not always give that back (mallopt(3), M_MMAP_THRESHOLD).</summary>
    private const long HeapArrayBytes = 32L << 20;

    /// <summary>What the heap of each thread of the accelerated code keeps; measured (bench/memory.md).</summary>
    private const long AcceleratedThreadBytes = 8L << 20;

    /// <summary>Elements of the largest message that the sums travel in (ml_model.cpp, MAX_PACK_SIZE).</summary>
    private const long MaxPackElements = 671_010_000;

    public static IReadOnlyList<StepMemory> Of(RankKind kind, RefinementSize size, RankLayout layout)
    {
        // Read as single precision, filtered in Fourier space, and copied.
        var start = Step(MemoryStep.Start, [.. Base(kind, size), References(size, size.IsSinglePrecision ? 3 : 2)]);
        if (kind == RankKind.Leader) return [start];
        List<StepMemory> steps = [start, Setup(kind, size), Expectation(kind, size, layout)];
        if (kind != RankKind.ThreadsOnly && layout.Followers / (size.IsAutoRefine ? 2 : 1) > 1) steps.Add(Combination(kind, size));
        steps.Add(Maximization(kind, size, layout));
        return steps;
    }

    /// <summary>
    /// Each reference padded with zeros and transformed, one after the other, then cut to the current size. Without half-sets each of several classes is
    /// transformed by one follower, which sends it to the others; a single one is by all of them (ml_model.cpp, setFourierTransformMaps).
    /// </summary>
    private static StepMemory Setup(RankKind kind, RefinementSize size)
    {
        long real = size.RealBytes, projection = 2 * real * N(size);
        bool transforms = kind != RankKind.Follower || size.IsAutoRefine || size.ClassCount == 1;
        long padded = transforms ? real * Padded(size) : 0, transform = transforms ? 2 * real * M(size) : 0;
        bool isLastAllocated = projection > padded;
        return Step(MemoryStep.Setup,
        [
            .. Base(kind, size), References(size, 1),
            new("sums of the last iteration", 3 * real * size.SumsPerClass * size.ClassCount * N(size)),
            new("projections' references", projection * (size.ClassCount - (isLastAllocated ? 0 : 1))),
            new("padded reference", isLastAllocated ? 0 : padded),
            new("its transform", transform),
            new("transform's buffers", size.IsSinglePrecision ? padded / 2 : 0),
        ]);
    }

    private static StepMemory Expectation(RankKind kind, RefinementSize size, RankLayout layout)
    {
        long real = size.RealBytes, n = N(size), classes = size.ClassCount;
        bool accelerated = size.Acceleration != Acceleration.None;
        long inFlight = Math.Min(layout.Threads, size.ParticleCount ?? long.MaxValue), pooled = Math.Min((long)layout.Pool * layout.Threads, size.ParticleCount ?? long.MaxValue);
        return Step(MemoryStep.Expectation,
        [
            .. Base(kind, size), References(size, 0),
            new("projections' references", 2 * real * classes * n),
            new("sums", 3 * real * size.SumsPerClass * classes * n),
            new("accelerated copies", accelerated ? (8 + 12 * size.SumsPerClass) * classes * n : 0),
            new("threads' heaps", accelerated ? layout.Threads * AcceleratedThreadBytes : 0),
            new("weights", inFlight * (accelerated ? AcceleratedWeights(size) : ReferenceWeights(size))),
            new("shifted images", accelerated || size.ShiftsOnTheFly || size.HasVolumes ? 0 : inFlight * ShiftedImages(size)),
            new("pooled images", size.HasVolumes ? 0 : pooled * size.ImagePixels * real),
            new("subtomograms at work", VolumeImages.Bytes(size, inFlight)),
        ]);
    }

    /// <summary>Sums packed into messages: two buffers of a message each through the network, one of everything through files.</summary>
    private static StepMemory Combination(RankKind kind, RefinementSize size)
    {
        long all = 3L * size.SumsPerClass * size.ClassCount * N(size);
        long packed = size.CombinesThroughNetwork ? 2 * Math.Min(all, MaxPackElements) : all;
        return Step(MemoryStep.Combination, [.. Base(kind, size), References(size, 0), new("sums", size.RealBytes * all), new("packed sums", size.RealBytes * packed), new("freed copies in the heap", KeptCopies(size))]);
    }

    private static StepMemory Maximization(RankKind kind, RefinementSize size, RankLayout layout)
    {
        long real = size.RealBytes, n = N(size);
        long realSpace = real * FourierVolume.RealElements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D) * (size.IsSinglePrecision ? 2 : 1);
        long gridding = size.SkipsGridding ? 3 * real * n : (((3 * real) + sizeof(double)) * n) + realSpace;
        long weights = size.SkipsGridding ? real * n : 0;
        long windowing = weights + Math.Max(2 * real * (n + M(size)), real * ((2 * M(size)) + Padded(size)));
        bool reconstructs = kind != RankKind.Follower;
        return Step(MemoryStep.Maximization,
        [
            .. Base(kind, size), References(size, 0),
            new("sums", 3 * real * size.SumsPerClass * size.ClassCount * n),
            new("freed subtomograms in the heap", VolumeImages.Bytes(size, Math.Min(layout.Threads, size.ParticleCount ?? long.MaxValue))),
            new("reconstruction", reconstructs ? Math.Max(gridding, windowing) : 0),
            new("freed copies in the heap", KeptCopies(size)),
        ]);
    }

    /// <summary>The accelerated sums are freed after the expectation, the small ones into the heap.</summary>
    private static long KeptCopies(RefinementSize size) =>
        size.Acceleration != Acceleration.None && sizeof(float) * N(size) < HeapArrayBytes ? 12 * size.ClassCount * N(size) : 0;

    /// <summary>All weights of a particle, finely sampled, and a copy of them that is sorted (convertAllSquaredDifferencesToWeights).</summary>
    private static long ReferenceWeights(RefinementSize size) => 2L * size.RealBytes * size.ClassCount * SamplingCounts.Points(size, size.Oversampling);

    /// <summary>Weights of the coarse pass, their sorted and summed copies; of the fine pass only what matters is kept.</summary>
    private static long AcceleratedWeights(RefinementSize size) => 17L * size.ClassCount * SamplingCounts.Points(size, 0);

    /// <summary>An image at every shift, masked and not, as half transforms.</summary>
    private static long ShiftedImages(RefinementSize size) =>
        2 * 2L * size.RealBytes * size.CurrentSize * ((size.CurrentSize / 2) + 1) * SamplingCounts.Translations(size, size.Oversampling);

    private static IEnumerable<MemoryPart> Base(RankKind kind, RefinementSize size) =>
    [
        new("program and libraries", ProgramBytes + (kind == RankKind.ThreadsOnly ? 0 : MpiBytes)),
        new("particles' table", (size.ParticleCount ?? 0) * BytesPerParticle),
        new("all images", size.PrereadsImages ? (size.ParticleCount ?? 0) * 4L * size.ImagePixels : 0),
        GradientMemory.Momenta(size),
    ];

    private static MemoryPart References(RefinementSize size, int copies) =>
        new("references", size.RealBytes * (size.ClassCount + copies) * FourierVolume.Box(size.BoxSize, size.Is3D));

    private static StepMemory Step(MemoryStep step, IEnumerable<MemoryPart> parts)
    {
        List<MemoryPart> arrays = [.. parts.Where(part => part.Bytes > 0)];
        arrays.Add(new MemoryPart("overhead", (long)(Overhead * arrays.Sum(part => part.Bytes))));
        IReadOnlyList<MemoryPart> held = [.. arrays.OrderByDescending(part => part.Bytes)];
        return new StepMemory(step, held.Sum(part => part.Bytes), held);
    }

    private static long N(RefinementSize size) => FourierVolume.Elements(size.BoxSize, size.CurrentSize, size.Padding, size.Is3D);

    private static long M(RefinementSize size) => FourierVolume.PaddedTransform(size.BoxSize, size.Padding, size.Is3D);

    private static long Padded(RefinementSize size) => FourierVolume.PaddedBox(size.BoxSize, size.Padding, size.Is3D);
}
