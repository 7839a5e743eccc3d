namespace RelionPS.Refinement.Options;

/// <summary>
/// What is known of the refinement program's options, a row each. First those of the guide's benchmark command, in its
/// order (guide 5.3), then those that are further arguments; differences between RELION 3.1, 4.0 and 5.0 are those of
/// their sources (src/ml_optimiser.cpp).
/// </summary>
internal static class OptionTable
{
    public const string Input = "--i";
    public const string Reference = "--ref";
    public const string Ctf = "--ctf";
    public const string CorrectedReference = "--ctf_corrected_ref";
    public const string UncorrectedReference = "--ctf_uncorrected_ref";
    public const string ParticleDiameter = "--particle_diameter";
    public const string Classes = "--K";
    public const string Symmetry = "--sym";
    public const string SkipGridding = "--skip_gridding";
    public const string DoGridding = "--dont_skip_gridding";
    public const string Pool = "--pool";
    public const string Threads = "--j";
    public const string Iterations = "--iter";
    public const string Cpu = "--cpu";
    public const string Gpu = "--gpu";
    public const string FreeGpuMemory = "--free_gpu_memory";
    public const string Output = "--o";
    public const string Continue = "--continue";
    public const string OptimisationSet = "--ios";
    public const string Tomograms = "--tomograms";
    public const string Trajectories = "--trajectories";
    public const string SplitHalves = "--split_random_halves";
    public const string RandomSeed = "--random_seed";
    public const string Norm = "--norm";
    public const string SkipAlign = "--skip_align";
    public const string SkipRotate = "--skip_rotate";
    public const string ZeroMask = "--zero_mask";
    public const string Helix = "--helix";
    public const string Gradient = "--grad";
    public const string OldGradient = "--sgd";
    public const string NoParallelRead = "--no_parallel_disc_io";
    public const string SecondSolventMask = "--solvent_mask2";
    public const string AutoRefine = "--auto_refine";

    /// <summary>After how many iterations an auto-refinement ends though it has not converged.</summary>
    public const string AutoIterations = "--auto_iter_max";

    /// <summary>Resolution in ångström, at which a run ends after the iteration that reaches it (4.0).</summary>
    public const string AbortAtResolution = "--abort_at_resolution";

    /// <summary>Every how many iterations a gradient run writes its files (from 4.0 on).</summary>
    public const string GradientWriteStep = "--grad_write_iter";

    public const string SolventMask = "--solvent_mask";
    public const string ReferencePixelSize = "--ref_angpix";
    public const string TrustReferenceSize = "--trust_ref_size";
    public const string PsiStep = "--psi_step";
    public const string PrereadImages = "--preread_images";
    public const string OnTheFlyShifts = "--onthefly_shifts";
    public const string Scratch = "--scratch_dir";
    public const string KeepFreeScratch = "--keep_free_scratch";
    public const string FromNothing = "--denovo_3dref";
    public const string Blush = "--blush";
    public const string FastSubsets = "--fast_subsets";
    public const string SigmaAngle = "--sigma_ang";
    public const string LocalHealpixOrder = "--auto_local_healpix_order";
    public const string JoinHalves = "--low_resol_join_halves";
    public const string SolventCorrectFsc = "--solvent_correct_fsc";

    /// <summary>The folder that RELION's GUI has a job leave its marks in; no help lists it.</summary>
    public const string PipelineControl = "--pipeline_control";

    private const string GradInstead = "Before 4.0 these options begin with --sgd.";
    private const string SgdInstead = "From 4.0 on these options begin with --grad.";

