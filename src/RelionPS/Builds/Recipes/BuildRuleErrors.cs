using RelionPS.Core.Errors;

namespace RelionPS.Builds.Recipes;

/// <summary>
/// What <see cref="BuildRules"/> says of a recipe: why it is refused; or why it was repaired, of which the id and the
/// text alone are shown.
/// </summary>
internal static class BuildRuleErrors
{
    public static RelionException AltCpuWithCuda(string recipe) =>
        new("RelionAltCpuWithCuda", ErrorKind.InvalidArgument, recipe, [recipe]);

    public static RelionException AltCpuWithSycl(string recipe) =>
        new("RelionAltCpuWithSycl", ErrorKind.InvalidArgument, recipe, [recipe]);

    public static RelionException MklWithAmdFftw(string recipe) =>
        new("RelionMklWithAmdFftw", ErrorKind.InvalidArgument, recipe, [recipe]);

    public static RelionException SyclTooOld(string recipe, string version) =>
        new("RelionSyclTooOld", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException IcxTooNewForRelion(string recipe, string version) =>
        new("RelionIcxTooNewForRelion", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException IcxNeedsNewerCMake(string recipe, string? cmake) =>
        new("RelionIcxNeedsNewerCMake", ErrorKind.InvalidArgument, recipe, [cmake]);

    public static RelionException IccKnownBad(string recipe, string version) =>
        new("RelionIccKnownBad", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException IccWithLaterRelion(string recipe, string version) =>
        new("RelionIccWithLaterRelion", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException AmdFftwTooOldRelion(string recipe, string version) =>
        new("RelionAmdFftwTooOldRelion", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException AmdFftwNeedsGcc(string recipe, string gcc) =>
        new("RelionAmdFftwNeedsGcc", ErrorKind.InvalidArgument, recipe, [gcc]);

    public static RelionException CMakePolicyMinimum(string recipe, string? cmake) =>
        new("RelionCMakePolicyMinimum", ErrorKind.InvalidArgument, recipe, [cmake]);

    public static RelionException MklLinkOrder(string recipe, string version) =>
        new("RelionMklLinkOrder", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException MklThreads(string recipe, string version) =>
        new("RelionMklThreads", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException WeightsNotFetched(string recipe, string version) =>
        new("RelionWeightsNotFetched", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException TorchModelsNotFetched(string recipe, string version) =>
        new("RelionTorchModelsNotFetched", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException OwnLibrariesDownloaded(string recipe, string libraries) =>
        new("RelionOwnLibrariesDownloaded", ErrorKind.InvalidArgument, recipe, [libraries]);

    public static RelionException TbbTooNew(string recipe, string? tbb, string version) =>
        new("RelionTbbTooNew", ErrorKind.InvalidArgument, recipe, [tbb, version]);

    public static RelionException InstructionSetMissing(string recipe, string instructionSet) =>
        new("RelionInstructionSetMissing", ErrorKind.ResourceUnavailable, recipe, [recipe, instructionSet]);

    public static RelionException BenchmarkingBuildType(string recipe) =>
        new("RelionBenchmarkingBuildType", ErrorKind.InvalidArgument, recipe, []);

    public static RelionException LibraryMissing(string recipe, string library, string packages) =>
        new("RelionLibraryMissing", ErrorKind.NotInstalled, recipe, [library, packages]);

    public static RelionException CompilerMissing(string target, string program, string recipe, string packages) =>
        new("RelionCompilerMissing", ErrorKind.NotInstalled, target, [program, recipe, packages]);
}
