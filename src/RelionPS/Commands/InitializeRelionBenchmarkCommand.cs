using System.Management.Automation;
using RelionPS.Benchmarking;
using RelionPS.Errors;

namespace RelionPS.Commands;

/// <summary>
/// Makes a data set to time RELION with. The same seed gives the same files, byte for byte, wherever they are made. A folder that holds the set already is used as it is.
/// </summary>
[Cmdlet(VerbsData.Initialize, "RelionBenchmark", SupportsShouldProcess = true)]
[OutputType(typeof(BenchmarkDataset))]
public sealed class InitializeRelionBenchmarkCommand : RelionCommandBase
{
    /// <summary>The set: <c>Synthetic</c>, an asymmetric phantom imaged by RELION's own programs.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet(SyntheticDataset.Name)]
    public string Name { get; set; } = SyntheticDataset.Name;

    /// <summary>Folder for the set, made when missing.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Images in the set.</summary>
    [Parameter]
    [ValidateRange(10, 1_000_000)]
    public int ParticleCount { get; set; } = 1000;

    /// <summary>Width of an image in pixels, an even number.</summary>
    [Parameter]
    [ValidateRange(24, 512)]
    public int BoxSize { get; set; } = 64;

    /// <summary>Pixel size in ångström.</summary>
    [Parameter]
    [ValidateRange(0.1, 20.0)]
    public double PixelSize { get; set; } = 4;

    /// <summary>Seed of the phantom, the orientations and the noise.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>Variance of the signal over that of the noise, inside the particle's circle, CTF included.</summary>
    [Parameter]
    [ValidateRange(0.001, 1000.0)]
    public double SignalToNoise { get; set; } = 0.3;

    /// <summary>Makes the set again over what the folder holds. Files that are not of the set stay.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        if (BoxSize % 2 != 0) Refuse(new RelionException("RelionBoxSizeOdd", BoxSize, BoxSize, BoxSize - 1, BoxSize + 1));

        string folder = FullPath(Path);
        var parameters = new SyntheticParameters(ParticleCount, BoxSize, PixelSize, Seed, SignalToNoise);
        if (SyntheticDataset.Find(folder, parameters, Force) is { } existing)
        {
            WriteVerbose($"'{folder}' holds this data set already; it is used as it is.");
            WriteObject(existing);
        }
        else if (ShouldProcess(folder, $"Make {Name} data set, {ParticleCount} particles of {BoxSize} pixels"))
        {
            WriteObject(Await((reporter, stop) => SyntheticDataset.CreateAsync(folder, parameters, reporter, stop)));
        }
    }
}
