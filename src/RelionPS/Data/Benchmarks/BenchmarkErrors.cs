using RelionPS.Core.Errors;

namespace RelionPS.Data.Benchmarks;

/// <summary>Errors of setting up a data set for benchmarks.</summary>
internal static class BenchmarkErrors
{
    public static RelionException BenchmarkDataMissing(string folder, string what) =>
        new("RelionBenchmarkDataMissing", ErrorKind.ObjectNotFound, folder, [folder, what]);

    public static RelionException ArchiveInvalid(string archive, string reason) =>
        new("RelionArchiveInvalid", ErrorKind.InvalidData, archive, [archive, reason]);

    public static RelionException DatasetExists(string path) =>
        new("RelionDatasetExists", ErrorKind.ResourceExists, path, [path]);

    public static RelionException DatasetNotWritable(string path, string reason, Exception? cause = null) =>
        new("RelionDatasetNotWritable", ErrorKind.WriteError, path, [path, reason], cause);

    public static RelionException DatasetBusy(string path, Exception cause) =>
        new("RelionDatasetBusy", ErrorKind.ResourceBusy, path, [path], cause);

    public static RelionException DiskSpaceShort(string folder, double neededGigabytes, double freeGigabytes) =>
        new("RelionDiskSpaceShort", ErrorKind.ResourceUnavailable, folder, [folder, neededGigabytes, freeGigabytes]);

    public static RelionException ProjectFailed(string program, string name, string what, string lastLines) =>
        new("RelionProjectFailed", ErrorKind.InvalidResult, program, [name, what, lastLines]);
}
