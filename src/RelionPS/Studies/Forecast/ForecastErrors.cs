using RelionPS.Core.Errors;

namespace RelionPS.Studies.Forecast;

/// <summary>Errors of forecasts.</summary>
internal static class ForecastErrors
{
    public static RelionException NothingMeasured(string name) =>
        new("RelionForecastNothingMeasured", ErrorKind.InvalidData, name, [name]);

    public static RelionException JobsDiffer(string name, IterationWork measured, string root, IterationWork whole) =>
        new(
            "RelionForecastJobsDiffer", ErrorKind.InvalidArgument, root,
            [name, measured.BoxSize, measured.Dimensions, root, whole.BoxSize, whole.Dimensions]);

    public static RelionException RunUnread(string root) =>
        new("RelionForecastRunUnread", ErrorKind.ObjectNotFound, root, [root]);

    public static RelionException LengthUnknown(string root) =>
        new("RelionForecastLengthUnknown", ErrorKind.InvalidArgument, root, [root]);
}
