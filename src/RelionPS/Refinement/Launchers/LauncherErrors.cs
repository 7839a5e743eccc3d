using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Launchers;

/// <summary>Errors of launchers.</summary>
internal static class LauncherErrors
{
    public static RelionException MpiUnknown(string name, IEnumerable<string> known) =>
        new("RelionMpiUnknown", ErrorKind.InvalidArgument, name, [name, string.Join(", ", known)]);

    public static RelionException PlanNotExpressible(string dialect, string reason) =>
        new("RelionPlanNotExpressible", ErrorKind.InvalidArgument, dialect, [dialect, reason]);
}