    /// <summary>Every option; where several match a flag, the first is meant.</summary>
    public static IReadOnlyList<RelionOption> All { get; } =
    [
        Row(Input, nameof(RefineOptions.InputStar), o => o.InputStar, (o, v) => o with { InputStar = v })
            with { NamesInput = true },
        Row(Reference, nameof(RefineOptions.Reference), o => o.Reference, (o, v) => o with { Reference = v })
            with { NamesInput = true },
        Row("--firstiter_cc", nameof(RefineOptions.FirstIterationCc),
            o => o.FirstIterationCc, (o, v) => o with { FirstIterationCc = v }),
        Row("--ini_high", nameof(RefineOptions.InitialHighResolution),
            o => o.InitialHighResolution, (o, v) => o with { InitialHighResolution = v }),
        Row("--dont_combine_weights_via_disc", nameof(RefineOptions.CombineWeightsThroughNetwork),
            o => o.CombineWeightsThroughNetwork, (o, v) => o with { CombineWeightsThroughNetwork = v })
            with { IsKept = true },
        Row(Ctf, nameof(RefineOptions.Ctf), o => o.Ctf, (o, v) => o with { Ctf = v }),
        Row(CorrectedReference, nameof(RefineOptions.CtfCorrectedReference),
            o => o.CtfCorrectedReference, (o, v) => o with { CtfCorrectedReference = v })
            with { Before = "4.0", Instead = "From 4.0 on that is the default." },
        Row("--tau2_fudge", nameof(RefineOptions.Tau2Fudge), o => o.Tau2Fudge, (o, v) => o with { Tau2Fudge = v }),
        Row(ParticleDiameter, nameof(RefineOptions.ParticleDiameter),
            o => o.ParticleDiameter, (o, v) => o with { ParticleDiameter = v }),
        Row(Classes, nameof(RefineOptions.ClassCount), o => o.ClassCount, (o, v) => o with { ClassCount = v }),
        Row("--flatten_solvent", nameof(RefineOptions.FlattenSolvent),
            o => o.FlattenSolvent, (o, v) => o with { FlattenSolvent = v }),
        Row(ZeroMask, nameof(RefineOptions.ZeroMask), o => o.ZeroMask, (o, v) => o with { ZeroMask = v }),
        Row("--oversampling", nameof(RefineOptions.Oversampling),
            o => o.Oversampling, (o, v) => o with { Oversampling = v }),
        Row("--healpix_order", nameof(RefineOptions.HealpixOrder),
            o => o.HealpixOrder, (o, v) => o with { HealpixOrder = v }),
        Row("--offset_range", nameof(RefineOptions.OffsetRange),
            o => o.OffsetRange, (o, v) => o with { OffsetRange = v }),
        Row("--offset_step", nameof(RefineOptions.OffsetStep), o => o.OffsetStep, (o, v) => o with { OffsetStep = v }),
        Row(Symmetry, nameof(RefineOptions.Symmetry), o => o.Symmetry, (o, v) => o with { Symmetry = v }),
        Row(Norm, nameof(RefineOptions.Norm), o => o.Norm, (o, v) => o with { Norm = v }),
        Row("--scale", nameof(RefineOptions.Scale), o => o.Scale, (o, v) => o with { Scale = v }),
        Row("--pad", nameof(RefineOptions.Padding), o => o.Padding, (o, v) => o with { Padding = v }),
        Row(SkipGridding, nameof(RefineOptions.SkipGridding),
            o => o.SkipGridding, (o, v) => o with { SkipGridding = v })
            with { IsKept = true, Before = "4.0", Instead = "From 4.0 on that is the default." },
        Row(RandomSeed, nameof(RefineOptions.RandomSeed), o => o.RandomSeed, (o, v) => o with { RandomSeed = v }),
        new(Pool) { Parameter = "Pool", IsKept = true },
        new(Threads) { Parameter = "Thread", IsKept = true },
        Row(Iterations, nameof(RefineOptions.Iteration), o => o.Iteration, (o, v) => o with { Iteration = v })
            with { IsKept = true },
        new(Cpu) { Parameter = "Acceleration", IsKept = true },
        new(Gpu) { Parameter = "Acceleration", IsKept = true },
        Row(Output, nameof(RefineOptions.OutputRoot), o => o.OutputRoot, (o, v) => o with { OutputRoot = v })
            with { IsKept = true },
        Later(SolventMask, nameof(RefineOptions.Mask), o => o.Mask, (o, v) => o with { Mask = v })
            with { NamesInput = true },
        Later(SolventCorrectFsc, nameof(RefineOptions.SolventCorrectFsc),
            o => o.SolventCorrectFsc, (o, v) => o with { SolventCorrectFsc = v }) with { IsKept = true },
        Later(Blush, nameof(RefineOptions.Blush), o => o.Blush, (o, v) => o with { Blush = v })
            with { IsKept = true, From = "5.0", Instead = "It came with 5.0." },
        Later(SkipAlign, nameof(RefineOptions.SkipAlign), o => o.SkipAlign, (o, v) => o with { SkipAlign = v })
            with { IsKept = true },
        Later(PsiStep, nameof(RefineOptions.PsiStep), o => o.PsiStep, (o, v) => o with { PsiStep = v }),
        Later(SigmaAngle, nameof(RefineOptions.SigmaAngle), o => o.SigmaAngle, (o, v) => o with { SigmaAngle = v }),
        Later(LocalHealpixOrder, nameof(RefineOptions.LocalHealpixOrder),
            o => o.LocalHealpixOrder, (o, v) => o with { LocalHealpixOrder = v }),
        Later(SplitHalves, nameof(RefineOptions.SplitRandomHalves),
            o => o.SplitRandomHalves, (o, v) => o with { SplitRandomHalves = v }),
        Later(JoinHalves, nameof(RefineOptions.JoinHalvesResolution),
            o => o.JoinHalvesResolution, (o, v) => o with { JoinHalvesResolution = v }),
        Later(FastSubsets, nameof(RefineOptions.FastSubsets),
            o => o.FastSubsets, (o, v) => o with { FastSubsets = v }),
        Later(ReferencePixelSize, nameof(RefineOptions.ReferencePixelSize),
            o => o.ReferencePixelSize, (o, v) => o with { ReferencePixelSize = v }),
        Later(TrustReferenceSize, nameof(RefineOptions.TrustReferenceSize),
            o => o.TrustReferenceSize, (o, v) => o with { TrustReferenceSize = v }) with { IsKept = true },
        new(Continue) { NamesInput = true },
        new(AutoRefine) { IsOpenEnded = true },
        new(UncorrectedReference) { From = "4.0", Instead = "Before 4.0 that is the default." },
        new(OldGradient) { Before = "4.0", Instead = SgdInstead, IsOpenEnded = true },
        new("--sgd*") { Before = "4.0", Instead = SgdInstead },
        new(Gradient) { From = "4.0", Instead = GradInstead },
        new("--grad*") { From = "4.0", Instead = GradInstead },
        new(DoGridding)
        {
            From = "4.0", IsKept = true, Instead = "Before 4.0 gridding is done unless --skip_gridding is given.",
        },
        new("--sigma_off") { Before = "5.0", Instead = "5.0 estimates it.", Form = OptionForm.OfContinuation },
        .. FurtherOptions.All,
    ];

