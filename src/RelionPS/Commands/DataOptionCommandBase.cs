using System.Management.Automation;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Memory;
using RelionPS.Refinement.Options;

namespace RelionPS.Commands;

/// <summary>The parameters that say what is known of the data, beside the program's options.</summary>
public abstract class DataOptionCommandBase : RefineOptionCommandBase
{
    /// <summary>A data set of Initialize-RelionBenchmark: its files, folder and preset.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public BenchmarkDataset? Dataset { get; set; }

    /// <summary>Width of an image, in pixels; with it memory is known. Left out, the data set, the reference's header, the particles' STAR file or the preset tells it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? BoxSize { get; set; }

    /// <summary>Pixel size, in ångström.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public double? PixelSize { get; set; }

    /// <summary>Particles of the data set.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    public int ParticleCount { get; set; }

    /// <summary>Resolution that the maps may reach, in ångström: memory is planned for it. Left out, the preset's, else Nyquist, the most that can be.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.5, 1000.0)]
    public double ExpectedResolution { get; set; }

    /// <summary>What was given, then what the data set says, then the reference's header, then the particles' STAR file where it is there.</summary>
    private protected DataSize Data(string workingDirectory)
    {
        if (BoxSize is < 4 or > 8192) throw new RelionException("RelionBoxSizeInvalid", BoxSize, BoxSize);
        if (PixelSize is <= 0 or > 100 || PixelSize is { } size && !double.IsFinite(size)) throw new RelionException("RelionPixelSizeInvalid", PixelSize, PixelSize);
        var given = new DataSize(BoxSize, PixelSize, Given(nameof(ParticleCount), ParticleCount), Given(nameof(ExpectedResolution), ExpectedResolution));
        DataSize particles = ParticleSize.Find(InputStar ?? Dataset?.InputStar, workingDirectory);
        return given.Or(new DataSize(Dataset?.BoxSize, Dataset?.PixelSize, Dataset?.ParticleCount)).Or(ReferenceSize.Find(Reference ?? Dataset?.Reference, workingDirectory)).Or(particles);
    }

    /// <summary>What a data set brings stands in place of the preset's values, and below what the user gave.</summary>
    private protected Preset WithDataset(Preset preset) => Dataset is null ? preset : preset with
    {
        Options = preset.Options with
        {
            InputStar = Dataset.InputStar,
            Reference = Dataset.Reference,
            ParticleDiameter = Dataset.ParticleDiameter,
            InitialHighResolution = Dataset.InitialHighResolution ?? preset.Options.InitialHighResolution,
        },
    };
}
