using RelionPS.Core.Errors;

namespace RelionPS.Data.Datasets;

/// <summary>Errors of particle files, and of mending and converting them.</summary>
internal static class DatasetErrors
{
    public static RelionException StarWithoutParticles(string path, string blocks) =>
        new("RelionStarWithoutParticles", ErrorKind.InvalidData, path, [path, blocks]);

    public static RelionException StarStrayValue(string path, long line, string reason, int count) =>
        new("RelionStarStrayValue", ErrorKind.InvalidData, path, [path, line, reason, count]);

    public static RelionException StarNotMendable(string path, long line) =>
        new("RelionStarNotMendable", ErrorKind.InvalidData, path, [path, line]);

    public static RelionException ConversionFailed(string path, string reason) =>
        new("RelionConversionFailed", ErrorKind.InvalidResult, path, [path, reason]);
}
