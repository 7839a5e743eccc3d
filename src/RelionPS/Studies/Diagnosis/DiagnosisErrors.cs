using RelionPS.Core.Errors;

namespace RelionPS.Studies.Diagnosis;

/// <summary>Errors of looking for what makes a run slow.</summary>
internal static class DiagnosisErrors
{
    public static RelionException ProcessNotRefinement(int id, string name) =>
        new("RelionProcessNotRefinement", ErrorKind.ObjectNotFound, id, [id, name.Length > 0 ? name : "none"]);

    public static RelionException NoRunHere() =>
        new("RelionNoRunHere", ErrorKind.ObjectNotFound, Environment.MachineName, [Environment.MachineName]);

    public static RelionException ProcessesGone(string name) =>
        new("RelionProcessesGone", ErrorKind.ObjectNotFound, name, [name]);

    public static RelionException ResultNotOfRun(object given) =>
        new("RelionResultNotOfRun", ErrorKind.InvalidArgument, given, [given.GetType().Name]);
}
