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
    private readonly CancellationToken _stop;

    /// <param name="command">The command.</param>
    /// <param name="isDeep">True reads the particles to the end and looks into images; false keeps to heads, for planning.</param>
    /// <param name="stop">Ends it.</param>
    public RunInput(RefineCommand command, bool isDeep, CancellationToken stop)
    {
        Command = command;
        IsDeep = isDeep;
        _stop = stop;
        _particles = new(() => Read(ValueOf(OptionTable.Input), path => DatasetReader.Read(path, Folder, isDeep, stop, isHeadOnly: !isDeep)));
        _reference = new(() => ValueOf(OptionTable.Reference) is "None" ? null : Read(FirstReference, Header));
        _mask = new(() => Read(ValueOf(OptionTable.SolventMask), Header));
    }

    public RefineCommand Command { get; }

    public bool IsDeep { get; }

    /// <summary>Folder that the run starts in.</summary>
    public string Folder => Command.WorkingDirectory;

    /// <summary>The particles; null where the command names none.</summary>
    public InputFile<RelionDataset>? Particles => _particles.Value;

    /// <summary>The first reference; null where the command names none.</summary>
    public InputFile<MrcHeader>? Reference => _reference.Value;

    /// <summary>The solvent mask; null where the command names none.</summary>
    public InputFile<MrcHeader>? Mask => _mask.Value;

    /// <summary>The pixel size that RELION takes for the reference: <c>--ref_angpix</c>, else the header's; null where it is not known.</summary>
    public double? ReferencePixelSize => Number(OptionTable.ReferencePixelSize) is > 0 and var given ? given : Reference?.Value is { PixelSize: > 0 } header ? header.PixelSize : null;

    /// <summary>References in a STAR file given as <c>--ref</c>; null for a map.</summary>
    public IReadOnlyList<string>? ReferenceList
    {
        get
        {
            if (ValueOf(OptionTable.Reference) is not { } name || !name.EndsWith(".star", StringComparison.Ordinal) || !File.Exists(FullPath(name))) return null;
            using StarFile file = StarFile.Open(FullPath(name), _stop);
            StarBlock? block = file.Find("model_classes") ?? file.Blocks.FirstOrDefault();
            return block is null || !block.Labels.Contains("rlnReferenceImage") ? [] : block.Texts("rlnReferenceImage");
        }
    }

    public CancellationToken Stop => _stop;

    public string? ValueOf(string flag) => ArgumentReader.ValueOf(Command.Arguments, flag);

    public bool Has(string flag) => Command.Arguments.Contains(flag);

    public double? Number(string flag) => double.TryParse(ValueOf(flag), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : null;

    public string FullPath(string name) => Path.GetFullPath(Path.Combine(Folder, name));

    private string? FirstReference => ValueOf(OptionTable.Reference) is { } name && name.EndsWith(".star", StringComparison.Ordinal) ? ReferenceList?.FirstOrDefault() : ValueOf(OptionTable.Reference);

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
    }

    /// <summary>The header of a map that is as long as it says.</summary>
    private static MrcHeader Header(string path)
    {
        using var reader = new MrcReader(path);
        return reader.Header;
    }
}
