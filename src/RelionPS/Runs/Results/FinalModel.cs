using RelionPS.Core.Errors;
using RelionPS.Runs.Output;

namespace RelionPS.Runs.Results;

/// <summary>
/// What auto-refinement leaves when it has converged: one more iteration over all particles, whose files have no number
/// (<c>run_model.star</c>,
/// <c>run_class001.mrc</c>), and no optimiser file (RELION 3.1.3).
/// </summary>
/// <param name="Model">The final model.</param>
/// <param name="Iteration">The last iteration.</param>
internal sealed record FinalModel(ModelFile Model, RefineIteration Iteration)
{
    /// <summary>Looks for it; null where it is not there, not whole, or of an earlier run.</summary>
    /// <param name="outputRoot">Full path of the run's root name.</param>
    /// <param name="last">The last iteration's file.</param>
    /// <param name="optimiser">What it says.</param>
    /// <param name="files">The run's files.</param>
    /// <param name="areTimesTrue">False where their times are not those at which RELION wrote them.</param>
    public static FinalModel? Find(
        string outputRoot, RunFile last, OptimiserFile optimiser, IReadOnlyList<RunFile> files, bool areTimesTrue)
    {
        string folder = Path.GetDirectoryName(outputRoot) ?? "/";
        string root = Path.Combine(folder, last.Name.Series), path = root + "_model.star", map = root + "_class001.mrc";
        if (!RelionResultCheck.IsWholeStar(path)
            || !RelionResultCheck.IsWholeStar(root + "_data.star")
            || !File.Exists(map)
            || !RelionResultCheck.IsWholeMap(map))
        {
            return null;
        }
        DateTime written = File.GetLastWriteTimeUtc(path);
        bool isOlder = written < last.WrittenUtc;
        if (isOlder)
        {
            var final = new RunFile(path, last.Name with { Iteration = last.Name.Iteration + 1 }, written);
            if (!optimiser.MayConverge || new RunTimes(outputRoot).AreOfEarlierRun(files, [final])) return null;
        }
        try
        {
            ModelFile model = ModelFile.Read(path);
            return new FinalModel(model, new RefineIteration
            {
                Number = last.Name.Iteration + 1,
                WrittenUtc = written,
                Time = areTimesTrue && !isOlder ? written - last.WrittenUtc : null,
                Resolution = ModelFile.Known(model.General, "rlnCurrentResolution"),
                CurrentSize = (int?)ModelFile.Known(model.General, "rlnCurrentImageSize"),
                AveragePmax = ModelFile.Known(model.General, "rlnAveragePmax"),
                LogLikelihood = ModelFile.Known(model.General, "rlnLogLikelihood"),
                Classes = model.Classes,
                ModelPath = path,
            });
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
