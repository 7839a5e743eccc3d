using System.Globalization;
using RelionPS.Core.Files;
using RelionPS.Refinement.Command;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Continued;

/// <summary>
/// Tells whether an auto-refinement had begun the iteration over all particles that it ends in, and did not come to its
/// end: it takes the most memory and time, so that many end there. No file of an iteration says it.
/// </summary>
internal static class FinalIteration
{
    private const string Heading = "Auto-refine: Iteration=", Begun = "entering last iteration";

    /// <summary>True where the next iteration was begun as the final one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="last">Its last iteration with an optimiser file.</param>
    /// <param name="optimiser">What that file says.</param>
    public static bool WasBegun(RefineRun run, RefineIteration last, OptimiserFile optimiser) =>
        optimiser.MayConverge && (HasParts(last) || Logs(run, last).Any(log => Says(log, last.Number + 1)));

    /// <summary>
    /// True for sums or maps of the half-sets without an iteration's number, which RELION writes in that iteration
    /// alone (ml_optimiser_mpi.cpp, writeTemporaryDataAndWeightArrays). Older ones are of a run before.
    /// </summary>
    private static bool HasParts(RefineIteration last)
    {
        string path = last.OptimiserPath!;
        return RunFileName.Parse(Path.GetFileName(path)) is { } name
            && new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles($"{name.Series}_half?_class001_*.mrc")
                .Any(file => file.LastWriteTimeUtc >= last.WrittenUtc);
    }

    /// <summary>
    /// What the run's output may be in: the module's own, and <c>run.out</c>, where RELION's GUI has it.
    /// </summary>
    private static IEnumerable<string> Logs(RefineRun run, RefineIteration last)
    {
        string folder = Path.GetDirectoryName(run.OutputRoot)!;
        return Directory.EnumerateFiles(folder, Path.GetFileName(run.OutputRoot) + "*.out")
            .Append(Path.Combine(folder, "run.out"))
            .Distinct()
            .Where(path => PlainFile.IsAt(path) && File.GetLastWriteTimeUtc(path) >= last.WrittenUtc);
    }

    /// <summary>True where the last iteration that the output tells of is that one, and the final one.</summary>
    private static bool Says(string log, int iteration)
    {
        bool isBegun = false;
        int current = 0;
        try
        {
            foreach (string line in PlainFile.ReadLines(log))
            {
                int at = line.IndexOf(Heading, StringComparison.Ordinal);
                if (at >= 0)
                {
                    isBegun = false;
                    _ = int.TryParse(
                        line.AsSpan(at + Heading.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture,
                        out current);
                }
                else if (line.Contains(Begun, StringComparison.Ordinal)) isBegun = current == iteration;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        return isBegun;
    }
}
