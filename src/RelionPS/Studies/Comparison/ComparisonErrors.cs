using RelionPS.Core.Errors;

namespace RelionPS.Studies.Comparison;

/// <summary>Errors of results that can't be compared.</summary>
internal static class ComparisonErrors
{
    public static RelionException ResultIs2D(string root) =>
        new("RelionResultIs2D", ErrorKind.InvalidArgument, root, [root]);

    public static RelionException ResultNotFound(string root, string path) =>
        new("RelionResultNotFound", ErrorKind.ObjectNotFound, root, [path]);

    public static RelionException ResultAmbiguous(string path, string roots) =>
        new("RelionResultAmbiguous", ErrorKind.InvalidArgument, path, [path, roots]);

    public static RelionException ResultIterationNotFound(string root, int iteration, int first, int last) =>
        new("RelionResultIterationNotFound", ErrorKind.ObjectNotFound, root, [root, iteration, first, last]);

    public static RelionException ResultKindsDiffer(
        string reference, ComparisonKind referenceKind, string result, ComparisonKind resultKind) =>
        new(
            "RelionResultKindsDiffer", ErrorKind.InvalidArgument, result,
            [reference, referenceKind, result, resultKind]);

    public static RelionException ClassCountsDiffer(
        string reference, int referenceCount, string result, int resultCount) =>
        new(
            "RelionClassCountsDiffer", ErrorKind.InvalidArgument, result,
            [reference, referenceCount, result, resultCount]);

    public static RelionException MapsDiffer(string reference, string referenceGrid, string map, string grid) =>
        new("RelionMapsDiffer", ErrorKind.InvalidArgument, map, [reference, referenceGrid, map, grid]);

    public static RelionException PixelSizeUnknown(string map) =>
        new("RelionPixelSizeUnknown", ErrorKind.InvalidData, map, [map]);

    public static RelionException FscFailed(string reference, string map, int exitCode, string error) =>
        new("RelionFscFailed", ErrorKind.InvalidResult, map, [reference, map, exitCode, VisibleText.Said(error)]);

    public static string VersionsDiffer(string reference, string result) =>
        Messages.Format("RelionVersionsDiffer", reference, result);

    /// <param name="gridded">The one that was gridded: reference or result.</param>
    public static string GriddingDiffers(string gridded) => Messages.Format("RelionGriddingDiffers", gridded);

    public static RelionException OverlayPathInvalid(string path) =>
        new("RelionOverlayPathInvalid", ErrorKind.InvalidArgument, path, [VisibleText.Of(path)]);
}
