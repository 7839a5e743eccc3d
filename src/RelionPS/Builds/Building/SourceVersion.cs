using System.Text.RegularExpressions;
using RelionPS.Builds.Recipes;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Building;

/// <summary>
/// RELION's version of a source before anything is fetched or unpacked, so that what is shown beforehand is what would
/// be built. Null where nothing tells.
/// </summary>
internal static partial class SourceVersion
{
    /// <summary>Of a source tree, or of the header in a tarball, which is read and not unpacked.</summary>
    /// <exception cref="Core.Errors.RelionException"><c>RelionSourceNotFound</c>.</exception>
    public static async Task<string?> OfPathAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return SourceTree.Open(path).Version;
        // tar would wait for a pipe; what unpacks the source says what is wrong with it.
        if (!PlainFile.IsAt(path)) return null;
        string header = await AskAsync(
            "tar", ["-xOf", path, "--wildcards", "*/src/macros.h"], cancellationToken).ConfigureAwait(false);
        return ToolVersion.Text(HeaderText.Define(header.Split('\n'), SourceTree.VersionName));
    }

    /// <summary>Of a tag: <c>3.1.1</c>, <c>v5.0.1</c>, or a branch of RELION's, <c>ver4.0</c>, at its newest.</summary>
    public static string? OfTag(string tag) =>
        TagPattern().Match(tag) is { Success: true } match ? RelionReleases.Named(match.Groups["version"].Value) : null;

    /// <summary>Of Debian's source package, by the name of its tarball.</summary>
    public static async Task<string?> OfDebianAsync(CancellationToken cancellationToken)
    {
        string uris = await AskAsync(
            "apt-get", ["source", "--print-uris", "--tar-only", "relion"], cancellationToken).ConfigureAwait(false);
        return TarballPattern().Match(uris) is { Success: true } match ? match.Groups["version"].Value : null;
    }

    private static async Task<string> AskAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (ProgramFinder.Find(program) is not { } path) return "";
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(path, arguments) { CaptureText = true, Environment = [new("LC_ALL", "C")] },
            cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome.ExitCode == 0 ? outcome.StandardOutput : "";
    }

    [GeneratedRegex(@"\A(v|ver)?(?<version>[0-9]+\.[0-9]+(\.[0-9]+)?)\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\brelion_(?<version>[0-9]+\.[0-9]+(\.[0-9]+)?)[^ /]*\.orig\.tar\.")]
    private static partial Regex TarballPattern();
}
