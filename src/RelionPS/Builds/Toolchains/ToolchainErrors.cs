using RelionPS.Core.Errors;

namespace RelionPS.Builds.Toolchains;

/// <summary>Errors of setting up compilers and libraries.</summary>
internal static class ToolchainErrors
{
    public static RelionException EnvironmentScriptFailed(
        IReadOnlyList<string> arguments, string reason, string lastLines) =>
        new(
            "RelionEnvironmentScriptFailed", ErrorKind.InvalidResult, string.Join(", ", arguments),
            [string.Join(", ", arguments.Where(each => each.Length > 0)), reason, VisibleText.Said(lastLines)]);
}
