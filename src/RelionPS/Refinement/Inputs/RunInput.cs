using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Data.Datasets;
using RelionPS.Data.Mrc;
using RelionPS.Data.Star;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Inputs;

/// <summary>A file that a command names: what was read of it, or why nothing was.</summary>
/// <param name="Name">As the command names it.</param>
/// <param name="Value">What was read; null where it is not there or is no such file.</param>
/// <param name="Error">Why it can't be read; null where it is merely not there.</param>
internal sealed record InputFile<T>(string Name, T? Value, string? Error)
    where T : class;

/// <summary>What the checks look at, each read when the first rule asks for it.</summary>
internal sealed class RunInput
{
    private readonly Lazy<InputFile<RelionDataset>?> _particles;
    private readonly Lazy<InputFile<MrcHeader>?> _reference;
    private readonly Lazy<InputFile<MrcHeader>?> _mask;
    private readonly Lazy<ParticleScan?> _scan;
    private readonly Lazy<IReadOnlyList<StackHeader>> _headers;
    private readonly CancellationToken _stop;

    /// <param name="command">The command.</param>
    /// <param name="isDeep">True reads the particles to the end and looks into images; false keeps to heads, for
    /// planning.</param>
    /// <param name="stop">Ends it.</param>
    public RunInput(RefineCommand command, bool isDeep, CancellationToken stop)
    {
        Command = command;
        IsDeep = isDeep;
        _stop = stop;
        _particles = new(
            () => Read(
                ValueOf(OptionTable.Input),
                path => DatasetReader.Read(path, Folder, isDeep, stop, isHeadOnly: !isDeep)));
        _scan = new(() => isDeep && Particles?.Value is { } star ? ParticleScan.Read(star.FullName, stop) : null);
        _headers = new(() => StackHeader.Read(Scan?.Stacks ?? [], Folder, stop));
        _reference = new(() => ValueOf(OptionTable.Reference) is "None" ? null : Read(FirstReference, Header));
        _mask = new(() => Read(ValueOf(OptionTable.SolventMask), Header));
    }

    public RefineCommand Command { get; }

    public bool IsDeep { get; }

    /// <summary>Folder that the run starts in.</summary>
    public string Folder => Command.WorkingDirectory;

    /// <summary>The particles; null where the command names none.</summary>
    public InputFile<RelionDataset>? Particles => _particles.Value;

    /// <summary>The values of all particles; null where only heads are looked at, or nothing can be read.</summary>
    public ParticleScan? Scan => _scan.Value;

    /// <summary>The headers of the stacks that are here, each read once.</summary>
    public IReadOnlyList<StackHeader> Headers => _headers.Value;

    /// <summary>
    /// Version of the program, where the command was made for an installation or a version; null where it is not
    /// known.
    /// </summary>
    public ToolVersion? Version => Command.Request?.Version is { } text ? ToolVersion.Parse(text) : null;

    /// <summary>
    /// True where the run is planned for this machine and its folder is here: what it names and is not there is
    /// missing.
    /// </summary>
    public bool IsHere => Command.Node.IsThisNode && Command.Plan.Hosts.Count == 0 && Directory.Exists(Folder);

    /// <summary>The first reference; null where the command names none.</summary>
    public InputFile<MrcHeader>? Reference => _reference.Value;

    /// <summary>The solvent mask; null where the command names none.</summary>
    public InputFile<MrcHeader>? Mask => _mask.Value;

    /// <summary>
    /// The pixel size that RELION takes for the reference: <c>--ref_angpix</c>, else the header's; null where it is not
    /// known.
    /// </summary>
    public double? ReferencePixelSize =>
        Number(OptionTable.ReferencePixelSize) is > 0 and var given ? given
            : Reference?.Value is { PixelSize: > 0 } header ? header.PixelSize
            : null;

    /// <summary>References in a STAR file given as <c>--ref</c>; null for a map.</summary>
    public IReadOnlyList<string>? ReferenceList
    {
        get
        {
            if (ValueOf(OptionTable.Reference) is not { } name
                || !name.EndsWith(".star", StringComparison.Ordinal)
                || !File.Exists(FullPath(name)))
            {
                return null;
            }
            using StarFile file = StarFile.Open(FullPath(name), _stop);
            // RELION looks into the table of that name first, and into the file's first table where it has no
            // references.
            StarBlock? named = file.Find("model_classes");
            StarBlock? block = HasReferences(named) ? named : file.Blocks is [var first, ..] ? first : null;
            return HasReferences(block) ? block.Texts("rlnReferenceImage") : [];
        }
    }

    public CancellationToken Stop => _stop;

    /// <summary>
    /// An option's value; of the particles, the reference and the mask also by the optimisation set, as RELION takes
    /// them from it.
    /// </summary>
    public string? ValueOf(string flag) =>
        ArgumentReader.ValueOf(Command.Arguments, flag) ?? OptimisationSet.ValueOf(
            Command.Arguments,
            Command.WorkingDirectory,
            Command.Request?.Installation?.Version ?? Command.Request?.Program?.Version,
            flag);

    /// <summary>A map that an option names; null where the option is not given.</summary>
    public InputFile<MrcHeader>? Map(string flag) => Read(ValueOf(flag), Header);

    /// <summary>A map by its name.</summary>
    public InputFile<MrcHeader>? MapOf(string name) => Read(name, Header);

    public bool Has(string flag) => Command.Arguments.Contains(flag);

    public double? Number(string flag) =>
        double.TryParse(
            ValueOf(flag),
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out double number)
            ? number
            : null;

    public string FullPath(string name) => Path.GetFullPath(Path.Combine(Folder, name));

    private string? FirstReference =>
        ValueOf(OptionTable.Reference) is { } name && name.EndsWith(".star", StringComparison.Ordinal)
            ? ReferenceList is [var first, ..] ? first : null
            : ValueOf(OptionTable.Reference);

    private static bool HasReferences([NotNullWhen(true)] StarBlock? block) =>
        block is not null && block.Labels.Contains("rlnReferenceImage");

    private InputFile<T>? Read<T>(string? name, Func<string, T> read)
        where T : class
    {
        if (name is null) return null;
        string path = ImageStacks.PathOf(name, Folder);
        try
        {
            return new InputFile<T>(name, read(path), null);
        }
        catch (RelionException exception)
        {
            return new InputFile<T>(name, null, exception.ErrorId == "RelionFileNotFound" ? null : exception.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException
            or UnauthorizedAccessException or OverflowException)
        {
            return new InputFile<T>(name, null, exception.Message);
        }
    }

    /// <summary>The header of a map that is as long as it says.</summary>
    private static MrcHeader Header(string path)
    {
        using var reader = new MrcReader(path);
        return reader.Header;
    }
}
