using RelionPS.Core.Errors;

namespace RelionPS.Runs.Results;

/// <summary>Errors of runs that are read back.</summary>
internal static class RunErrors
{
    public static RelionException RunNotFound(string path) =>
        new("RelionRunNotFound", ErrorKind.ObjectNotFound, path, [path]);
}
