using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Data.Benchmarks;
using RelionPS.Nodes.Readers;

namespace RelionPS.Commands;

/// <summary>
/// Makes a data set to time RELION with, or sets up the guide's (guide 5.1). The same seed gives the same files, byte
/// for byte, wherever they are made. A folder that holds
/// the set already is used as it is. Nothing is downloaded.
/// </summary>
[Cmdlet(VerbsData.Initialize, "RelionBenchmark", SupportsShouldProcess = true)]
[OutputType(typeof(BenchmarkDataset))]
public sealed class InitializeRelionBenchmarkCommand : RelionCommandBase
{
    /// <summary>
    /// The set: <c>Synthetic</c>, an asymmetric phantom imaged by RELION's own programs, or <c>PlasmodiumRibosome</c>,
    /// the guide's, which the user has downloaded.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet(SyntheticDataset.Name, RibosomeDataset.Name)]
    public string Name { get; set; } = SyntheticDataset.Name;

    /// <summary>
    /// Folder for the set, made when missing; of the guide's set the folder that holds <c>emd_2660.map</c>, or the one
    /// above it.
    /// </summary>
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

    /// <summary>
    /// Archive of the guide's set on this machine, tar or tar.gz; it is unpacked into the folder where the set is not
    /// there yet.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Archive { get; set; }

    /// <summary>
    /// Makes the set again over one that this command made there; of the guide's set the converted particles. A file
    /// that it did not make is an error and stays.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Execute()
    {
        bool isSynthetic = Name.Equals(SyntheticDataset.Name, StringComparison.OrdinalIgnoreCase);
        string[] foreign = isSynthetic
            ? [nameof(Archive)]
            : [nameof(ParticleCount), nameof(BoxSize), nameof(PixelSize), nameof(Seed), nameof(SignalToNoise)];
        if (foreign.FirstOrDefault(IsBound) is { } parameter)
        {
            Refuse(CommandErrors.ParameterNotForDataset(parameter, Name));
        }
        if (isSynthetic) MakeSynthetic();
        else SetUpRibosome();
    }

    private void SetUpRibosome()
    {
        string folder = FullPath(Path);
        string? archive = Archive is not null && RibosomeDataset.FindTop(folder) is null ? FullPath(Archive) : null;
        if (!ShouldProcess(
            folder,
            archive is null
                ? "Check the data, convert the particles once, make Results"
                : $"Unpack '{archive}', convert the particles, make Results"))
        {
            return;
        }
        WriteObject(Await(async (reporter, stop) =>
        {
            if (archive is not null)
            {
                await ArchiveUnpacker.UnpackAsync(archive, folder, reporter, stop).ConfigureAwait(false);
            }
            return await RibosomeDataset.PrepareAsync(
                folder, Force, new NodeFiles("/"), BuiltInstallations.Folders(), reporter, stop).ConfigureAwait(false);
        }));
    }

    private void MakeSynthetic()
    {
        if (BoxSize % 2 != 0) Refuse(CommandErrors.BoxSizeOdd(BoxSize));

        string folder = FullPath(Path);
        var parameters = new SyntheticParameters(ParticleCount, BoxSize, PixelSize, Seed, SignalToNoise);
        if (SyntheticDataset.Find(folder, parameters, Force) is { } existing)
        {
            WriteVerbose($"'{folder}' holds this data set already; it is used as it is.");
            WriteObject(existing);
        }
        else if (ShouldProcess(folder, $"Make {Name} data set, {ParticleCount} particles of {BoxSize} pixels"))
        {
            WriteObject(Await((reporter, stop) => SyntheticDataset.CreateAsync(
                folder, parameters, BuiltInstallations.Folders(), reporter, stop)));
        }
    }
}
