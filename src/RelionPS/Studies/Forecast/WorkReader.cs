using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;
using RelionPS.Runs.Output;

namespace RelionPS.Studies.Forecast;

/// <summary>Reads what iterations had to do from the files that RELION wrote after each.</summary>
internal static class WorkReader
{
    /// <summary>Of the prior on each side: how far a local search goes (ml_optimiser.cpp).</summary>
    private const double SigmasAround = 3;

    /// <summary>How much finer than the resolution the first pass may be (ml_optimiser.cpp).</summary>
    private const double KeepSafe3D = 1.2, KeepSafe2D = 1.5;

    /// <summary>The iterations of a run that have all files, in order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static IReadOnlyList<IterationWork> Read(RefineRun run, CancellationToken cancellationToken)
    {
        var works = new List<IterationWork>();
        foreach (RefineIteration iteration in run.Iterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (iteration is { Problem: null, OptimiserPath: { } path } && One(iteration.Number, path) is { } work)
            {
                works.Add(work);
            }
        }
        return works;
    }

    /// <summary>One iteration; null where its files are not all there.</summary>
    public static IterationWork? One(int iteration, string optimiserPath)
    {
        string folder = Path.GetDirectoryName(optimiserPath)!;
        try
        {
            OptimiserFile optimiser = OptimiserFile.Read(optimiserPath);
            string? Named(string label) => optimiser.General.TextOrNull(label) is { } name
                ? Path.Combine(folder, Path.GetFileName(name))
                : null;
            if (Named("rlnExperimentalDataStarFile") is not { } data || Named(OptimiserFile.ModelLabel) is not { } model
                || Named(OptimiserFile.SamplingLabel) is not { } sampling)
            {
                return null;
            }
            return Of(iteration, optimiser.General, ModelFile.Read(model), sampling, data);
        }
        catch (RelionException)
        {
            return null;
        }
    }

    private static IterationWork Of(
        int iteration, StarBlock optimiser, ModelFile model, string samplingPath, string dataPath)
    {
        using StarFile samplingFile = StarFile.Open(samplingPath);
        StarBlock sampling = samplingFile.Get("sampling_general");
        double pixelSize = Number(model.General, "rlnPixelSize", 1);
        int box = (int)model.General.Integer("rlnOriginalImageSize");
        int current = (int)model.General.Integer("rlnCurrentImageSize");
        int dimensions = Number(model.General, "rlnReferenceDimensionality", 3) >= 3 ? 3 : 2;
        int oversampling = (int)Number(optimiser, "rlnAdaptiveOversampleOrder", 1);
        double psiStep = PsiStep(sampling);
        // 12 · 4^order pixels of HEALPix cover the sphere (Gorski et al. 2005).
        double directions = dimensions == 3 ? 12 * Math.Pow(4, HealpixOrder(sampling)) : 1;
        (double particles, double significant) = Particles(dataPath);
        int Coarse(double step) => oversampling == 0 ? current : CoarseSize(
            box, current, pixelSize, step, dimensions,
            Number(optimiser, "rlnParticleDiameter", box * pixelSize),
            Number(optimiser, "rlnMaximumCoarseImageSize", -1));
        double step = Step(sampling, dimensions);
        return new IterationWork
        {
            Iteration = iteration,
            ParticleCount = (int)particles,
            BoxSize = box,
            CurrentSize = current,
            CoarseSize = Coarse(StepBefore(iteration, samplingPath, dimensions) ?? step),
            NextCoarseSize = Coarse(step),
            CoarseSamples = model.Classes.Count * Shifts(sampling)
                * Orientations(directions, 360 / psiStep, model.General),
            DirectionsLookedThrough = IsLocal(model.General) && dimensions == 3 ? directions : 0,
            SignificantSamples = significant,
            Oversampling = oversampling,
            Dimensions = dimensions,
        };
    }

