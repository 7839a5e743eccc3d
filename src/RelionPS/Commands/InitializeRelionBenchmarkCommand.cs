using System.Management.Automation;
using RelionPS.Builds.Installations;
using RelionPS.Commands.Binding;
using RelionPS.Data.Benchmarks;
using RelionPS.Nodes.Readers;
using RelionPS.Runs.Continued;
using RelionPS.Runs.Sizing;
using RelionPS.Studies.Search;

namespace RelionPS.Commands;

/// <summary>
/// Makes a data set to time RELION with, or sets up the guide's (guide 5.1). The same seed gives the same files, byte
/// for byte, wherever they are made. A folder that holds
/// the set already is used as it is. Nothing is downloaded.
/// </summary>
[Cmdlet(VerbsData.Initialize, "RelionBenchmark", SupportsShouldProcess = true)]
[OutputType(typeof(BenchmarkDataset), typeof(ContinuedDataset))]
public sealed class InitializeRelionBenchmarkCommand : RelionCommandBase
{
    private const int DefaultCount = 1000;

    /// <summary>
    /// The set: <c>Synthetic</c>, an asymmetric phantom imaged by RELION's own programs, <c>PlasmodiumRibosome</c>,
    /// the guide's, which the user has downloaded, or <c>Continue</c>, one iteration of a run that exists.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet(SyntheticDataset.Name, RibosomeDataset.Name, ContinuedSet.Name)]
    public string Name { get; set; } = SyntheticDataset.Name;

    /// <summary>
    /// Folder for the set, made when missing; of the guide's set the folder that holds <c>emd_2660.map</c>, or the one
    /// above it.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>
    /// The run whose iteration is copied: a job's folder, a root name, or an optimiser file, which is the iteration's.
    /// The run is read alone, and may be running.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RunPath { get; set; }

    /// <summary>The same, from Get-RelionRun.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public RefineRun? Run { get; set; }

    /// <summary>
    /// The iteration that is gone on from: the next one is run. Left out, the last whole one, whose next is the
    /// dearest.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int Iteration { get; set; }

    /// <summary>
    /// Images in the set; of a run's iteration several counts make several sets, and none is all particles.
    /// </summary>
    [Parameter]
    [ValidateRange(10, 1_000_000)]
    public int[] ParticleCount { get; set; } = [];

    /// <summary>Width of an image in pixels, an even number.</summary>
    [Parameter]
    [ValidateRange(24, 512)]
    public int BoxSize { get; set; } = 64;

    /// <summary>Pixel size in ångström.</summary>
    [Parameter]
    [ValidateRange(0.1, 20.0)]
    public double PixelSize { get; set; } = 4;

    /// <summary>Seed of the phantom, the orientations and the noise, or of the choice of particles.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>Variance of the signal over that of the noise, inside the particle's circle, CTF included.</summary>
    [Parameter]
    [ValidateRange(0.001, 1000.0)]
    public double SignalToNoise { get; set; } = 0.3;

    /// <summary>
    /// Finds the number of particles by trials: as many as make the expectation this part of an iteration on this
    /// machine, with the preset Synthetic.
    /// </summary>
    [Parameter]
    [ValidateRange(0.05, 0.98)]
    public double ExpectationShare { get; set; }

    /// <summary>The installation that the trials run; left out, the program that a command would start.</summary>
    [Parameter]
    [ValidateNotNull]
    [InstallationOfBuild]
    public RelionInstallation? Installation { get; set; }

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

    private bool _hasRun;

    private protected override void Execute()
    {
        foreach (string parameter in Foreign().Where(IsBound))
        {
            Refuse(CommandErrors.ParameterNotForDataset(parameter, Name));
        }
        if (Is(SyntheticDataset.Name)) MakeSynthetic();
        else if (Is(ContinuedSet.Name)) CutRun();
        else SetUpRibosome();
    }

    private bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Parameters of the other sets.</summary>
    private IEnumerable<string> Foreign()
    {
        string[] ofRun = [nameof(RunPath), nameof(Run), nameof(Iteration)];
        string[] ofImages =
        [
            nameof(BoxSize), nameof(PixelSize), nameof(SignalToNoise), nameof(ExpectationShare), nameof(Installation),
        ];
        return Is(SyntheticDataset.Name) ? [nameof(Archive), .. ofRun]
            : Is(ContinuedSet.Name) ? [nameof(Archive), .. ofImages]
            : [nameof(ParticleCount), nameof(Seed), .. ofRun, .. ofImages];
    }

    private void CutRun()
    {
        if (Run is null == RunPath is null) Refuse(CommandErrors.RunOrRunPath());
        (RefineRun run, int? ofFile) = Run is { } given ? (given, null) : StartingPoint.Find(FullPath(RunPath!));
        string folder = FullPath(Path);
        if (_hasRun) throw CommandErrors.DatasetJustMade(folder, run.OutputRoot);
        _hasRun = true;
        ContinuedSet set = ContinuedSet.Of(
            run, IsBound(nameof(Iteration)) ? Iteration : ofFile, ParticleCount, Seed, folder);
        if (set.Find(Force) is { } existing)
        {
            WriteVerbose($"'{folder}' holds these data sets already; they are used as they are.");
            WriteObject(existing, enumerateCollection: true);
        }
        else if (ShouldProcess(folder, $"Copy {set.What}"))
        {
            WriteObject(
                Await((reporter, stop) => Task.FromResult(set.Create(reporter, stop))), enumerateCollection: true);
        }
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

        if (ParticleCount.Length > 1) Refuse(CommandErrors.OneParticleCount(string.Join(", ", ParticleCount)));
        int count = ParticleCount is [var asked] ? asked : DefaultCount;

        if (IsBound(nameof(ExpectationShare)))
        {
            MakeSized();
            return;
        }
        string folder = FullPath(Path);
        var parameters = new SyntheticParameters(count, BoxSize, PixelSize, Seed, SignalToNoise);
        if (SyntheticDataset.Find(folder, parameters, Force) is { } existing)
        {
            WriteVerbose($"'{folder}' holds this data set already; it is used as it is.");
            WriteObject(existing);
        }
        else if (ShouldProcess(folder, $"Make {Name} data set, {count} particles of {BoxSize} pixels"))
        {
            WriteObject(Await((reporter, stop) => SyntheticDataset.CreateAsync(
                folder, parameters, BuiltInstallations.Folders(), reporter, stop)));
        }
    }

    private void MakeSized()
    {
        if (IsBound(nameof(ParticleCount))) Refuse(CommandErrors.CountAndShare());
        var sized = new SizedSet
        {
            Folder = FullPath(Path),
            Parameters = new SyntheticParameters(DefaultCount, BoxSize, PixelSize, Seed, SignalToNoise),
            Share = ExpectationShare,
            Installation = Installation,
            Builds = [.. BuiltInstallations.Folders()],
            Measured = new SiteSettings(),
        };
        if (sized.Find(Force) is { } existing)
        {
            WriteVerbose($"'{sized.Folder}' holds a data set that was sized so already; it is used as it is.");
            WriteObject(existing);
        }
        else if (ShouldProcess(sized.Folder, $"Size a {Name} data set by trials, and make it"))
        {
            WriteObject(Await(sized.CreateAsync));
        }
    }
}