    /// <summary>The options that are properties of <see cref="RefineOptions"/>.</summary>
    public static IReadOnlyList<RefineOption> OfProperties { get; } = [.. All.OfType<RefineOption>()];

    /// <summary>The options before <c>--pool</c>.</summary>
    public static IReadOnlyList<RefineOption> BeforePool { get; } =
        [.. All.TakeWhile(option => option.Flag != Pool).OfType<RefineOption>()];

    /// <summary>The options behind <c>--o</c>.</summary>
    public static IReadOnlyList<RefineOption> AfterOutput { get; } =
        [.. All.SkipWhile(option => option.Flag != Output).Skip(1).OfType<RefineOption>()];

    public static RefineOption Iteration { get; } = OfProperties.First(option => option.Flag == Iterations);

    public static RefineOption OutputRoot { get; } = OfProperties.First(option => option.Flag == Output);

    /// <summary>The option of that flag; null where nothing is known of it.</summary>
    public static RelionOption? Find(string flag) => All.FirstOrDefault(option => option.Matches(flag));

    /// <summary>The options that were given, and where one was not, the other's.</summary>
    public static RefineOptions Merge(RefineOptions other, RefineOptions given) => OfProperties.Aggregate(
        other with { AdditionalArgument = given.AdditionalArgument ?? other.AdditionalArgument },
        (options, option) => option.Value(given) is { } value ? option.With(options, value) : options);

    /// <summary>
    /// The options with those of their further arguments that are properties too: such an option may be given as
    /// either. A token that is no value of its option stays where it is.
    /// </summary>
    public static RefineOptions Lifted(RefineOptions options)
    {
        var rest = new List<string>();
        foreach (OptionTokens option in OptionTokens.Split(options.AdditionalArgument ?? []))
        {
            RefineOptions? lifted = Find(option.Flag) is not RefineOption { IsTakenAsToken: true } row ? null
                : (row.IsSwitch, option.Values) switch
                {
                    (true, []) => row.With(options, true),
                    (false, [var value]) => row.Read(options, value),
                    _ => null,
                };
            if (lifted is null) rest.AddRange(option.Tokens);
            else options = lifted;
        }
        return rest.Count == (options.AdditionalArgument?.Count ?? 0)
            ? options
            : options with { AdditionalArgument = rest };
    }

    /// <summary>
    /// A row of an option that was a further argument before it had a parameter, and may still be one.
    /// </summary>
    private static RefineOption Later<T>(
        string flag, string property, Func<RefineOptions, T> value, Func<RefineOptions, T, RefineOptions> with) =>
        Row(flag, property, value, with) with { IsTakenAsToken = true };

    private static RefineOption Row<T>(
        string flag, string property, Func<RefineOptions, T> value, Func<RefineOptions, T, RefineOptions> with) =>
        new(
            flag, property, IsSwitch: typeof(T) == typeof(bool?),
            options => value(options), (options, to) => with(options, (T)to!))
        {
            Parameter = property,
            ValueType = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T),
        };
}
