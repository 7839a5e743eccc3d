using RelionPS.Builds.Installations;
using RelionPS.Core.Processes;
using RelionPS.Data.Benchmarks;
using RelionPS.Refinement.Command;

namespace RelionPS.Runs.Sizing;

/// <summary>
/// A synthetic set of as many particles as make the expectation a given part of an iteration on this machine.
/// </summary>
internal sealed record SizedSet
{
    /// <summary>Full path of the set's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What the set is made of, but for the number of its particles.</summary>
    public required SyntheticParameters Parameters { get; init; }

    /// <summary>The expectation's part of an iteration, above 0 and below 1.</summary>
    public required double Share { get; init; }

    /// <summary>The installation that the trials run; null for the program on PATH, or the latest build.</summary>
    public RelionInstallation? Installation { get; init; }

    /// <summary>Folders with builds of RELION's programs.</summary>
    public required IReadOnlyList<string> Builds { get; init; }

    /// <summary>Settings that the site has measured.</summary>
    public required IMeasuredSettings Measured { get; init; }

    /// <summary>
    /// The refinement program of a build where PATH has none; null leaves the choice between RELION's two programs to
    /// the plan.
    /// </summary>
    public string? Program => ProgramFinder.Find(RefineProgram.ThreadsOnly) is not null
        ? null
        : ProgramBuilds.Require(RefineProgram.ThreadsOnly, Builds);

    /// <summary>The set, where the folder holds one that was sized so on this machine; else null.</summary>
    /// <exception cref="RelionPS.Core.Errors.RelionException"><c>RelionDatasetExists</c> or
    /// <c>RelionDatasetNotWritable</c>.</exception>
    public BenchmarkDataset? Find(bool force) => SyntheticDataset.FindSized(Folder, Parameters, Asked, force);

    /// <summary>Finds the number of particles by trials, and makes the set.</summary>
    /// <param name="reporter">Where progress goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RelionPS.Core.Errors.RelionException"><c>RelionExpectationShareNotReached</c>,
    /// <c>RelionTrialWithoutSteps</c>, or what ends a run or the making of a set.</exception>
    public async Task<BenchmarkDataset> CreateAsync(IReporter reporter, CancellationToken cancellationToken)
    {
        IReadOnlyList<SizingPoint> points;
        using (var trial = new SyntheticTrial(this, reporter))
        {
            points = await ExpectationSizing.FindAsync(Share, trial, cancellationToken).ConfigureAwait(false);
        }
        return await SyntheticDataset.CreateAsync(
            Folder,
            Parameters with { ParticleCount = points[^1].ParticleCount },
            Builds,
            reporter,
            cancellationToken,
            Asked with { Points = points }).ConfigureAwait(false);
    }

    private SizingFacts Asked => new(Share, Environment.MachineName, Installation?.Path ?? "", []);
}
