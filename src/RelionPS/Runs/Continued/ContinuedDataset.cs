using System.Globalization;
using RelionPS.Refinement.Command;
using RelionPS.Refinement.Options;

namespace RelionPS;

/// <summary>
/// One iteration of a run, with some of its particles, as a set to time: each command of it runs that iteration and no
/// other, from the same state.
/// </summary>
public sealed record ContinuedDataset : BenchmarkDataset
{
    /// <summary>Full path of the run's root name.</summary>
    public required string RunRoot { get; init; }

    /// <summary>What the run does.</summary>
    public required RefineKind Kind { get; init; }

    /// <summary>The iteration that it goes on from.</summary>
    public required int FromIteration { get; init; }

    /// <summary>The iteration that is run.</summary>
    public int RunsIteration => FromIteration + 1;

    /// <summary>
    /// True where that is an auto-refinement's last, over all particles to the last shell, whose files have no number.
    /// </summary>
    public required bool IsFinalIteration { get; init; }

    /// <summary>Optimiser file that RELION goes on from, relative to the folder.</summary>
    public required string OptimiserStar { get; init; }

    /// <summary>Root name of the results, relative to the folder, where none is given.</summary>
    public required string ResultRoot { get; init; }

    /// <summary>Particles that were asked for.</summary>
    public required int AskedParticleCount { get; init; }

    /// <summary>Particles of the run.</summary>
    public required int RunParticleCount { get; init; }

    /// <summary>Particles of each half-set; empty where there are none.</summary>
    public required IReadOnlyList<int> HalfCounts { get; init => field = Indexable.List(value); }

    /// <summary>Micrographs that the particles are from.</summary>
    public required int MicrographCount { get; init; }

    /// <summary>Optics groups that they are of.</summary>
    public required int OpticsGroupCount { get; init; }

    /// <summary>Groups that they are of, each with a scale, in 3.1 also with a noise spectrum of its own.</summary>
    public required int GroupCount { get; init; }

    /// <summary>True where no micrograph was cut.</summary>
    public required bool HasWholeMicrographs { get; init; }

    /// <summary>Why these many particles, and these.</summary>
    public required string CutReason { get; init; }

    /// <summary>Classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Width in pixels of the images in use, in the iteration that is run.</summary>
    public int? CurrentSize { get; init; }

    /// <summary>Resolution after the iteration that it goes on from, in ångström.</summary>
    public double? Resolution { get; init; }

    /// <summary>Angular sampling: 2 is 15°, 3 is 7.5°; null in 2D.</summary>
    public int? AngularSampling { get; init; }

    /// <summary>The command that runs the iteration, with the run's own numbers.</summary>
    public required RefineCommand Command { get; init; }

    /// <summary>What the files of the run hold of its options, which the command does not have.</summary>
    internal RefineOptions Remembered { get; init; } = new();

    /// <summary>What is known of the data at that iteration.</summary>
    internal DataSize Data { get; init; } = new(null);

    /// <summary>What a user asked for, of this set: its command is planned again.</summary>
    /// <param name="asked">What was asked for.</param>
    internal CommandRequest Request(CommandRequest asked) => asked with
    {
        Dataset = null,
        Original = Command,
        WorkingDirectory = asked.WorkingDirectory ?? WorkingDirectory,
        Options = asked.Options with { OutputRoot = asked.Options.OutputRoot ?? ResultRoot },
        Data = asked.Data.Or(Data),
        Remembered = Remembered,
        // A pool for these few particles would be another setting than the run's, and another for each set.
        RunParticleCount = asked.Data.ParticleCount ?? RunParticleCount,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetFileName(Path.GetDirectoryName(RunRoot))}, iteration {RunsIteration}, {ParticleCount} particles");
}
