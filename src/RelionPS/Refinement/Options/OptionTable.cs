using System.Globalization;

namespace RelionPS.Refinement.Options;

/// <summary>One option of the refinement program.</summary>
/// <param name="Flag">As RELION spells it.</param>
/// <param name="Property">The property of <see cref="RefineOptions"/>, and the parameter's name.</param>
/// <param name="Value">Its value, null where it was not given.</param>
internal sealed record RefineOption(string Flag, string Property, Func<RefineOptions, object?> Value);

/// <summary>RELION's flags beside their properties, in the order of the guide's benchmark command (guide 5.3).</summary>
internal static class OptionTable
{
    public const string Pool = "--pool";
    public const string Threads = "--j";
    public const string Output = "--o";
    public const string Continue = "--continue";

    /// <summary>The options before <c>--pool</c>.</summary>
    public static IReadOnlyList<RefineOption> BeforePool { get; } =
    [
        new("--i", nameof(RefineOptions.InputStar), o => o.InputStar),
        new("--ref", nameof(RefineOptions.Reference), o => o.Reference),
        new("--firstiter_cc", nameof(RefineOptions.FirstIterationCc), o => o.FirstIterationCc),
        new("--ini_high", nameof(RefineOptions.InitialHighResolution), o => o.InitialHighResolution),
        new("--dont_combine_weights_via_disc", nameof(RefineOptions.CombineWeightsThroughNetwork), o => o.CombineWeightsThroughNetwork),
        new("--ctf", nameof(RefineOptions.Ctf), o => o.Ctf),
        new("--ctf_corrected_ref", nameof(RefineOptions.CtfCorrectedReference), o => o.CtfCorrectedReference),
        new("--tau2_fudge", nameof(RefineOptions.Tau2Fudge), o => o.Tau2Fudge),
        new("--particle_diameter", nameof(RefineOptions.ParticleDiameter), o => o.ParticleDiameter),
        new("--K", nameof(RefineOptions.ClassCount), o => o.ClassCount),
        new("--flatten_solvent", nameof(RefineOptions.FlattenSolvent), o => o.FlattenSolvent),
        new("--zero_mask", nameof(RefineOptions.ZeroMask), o => o.ZeroMask),
        new("--oversampling", nameof(RefineOptions.Oversampling), o => o.Oversampling),
        new("--healpix_order", nameof(RefineOptions.HealpixOrder), o => o.HealpixOrder),
        new("--offset_range", nameof(RefineOptions.OffsetRange), o => o.OffsetRange),
        new("--offset_step", nameof(RefineOptions.OffsetStep), o => o.OffsetStep),
        new("--sym", nameof(RefineOptions.Symmetry), o => o.Symmetry),
        new("--norm", nameof(RefineOptions.Norm), o => o.Norm),
        new("--scale", nameof(RefineOptions.Scale), o => o.Scale),
        new("--pad", nameof(RefineOptions.Padding), o => o.Padding),
        new(OptionVersions.SkipGridding, nameof(RefineOptions.SkipGridding), o => o.SkipGridding),
        new("--random_seed", nameof(RefineOptions.RandomSeed), o => o.RandomSeed),
    ];

    public static RefineOption Iteration { get; } = new("--iter", nameof(RefineOptions.Iteration), o => o.Iteration);

    public static RefineOption OutputRoot { get; } = new(Output, nameof(RefineOptions.OutputRoot), o => o.OutputRoot);

    /// <summary>Every flag that a parameter owns, with the parameter.</summary>
    public static IReadOnlyDictionary<string, string> Owners { get; } =
        BeforePool.Append(Iteration).Append(OutputRoot).ToDictionary(option => option.Flag, option => option.Property)
            .Concat([new(Pool, "Pool"), new(Threads, "Thread"), new("--cpu", "Acceleration"), new("--gpu", "Acceleration")])
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The option's tokens: none where it was not given or is off, the flag alone where it is on.</summary>
    public static IEnumerable<string> Tokens(RefineOption option, RefineOptions options) => option.Value(options) switch
    {
        null or false => [],
        true => [option.Flag],
        IFormattable number => [option.Flag, number.ToString(null, CultureInfo.InvariantCulture)],
        var text => [option.Flag, text.ToString()!],
    };
}
