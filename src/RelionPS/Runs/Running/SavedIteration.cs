using RelionPS.Core.Errors;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Running;

/// <summary>
/// Copies of the iteration that a run is continued from. RELION writes that iteration's files again before it computes
/// anything (3.1.3 to 5.0.1, MlOptimiser::initialise), so a start that goes wrong damages what it went on from.
/// </summary>
/// <param name="outputRoot">Full path of the root name.</param>
internal sealed class SavedIteration(string outputRoot)
{
    private const string Ending = ".saved";

    /// <summary>Hidden, and its files have an ending of their own, so that nobody takes them for a run.</summary>
    private readonly string _folder = Path.Combine(
        Path.GetDirectoryName(outputRoot) ?? "/", $".{Path.GetFileName(outputRoot)}.relionps-saved");

    /// <summary>Copies the iteration's files.</summary>
    /// <param name="optimiserPath">Its optimiser file, whose name the others share.</param>
    /// <exception cref="RelionException"><c>RelionIterationNotSaved</c>; then nothing was changed.</exception>
    public void Take(string optimiserPath)
    {
        string part = _folder + ".part";
        try
        {
            Delete(part);
            Directory.CreateDirectory(part);
            foreach (string path in FilesOf(optimiserPath))
            {
                File.Copy(path, Path.Combine(part, Path.GetFileName(path) + Ending));
            }
            Delete(_folder);
            // Whole or not there: a kill meanwhile leaves no half of it under the name.
            Directory.Move(part, _folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(part);
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
        if (!Directory.Exists(_folder)) return null;
        string[] copies = Directory.GetFiles(_folder, "*" + Ending);
        int? saved = copies.Select(path => RunFileName.Parse(Path.GetFileName(path)[..^Ending.Length])?.Iteration)
            .FirstOrDefault(iteration => iteration is not null);
        bool isBeyond = run is not null && saved is not null && run.Iteration > saved;
        int? restored = null;
        try
        {
            foreach (string copy in isBeyond ? [] : copies)
            {
                string path = Path.Combine(
                    Path.GetDirectoryName(outputRoot) ?? "/", Path.GetFileName(copy)[..^Ending.Length]);
                if (IsSame(copy, path)) continue;
                File.Copy(copy, path, overwrite: true);
                restored = saved;
            }
            Delete(_folder);
            return restored;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunningErrors.IterationNotRestored(outputRoot, _folder, exception);
        }
    }

    /// <summary>Takes the copies away: what they are of is to be written over.</summary>
    public void Discard() => TryDelete(_folder);

    private static IEnumerable<string> FilesOf(string optimiserPath)
    {
        string prefix = Path.GetFileName(optimiserPath)[..^(RunFileName.Optimiser.Length - 1)];
        return Directory.EnumerateFiles(Path.GetDirectoryName(optimiserPath)!)
            .Where(path => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal));
    }

    private static bool IsSame(string copy, string path)
    {
        var (left, right) = (new FileInfo(copy), new FileInfo(path));
        return right.Exists && left.Length == right.Length && left.LastWriteTimeUtc == right.LastWriteTimeUtc;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in nobody's way.
        }
    }
}
