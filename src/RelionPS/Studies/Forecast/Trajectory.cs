using RelionPS.Core.Errors;
using RelionPS.Runs.Benchmarks;

namespace RelionPS.Studies.Forecast;

/// <summary>The work of each iteration of a whole run: what is known of it, and what is foreseen behind that.</summary>
internal static class Trajectory
{
    /// <summary>The first two sizes come from the reference's filter.</summary>
    private const int Skipped = 2;

    /// <summary>The iterations of a run to its end.</summary>
    /// <param name="run">A run of the job, whole or not, on whatever machine.</param>
    /// <param name="iterationCount">Iterations of the whole run; null takes what the run was asked for, or did.</param>
    /// <param name="particleCount">Images of the whole run; null takes the run's.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RelionException"><c>RelionForecastRunUnread</c> or <c>RelionForecastLengthUnknown</c>.
    /// </exception>
    public static IReadOnlyList<IterationWork> Of(
        RefineRun run, int? iterationCount, int? particleCount, CancellationToken cancellationToken)
    {
        IterationWork[] known = [.. WorkReader.Read(run, cancellationToken)];
        if (known.Length == 0) throw ForecastErrors.RunUnread(run.OutputRoot);
        bool isEnded = run.Status == RefineRunStatus.Completed;
        int wanted = iterationCount ?? run.IterationCount ?? (isEnded ? run.Iteration : 0);
        if (wanted < 1) throw ForecastErrors.LengthUnknown(run.OutputRoot);
        var works = new List<IterationWork>(Filled(known).Where(work => work.Iteration <= wanted));
        int[] sizes = [.. known.Select(work => work.CurrentSize)];
        SizeGrowth growth = SizeGrowth.Of(sizes, Math.Min(Skipped, sizes.Length - 1), known[^1].BoxSize);
        for (int step = 1; works.Count == 0 || works[^1].Iteration < wanted; step++)
        {
            IterationWork last = known[^1];
            works.Add(last with
            {
                Iteration = last.Iteration + step,
                CurrentSize = growth.After(step),
                CoarseSize = last.NextCoarseSize ?? last.CoarseSize,
                IsForeseen = true,
            });
        }
        if (run.Kind == RefineKind.Refine3D && isEnded && iterationCount is null && wanted > known[^1].Iteration)
        {
            // The last iteration takes all data to the full size, and leaves no files but the final model.
            works[^1] = works[^1] with { CurrentSize = known[^1].BoxSize, IsForeseen = false };
        }
        return particleCount is not { } count ? works : [.. works.Select(work => work with { ParticleCount = count })];
    }

    /// <summary>Iterations whose files are gone are as the next one that is there.</summary>
    private static IEnumerable<IterationWork> Filled(IterationWork[] known)
    {
        int next = 1;
        foreach (IterationWork work in known.Where(work => work.Iteration > 0))
        {
            for (; next < work.Iteration; next++) yield return work with { Iteration = next, IsForeseen = true };
            yield return work;
            next = work.Iteration + 1;
        }
    }
}
