using System.Management.Automation;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands;

/// <summary>The parameters that say what is known of the data, beside the program's options.</summary>
public abstract class DataOptionCommandBase : RefineOptionCommandBase
{
    /// <summary>A data set of Initialize-RelionBenchmark: its files, folder and preset.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public BenchmarkDataset? Dataset { get; set; }

    /// <summary>
    /// Width of an image, in pixels; with it memory is known. Left out, the data set, the reference's header, the
    /// particles' STAR file or the preset tells it.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    public int? BoxSize { get; set; }

    /// <summary>Pixel size, in ångström.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    public double? PixelSize { get; set; }

    /// <summary>Particles of the data set.</summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    public int ParticleCount { get; set; }

    /// <summary>
    /// Resolution that the maps may reach, in ångström: memory is planned for it. Left out, the preset's, else Nyquist,
    /// the most that can be.
    /// </summary>
    [Parameter(ParameterSetName = OptionSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.5, 1000.0)]
    public double ExpectedResolution { get; set; }

    /// <summary>What the user gave.</summary>
    private protected DataSize GivenData() => new(
        BoxSize, PixelSize, Given(nameof(ParticleCount), ParticleCount),
        Given(nameof(ExpectedResolution), ExpectedResolution));
}
