namespace RelionPS.Refinement.Options;

/// <summary>A job whose options are known.</summary>
/// <param name="Key">The value of <c>-Preset</c>.</param>
/// <param name="Name">Its name in reports.</param>
/// <param name="Options">Its options.</param>
/// <param name="Acceleration">The acceleration it is run with unless the user says otherwise.</param>
/// <param name="Source">Where the options are from.</param>
internal sealed record Preset(string Key, string Name, RefineOptions Options, Acceleration Acceleration, string Source)
{
    /// <summary>What is known of the job's data.</summary>
    public DataSize Data { get; init; } = new(null);

    /// <summary>The job of RELION's GUI that it is; null for none.</summary>
    public RefineJobType? JobType { get; init; }

    /// <summary>How that job optimises; null for none.</summary>
    public RefineAlgorithm? Algorithm { get; init; }

    /// <summary>The version whose GUI has these defaults; null for none.</summary>
    public string? Gui { get; init; }

    /// <summary>Tokens of options that are no properties; one that was given takes the place of its own.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>The flags in the order of the command; empty for that of the guide.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];
}

/// <summary>The presets, by name.</summary>
internal static class Presets
{
    /// <summary>The name of no preset.</summary>
    public const string None = "None";

    public static IReadOnlyList<Preset> All { get; } =
    [
        new("PlasmodiumRibosome", "Plasmodium Ribosome", new RefineOptions
        {
            InputStar = "Particles/shiny_2sets_3.1.star",
            Reference = "emd_2660.map:mrc",
            FirstIterationCc = true,
            InitialHighResolution = 60,
            CombineWeightsThroughNetwork = true,
            Ctf = true,
            CtfCorrectedReference = true,
            Tau2Fudge = 4,
            ParticleDiameter = 360,
            ClassCount = 6,
            FlattenSolvent = true,
            ZeroMask = true,
            Oversampling = 1,
            HealpixOrder = 2,
            OffsetRange = 5,
            OffsetStep = 2,
            Symmetry = "C1",
            Norm = true,
            Scale = true,
            RandomSeed = 0,
            Iteration = 25,
            OutputRoot = "Results/cpu3d",
        }, Acceleration.Cpu, "guide 5.3")
        {
            // EMPIAR-10028. At the sampling's 7.5° classes stay above 5 Å; the guide runs 8 ranks of it in 256 GB (2.2,
            // 5.3), which Nyquist would not fit.
            Data = new DataSize(360, 1.34, 105_247, ExpectedResolution: 5),
        },
        new("Synthetic", "Synthetic", new RefineOptions
        {
            InputStar = "particles.star",
            Reference = "reference.mrc",
            FirstIterationCc = true,
            InitialHighResolution = 30,
            CombineWeightsThroughNetwork = true,
            Ctf = true,
            CtfCorrectedReference = true,
            Tau2Fudge = 4,
            ClassCount = 3,
            FlattenSolvent = true,
            ZeroMask = true,
            Oversampling = 1,
            HealpixOrder = 1,
            OffsetRange = 3,
            OffsetStep = 2,
            Symmetry = "C1",
            Norm = true,
            Scale = true,
            RandomSeed = 1,
            Iteration = 3,
            OutputRoot = "Results/run",
        }, Acceleration.Cpu, "preset Synthetic"),
        new(None, "Refinement", new RefineOptions(), Acceleration.None, "no preset"),
    ];

    public static Preset Get(string key) =>
        All.First(preset => preset.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
}
