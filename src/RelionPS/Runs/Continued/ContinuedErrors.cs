using RelionPS.Core.Errors;

namespace RelionPS.Runs.Continued;

/// <summary>Errors of benchmarks that go on from a run's iteration.</summary>
internal static class ContinuedErrors
{
    public static RelionException SeveralRuns(string path, IEnumerable<string> roots) =>
        new("RelionSeveralRuns", ErrorKind.InvalidArgument, path, [path, string.Join(", ", roots)]);

    public static RelionException IterationNotWhole(RefineRun run, int iteration, string whole) =>
        new("RelionIterationNotWhole", ErrorKind.ObjectNotFound, run, [run.OutputRoot, iteration, whole]);

    public static RelionException RunNotForBenchmark(RefineRun run, string reason) =>
        new("RelionRunNotForBenchmark", ErrorKind.InvalidData, run, [run.OutputRoot, reason]);
}
