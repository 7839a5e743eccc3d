using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>
/// Copies of the iteration that a run is continued from. RELION writes that iteration's files again before it computes
/// anything (3.1.3 to 5.0.1, MlOptimiser::initialise), so a start that goes wrong damages what it went on from. They
/// lie in a folder that the module made and can prove it made; one of that name that is someone else's is left alone,
/// and nothing of it is put back.
/// </summary>
/// <param name="outputRoot">Full path of the root name.</param>
internal sealed class SavedIteration(string outputRoot)
{
    private const string Ending = ".saved", Purpose = "saved-iteration";

    /// <summary>Written last: without it the copies are not whole, and RELION was not started.</summary>
    private const string WholeName = "whole";

    private readonly string _root = RunFileName.WithoutContinuation(Path.GetFileName(outputRoot));

    /// <summary>Where the results are.</summary>
    private readonly string _place = Path.GetDirectoryName(outputRoot) ?? "/";

    /// <summary>Hidden, and its files have an ending of their own, so that nobody takes them for a run.</summary>
    private readonly string _folder = Path.Combine(
        Path.GetDirectoryName(outputRoot) ?? "/", $".{Path.GetFileName(outputRoot)}.relionps-saved");

    /// <summary>Copies the iteration's files.</summary>
    /// <param name="optimiserPath">Its optimiser file, whose name the others share.</param>
    /// <exception cref="RelionException"><c>RelionIterationNotSaved</c>; then nothing was changed.</exception>
    public void Take(string optimiserPath)
    {
        Discard();
        bool isMade = false;
        try
        {
            OwnFolder.Make(_folder, Purpose);
            isMade = true;
            foreach (string path in FilesOf(optimiserPath))
            {
                File.Copy(path, Path.Combine(_folder, Path.GetFileName(path) + Ending));
            }
            WholeFile.Write(Path.Combine(_folder, WholeName), "", overwrite: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isMade) Discard();
            throw RunningErrors.IterationNotSaved(optimiserPath, _folder, exception);
        }
    }

    /// <summary>
    /// Puts the files back where the run has come no further than to write them again, and takes the copies away.
    /// Nothing where there are none.
    /// </summary>
    /// <param name="run">What the run has left; null for nothing.</param>
    /// <returns>The iteration that was put back; null where none was.</returns>
    /// <exception cref="RelionException"><c>RelionIterationNotRestored</c>; the copies are kept.</exception>
    public int? Settle(RefineRun? run)
    {
        if (!OwnFolder.IsOwn(_folder, Purpose)) return null;
        int? restored = null;
        try
        {
            string[] copies = File.Exists(Path.Combine(_folder, WholeName))
                ? [.. Directory.GetFiles(_folder).Where(path => IsCopy(Path.GetFileName(path)))]
                : [];
            int? saved = copies.Select(path => RunFileName.Parse(NameOf(path))?.Iteration)
                .FirstOrDefault(iteration => iteration is not null);
            bool isBeyond = run is not null && saved is not null && run.Iteration > saved;
            foreach (string copy in isBeyond ? [] : copies)
            {
                if (PutBack(copy)) restored = saved;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunningErrors.IterationNotRestored(outputRoot, _folder, exception);
        }
        Discard();
        return restored;
    }

    /// <summary>Takes the copies away: what they are of is to be written over.</summary>
    public void Discard() => OwnFolder.Remove(
        _folder, Purpose, name => name == WholeName || IsCopy(name) || WholeFile.IsNameBeside(name));

    /// <summary>False where the file is as it was copied.</summary>
    private bool PutBack(string copy)
    {
        // RELION writes through a link, so what it leads to is what was damaged.
        string path = WholeFile.Followed(Path.Combine(_place, NameOf(copy)));
        var (left, right) = (new FileInfo(copy), new FileInfo(path));
        bool isSame = right.Exists
            && left.Length == right.Length
            && left.LastWriteTimeUtc == right.LastWriteTimeUtc;
        if (isSame) return false;
        using (FileStream content = File.OpenRead(copy))
        {
            WholeFile.Write(path, content.CopyTo, overwrite: true);
        }
        // Times tell how long an iteration took.
        File.SetLastWriteTimeUtc(path, left.LastWriteTimeUtc);
        return true;
    }

    /// <summary>What RELION is known to write for the iteration; a user's own files beside it are not its.</summary>
    private IEnumerable<string> FilesOf(string optimiserPath)
    {
        string prefix = Path.GetFileName(optimiserPath)[..^(RunFileName.Optimiser.Length - 1)];
        return Directory.EnumerateFiles(Path.GetDirectoryName(optimiserPath)!)
            .Where(path => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal))
            .Where(path => RelionOutputs.IsKnown(_root, Path.GetFileName(path)));
    }

    private bool IsCopy(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal) && RelionOutputs.IsKnown(_root, name[..^Ending.Length]);

    private static string NameOf(string copy) => Path.GetFileName(copy)[..^Ending.Length];
}
