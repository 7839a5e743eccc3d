using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Nodes.Profile;

namespace RelionPS.Builds.Recipes;

/// <summary>
/// The GPUs that a recipe compiles for: those that a site's file gives CMake, else those asked for, else those of the
/// nodes; and what CMake is told of them.
/// </summary>
internal static class GpuTargets
{
    public const string CudaOption = "CUDA_ARCH", HipOption = "HIP_ARCH";

    /// <summary>RELION's options for code on GPUs, of which a binary has one at most.</summary>
    public static readonly IReadOnlyList<string> Codes = ["CUDA", "HIP", "SYCL"];

    private const string Rule = "GpuArchitecture";

    private static readonly char[] Separators = [',', ';', ' '];

    /// <summary>
    /// Architectures as users write them, one or several in a text (<c>80,90</c>, <c>sm_80</c>, <c>gfx90a;gfx908</c>),
    /// in the form of a node's profile.
    /// </summary>
    /// <exception cref="Core.Errors.RelionException"><c>RelionGpuArchitectureInvalid</c>.</exception>
    public static IReadOnlyList<string> Parse(IEnumerable<string> texts) =>
    [
        .. texts.SelectMany(text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } all
                ? all
                : [text])
            .Select(text => GpuModels.Normalised(text) ?? throw ProfileErrors.GpuArchitectureInvalid(text)),
    ];

    public static void Apply(RecipeDraft draft)
    {
        if (draft.IsOn("CUDA")) ApplyCuda(draft);
        if (draft.IsOn("HIP")) ApplyHip(draft);
    }

    /// <summary>As the compilers name them.</summary>
    public static IReadOnlyList<string> Names(RecipeDraft draft) =>
        draft.IsOn("CUDA") ? [.. draft.CudaTargets.Select(number => FormattableString.Invariant($"sm_{number}"))]
            : draft.IsOn("HIP") ? draft.HipTargets
            : [];

    /// <summary>
    /// RELION hands its one <c>CUDA_ARCH</c> to nvcc as <c>-arch=sm_N</c> (CMakeLists.txt, 3.1 to 5.0), which makes
    /// code for that GPU and PTX that the driver translates for later ones. So it is the newest; nvcc takes more GPUs
    /// by <c>-gencode</c> beside it, and CMake's FindCUDA hands it <c>CUDA_NVCC_FLAGS</c>.
    /// </summary>
    private static void ApplyCuda(RecipeDraft draft)
    {
        if (draft.Value(CudaOption) is { } given)
        {
            draft.CudaTargets = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int only)
                ? [only]
                : [];
            return;
        }
        (IReadOnlyList<string> found, string source) = Find(draft, GpuModels.Nvidia);
        int[] numbers = [.. found.Select(CudaArchitectures.Number).OfType<int>().Distinct().Order()];
        if (numbers.Length == 0) return;
        draft.CudaTargets = numbers;
        draft.Define(CudaOption, numbers[^1].ToString(CultureInfo.InvariantCulture));
        if (numbers.Length > 1)
        {
            string more = string.Join(
                ';',
                numbers[..^1].Select(
                    number => FormattableString.Invariant($"-gencode=arch=compute_{number},code=sm_{number}")));
            draft.Append(CudaRules.NvccFlags, more);
        }
        Decide(
            draft,
            FormattableString.Invariant(
                $"code for {string.Join(", ", Names(draft))}, and PTX of sm_{numbers[^1]} for later GPUs"),
            source);
    }

    private static void ApplyHip(RecipeDraft draft)
    {
        if (draft.Value(HipOption) is { } given)
        {
            draft.HipTargets = given.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            return;
        }
        (IReadOnlyList<string> found, string source) = Find(draft, GpuModels.Amd);
        string[] targets = [.. found.Distinct().Order(StringComparer.Ordinal)];
        if (targets.Length == 0) return;
        draft.HipTargets = targets;
        draft.Define(HipOption, string.Join(',', targets));
        Decide(draft, $"code for {string.Join(", ", targets)}", source);
    }

    private static void Decide(RecipeDraft draft, string reason, string source) =>
        draft.Decisions.Add(
            new Decision(draft.Spec.Name, string.Join(", ", Names(draft)), Rule, reason, source));

    private static (IReadOnlyList<string> Architectures, string Source) Find(RecipeDraft draft, string vendor)
    {
        if (draft.Spec.GpuArchitectures is { Count: > 0 } asked)
        {
            return ([.. asked.Where(each => IsOf(each, vendor))], "-GpuArchitecture");
        }
        GpuDevice[] devices =
        [
            .. draft.Gpus.SelectMany(facts => facts.Devices.Value ?? [])
                .Where(device => device.Vendor == vendor && device.Architecture.Value is not null),
        ];
        return ([.. devices.Select(device => device.Architecture.Value!).Where(each => IsOf(each, vendor))],
            string.Join(", ", devices.Select(device => device.Model.Value ?? device.Vendor).Distinct()));
    }

    private static bool IsOf(string architecture, string vendor) =>
        architecture.StartsWith("gfx", StringComparison.Ordinal) == (vendor == GpuModels.Amd);
}
