using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Building;

/// <summary>
/// Gets a source tree from a tarball, Debian's source package or a git repository, into a folder beside the builds.
/// What is there already is used.
/// </summary>
internal static class SourceFetcher
{
    private const string Package = "relion";

    /// <summary>Of what a program says before it fails.</summary>
    private const int LinesShown = 4;

    /// <summary>
    /// Unpacks a tarball into a folder of its own, which its content names: another content is another folder, and none
    /// is ever written over.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionSourceNotFetched</c>, <c>RelionSourceNotFound</c>.</exception>
    public static async Task<SourceTree> UnpackAsync(
        string tarball, string buildPath, IReporter reporter, CancellationToken cancellationToken)
    {
        string sources = Path.Combine(buildPath, "source");
        string target = Path.Combine(
            sources, await SourceName.OfTarballAsync(tarball, cancellationToken).ConfigureAwait(false));
        if (Directory.Exists(target)) return SourceTree.Open(target);
        return await PlaceAsync(
            target, partial => RunAsync("tar", ["-xf", tarball, "-C", partial, "--strip-components=1"], partial,
            "Is it a tarball of RELION's source?", reporter, cancellationToken)).ConfigureAwait(false);
    }

    /// <exception cref="RelionException"><c>RelionSourceNotFetched</c>: no deb-src line, no network.</exception>
    public static async Task<SourceTree> FetchDebianAsync(
        string buildPath, IReporter reporter, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(buildPath, "debian");
        Directory.CreateDirectory(folder);
        string? tarball = Tarball(folder);
        if (tarball is null)
        {
            await RunAsync("apt-get", ["source", "--tar-only", "--download-only", Package], folder,
                "Debian's package lists need a deb-src line and 'apt-get update'.",
                reporter,
                cancellationToken).ConfigureAwait(false);
            tarball = Tarball(folder)
                ?? throw BuildErrors.SourceNotFetched(Package, "apt-get", $"there is no tarball in '{folder}'.", "");
        }
        return await UnpackAsync(tarball, buildPath, reporter, cancellationToken).ConfigureAwait(false);

        static string? Tarball(string folder) =>
            Directory.EnumerateFiles(folder, Package + "_*.orig.tar.*").Order(StringComparer.Ordinal).LastOrDefault();
    }

    /// <exception cref="RelionException"><c>RelionSourceNotFetched</c>.</exception>
    public static async Task<SourceTree> CloneAsync(
        string repository, string tag, string buildPath, IReporter reporter, CancellationToken cancellationToken)
    {
        string target = Path.Combine(buildPath, "source", SourceName.OfTag(tag));
        if (Directory.Exists(Path.Combine(target, ".git"))) return SourceTree.Open(target);
        return await PlaceAsync(
            target,
            partial => RunAsync(
                "git", ["clone", "--quiet", "--depth", "1", "--branch", tag, "--", repository, partial], buildPath,
                "Check -Repository and -Tag, and that this machine reaches it.",
                reporter,
                cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>
    /// Fills a new folder and brings it to its place when it is whole. What came to nothing is taken away: the folder
    /// was made here, a moment ago.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionFolderNotOwn</c>: something else is at the place.</exception>
    private static async Task<SourceTree> PlaceAsync(string target, Func<string, Task> fillAsync)
    {
        string partial = WholeFile.NameBeside(target);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            OwnFolder.MakeNew(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(target, exception.Message, exception);
        }
        try
        {
            await fillAsync(partial).ConfigureAwait(false);
            if (DirectoryEntry.At(target).Kind != EntryKind.None)
            {
                throw FileErrors.FolderNotOwn(target, "it is no source tree of this build path");
            }
            Directory.Move(partial, target);
        }
        catch
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            throw;
        }
        return SourceTree.Open(target);
    }

    private static async Task RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string folder,
        string remedy,
        IReporter reporter,
        CancellationToken cancellationToken)
    {
        reporter.Verbose($"{program} {string.Join(' ', arguments)}");
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(ProgramFinder.Require(program), arguments)
            {
                WorkingDirectory = folder,
                Environment = [new("GIT_TERMINAL_PROMPT", "0"), new("LC_ALL", "C")],
            },
            cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.ExitCode != 0)
        {
            // git's last line may be the end of a sentence.
            IReadOnlyList<string> said = LastLines.Said(outcome.StandardError, LinesShown);
            string reason = said.Count > 0 ? string.Join(" / ", said) : $"exit code {outcome.ExitCode}.";
            throw BuildErrors.SourceNotFetched(program, program, reason, remedy);
        }
    }
}
