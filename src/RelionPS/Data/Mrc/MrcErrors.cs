using RelionPS.Core.Errors;

namespace RelionPS.Data.Mrc;

/// <summary>Errors of MRC files.</summary>
internal static class MrcErrors
{
    public static RelionException MrcInvalid(string path, string reason) =>
        new("RelionMrcInvalid", ErrorKind.InvalidData, path, [path, reason]);
}
