using RelionPS.Builds.Toolchains;
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

    public static RelionException AccelerationsTogether(string recipe, string options) =>
        new("RelionAccelerationsTogether", ErrorKind.InvalidArgument, recipe, [recipe, options]);

    public static RelionException HipTooOld(string recipe, string version) =>
        new("RelionHipTooOld", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException GpuArchitectureUnknown(string recipe, string example) =>
        new("RelionGpuArchitectureUnknown", ErrorKind.InvalidArgument, recipe, [recipe, example]);

    public static RelionException RocmTooOld(string recipe, string version) =>
        new("RelionRocmTooOld", ErrorKind.InvalidArgument, recipe, [version]);

    public static RelionException CudaLacksArchitecture(string recipe, string cuda, CudaArchitecture architecture) =>
        new(
            "RelionCudaLacksArchitecture", ErrorKind.InvalidArgument, recipe,
            [cuda, architecture.Number, architecture.Releases]);

    public static RelionException CudaTooNewForRelion(string recipe, string cuda, string version) =>
        new("RelionCudaTooNewForRelion", ErrorKind.InvalidArgument, recipe, [cuda, version]);

    public static RelionException CudaHostTooNew(string recipe, string cuda, int gcc, int newest) =>
        new("RelionCudaHostTooNew", ErrorKind.InvalidArgument, recipe, [cuda, gcc, newest]);

    public static RelionException CudaHostReplaced(string recipe, string cuda, int gcc, string older) =>
        new("RelionCudaHostReplaced", ErrorKind.InvalidArgument, recipe, [cuda, gcc, older]);

    public static RelionException CudaIntelDefinition(string recipe, string cuda) =>
        new("RelionCudaIntelDefinition", ErrorKind.InvalidArgument, recipe, [cuda]);

    public static RelionException CudaThrustQualifier(string recipe, string cuda, string version) =>
        new("RelionCudaThrustQualifier", ErrorKind.InvalidArgument, recipe, [cuda, version]);

    public static RelionException CudaNamed(string recipe, string? cuda, string folder) =>
        new("RelionCudaNamed", ErrorKind.InvalidArgument, recipe, [cuda, folder]);

    public static RelionException RocmNamed(string recipe, string folder) =>
        new("RelionRocmNamed", ErrorKind.InvalidArgument, recipe, [folder]);

    public static RelionException FindCudaPolicy(string recipe, string cmake) =>
        new("RelionFindCudaPolicy", ErrorKind.InvalidArgument, recipe, [cmake]);

    public static RelionException CudaDriverTooOld(string recipe, string driver, string cuda) =>
        new("RelionCudaDriverTooOld", ErrorKind.InvalidArgument, recipe, [driver, cuda]);

    public static RelionException CudaDriverOlder(string recipe, string driver, string cuda) =>
        new("RelionCudaDriverOlder", ErrorKind.InvalidArgument, recipe, [driver, cuda]);

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