    /// <summary>
    /// The step that the iteration began with: the coarse size is set before the sampling is made finer
    /// (ml_optimiser_mpi.cpp, expectation, 3.1.3 to 5.0.1), so a finer search begins with smaller images. Null where
    /// the iteration before has left no sampling that can be read.
    /// </summary>
    private static double? StepBefore(int iteration, string samplingPath, int dimensions)
    {
        string own = Path.GetFileName(samplingPath);
        string before = own.Replace(Tag(iteration), Tag(iteration - 1), StringComparison.Ordinal);
        string path = Path.Combine(Path.GetDirectoryName(samplingPath)!, before);
        if (before == own || !File.Exists(path)) return null;
        try
        {
            using StarFile file = StarFile.Open(path);
            return Step(file.Get("sampling_general"), dimensions);
        }
        catch (RelionException)
        {
            return null;
        }

        static string Tag(int number) => string.Create(CultureInfo.InvariantCulture, $"_it{number:000}_sampling");
    }

    /// <summary>Degrees between directions of 3D references, or between angles in the plane.</summary>
    private static double Step(StarBlock sampling, int dimensions) =>
        dimensions == 3 ? 360 / (6 * Math.Pow(2, HealpixOrder(sampling))) : PsiStep(sampling);

    private static double HealpixOrder(StarBlock sampling) => Number(sampling, "rlnHealpixOrder", 0);

    private static double PsiStep(StarBlock sampling) => Math.Max(0.1, Number(sampling, "rlnPsiStep", 360));

    /// <summary>The rows, and the mean of the samples that mattered.</summary>
    private static (double Count, double Significant) Particles(string path)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock block = file.Find("particles") ?? file.Get("");
        double[] significant = block.Labels.Contains("rlnNrOfSignificantSamples")
            ? block.Numbers("rlnNrOfSignificantSamples")
            : [];
        return (block.RowCount, significant.Length == 0 ? 1 : Math.Max(1, significant.Average()));
    }

    /// <summary>All of them, or those within the prior of a local search: a cap, and a part of psi.</summary>
    private static double Orientations(double directions, double angles, StarBlock model)
    {
        double tilt = Number(model, "rlnSigmaPriorTiltAngle", 0), psi = Number(model, "rlnSigmaPriorPsiAngle", 0);
        if (!IsLocal(model)) return directions * angles;
        double cap = tilt > 0 ? (1 - Math.Cos(Math.Min(180, SigmasAround * tilt) * Math.PI / 180)) / 2 : 1;
        double part = psi > 0 ? Math.Min(1, 2 * SigmasAround * psi / 360) : 1;
        return Math.Max(1, directions * cap) * Math.Max(1, angles * part);
    }

    private static bool IsLocal(StarBlock model) => Number(model, "rlnOrientationalPriorMode", 0) != 0;

    /// <summary>Points of a square grid within the range.</summary>
    private static double Shifts(StarBlock sampling)
    {
        double range = Number(sampling, "rlnOffsetRange", 0), step = Number(sampling, "rlnOffsetStep", 1);
        int most = step > 0 ? (int)Math.Min(1000, range / step) : 0;
        double within = (range / Math.Max(step, 1e-6)) + 1e-6;
        int count = 0;
        for (int x = -most; x <= most; x++)
        {
            for (int y = -most; y <= most; y++) count += (x * x) + (y * y) <= within * within ? 1 : 0;
        }
        return Math.Max(1, count);
    }

    private static int CoarseSize(
        int box, int current, double pixelSize, double angularStep, int dimensions, double diameter, double most)
    {
        double distance = angularStep / 360 * Math.PI * diameter;
        double resolution = distance / (dimensions == 3 ? KeepSafe3D : KeepSafe2D);
        double size = 2 * Math.Ceiling(pixelSize * box / Math.Max(resolution, 1e-6));
        return (int)Math.Min(current, Math.Min(most > 0 ? most : box, size));
    }

    private static double Number(StarBlock block, string label, double missing) =>
        ModelFile.Known(block, label) ?? missing;
}
