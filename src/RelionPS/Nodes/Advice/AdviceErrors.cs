using RelionPS.Core.Errors;

namespace RelionPS.Nodes.Advice;

/// <summary>Errors of a site's own rules.</summary>
internal static class AdviceErrors
{
    public static RelionException RuleFileNotFound(string path) =>
        new("RelionRuleFileNotFound", ErrorKind.ObjectNotFound, path, [path]);

    public static RelionException RuleFileInvalid(string path, string reason) =>
        new("RelionRuleFileInvalid", ErrorKind.InvalidData, path, [path, reason]);
}
