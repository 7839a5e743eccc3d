using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Data.Star;

namespace RelionPS.Data.Datasets;

/// <summary>Values of one column that RELION reads otherwise than they stand there.</summary>
/// <param name="Label">The column.</param>
/// <param name="Count">Rows with such a value.</param>
/// <param name="First">The first of them.</param>
/// <param name="FirstRow">Its row, from 0.</param>
internal readonly record struct OddValues(string Label, long Count, string First, long FirstRow);

/// <summary>One image stack, by what the rows say of it.</summary>
/// <param name="Name">The file, as it is named.</param>
/// <param name="LargestNumber">The largest number of an image in it; 0 where images are named without numbers.</param>
/// <param name="Group">Optics group of its first particle; null where the table has no such column.</param>
/// <param name="IsWhole">True where a particle names it without a number.</param>
internal readonly record struct StackUse(string Name, long LargestNumber, long? Group, bool IsWhole);

/// <summary>
/// The values of all particles, looked through for what RELION ends at or silently takes for 0: a second pass over the
/// table, for the checks alone.
/// </summary>
internal sealed class ParticleScan : IStarRowSink
{
    private const string Image =
        "rlnImageName", Micrograph = "rlnMicrographName", Group = "rlnOpticsGroup", Subset = "rlnRandomSubset";

    /// <summary>Columns of numbers that refinement reads.</summary>
    private static readonly string[] Numbers =
    [
        "rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle", "rlnPhaseShift", "rlnCtfBfactor", "rlnCtfScalefactor",
        "rlnNormCorrection",
        "rlnOriginXAngst", "rlnOriginYAngst", "rlnOriginZAngst", "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi",
        "rlnAngleTiltPrior", "rlnAnglePsiPrior",
    ];

    private readonly int _image, _micrograph, _group, _subset;
    private readonly (int Place, string Label)[] _numbers;
    private readonly Dictionary<string, OddValues> _odd = [];
    private readonly ByteNameSet _stacks = new();
    private readonly List<(long Largest, long? Group, bool IsWhole)> _uses = [];
    private readonly long[] _subsets = new long[3];
    private long _rows;
    private byte[]? _firstImage;

    private ParticleScan(string[] labels)
    {
        _image = Array.IndexOf(labels, Image);
        _micrograph = Array.IndexOf(labels, Micrograph);
        _group = Array.IndexOf(labels, Group);
        _subset = Array.IndexOf(labels, Subset);
        _numbers = [.. Numbers.Select(label => (Array.IndexOf(labels, label), label)).Where(pair => pair.Item1 >= 0)];
    }

    /// <summary>The stacks, in the order of their first rows.</summary>
    public IReadOnlyList<StackUse> Stacks =>
        [
            .. _uses.Select(
                (use, index) => new StackUse(StarText.Text(_stacks[index]), use.Largest, use.Group, use.IsWhole)),
        ];

    /// <summary>True where all rows name the same image, or there is one row: RELION's noise is then 0.</summary>
    public bool IsOneImage { get; private set; }

    /// <summary>Columns with values that are no finite numbers, which RELION reads as 0.</summary>
    public IReadOnlyCollection<OddValues> NotNumbers => [.. _odd.Values.Where(odd => !odd.Label.Contains(' '))];

    /// <summary>Names of images whose number is none from 1 on, or that are empty.</summary>
    public OddValues BadImageNames => Odd("image names");

    /// <summary>Micrographs without a name.</summary>
    public OddValues EmptyMicrographs => Odd("micrograph names");

    /// <summary>Micrographs with an @ in their name.</summary>
    public OddValues MovieMicrographs => Odd("movie names");

    /// <summary>Norm corrections that are 0 or no number: the image is divided by them.</summary>
    public OddValues ZeroNorms => Odd("zero norms");

    /// <summary>Origins, of X and Y, by the largest of their sizes in ångström.</summary>
    public double LargestOrigin { get; private set; }

    /// <summary>Particles whose defocus is 0.</summary>
    public long ZeroDefocus { get; private set; }

    /// <summary>Particles of no half (0), the first and the second; null where there is no such column.</summary>
    public IReadOnlyList<long>? Halves => _subset < 0 ? null : _subsets;

    /// <summary>Numbers of halves other than 0, 1 and 2.</summary>
    public OddValues OtherHalves => Odd("half numbers");

    /// <summary>Reads the particle table of a file; null where it has none.</summary>
    /// <exception cref="RelionException">The file can't be read.</exception>
    public static ParticleScan? Read(string path, CancellationToken cancellationToken)
    {
        using StarFile file = StarFile.Open(path, cancellationToken);
        while (file.ReadBlock() is { } block)
        {
            if (!DatasetReader.IsParticles(block)) continue;
            if (block.Extent is { RowCount: 0 }) return new ParticleScan([]);
            string[] wanted =
            [
                .. block.Labels.Where(
                    label => label is Image or Micrograph or Group or Subset || Numbers.Contains(label)),
            ];
            var scan = new ParticleScan(wanted);
            int[] columns = [.. wanted.Select(label => block.ColumnIndex(label))];
            block.Extent = StarTable.Scan(
                file.Source,
                block.RowsOffset,
                block.FirstRowLine,
                block.Labels.Count,
                columns,
                () => scan,
                null,
                cancellationToken,
                threads: 1);
            return scan;
        }
        return null;
    }

    public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        ReadOnlySpan<byte> group = Cell(text, starts, ends, _group), image = Cell(text, starts, ends, _image);
        if (_image >= 0) AddImage(image, _group < 0 ? null : StarText.Integer(group) ?? 0);
        if (_micrograph >= 0)
        {
            ReadOnlySpan<byte> name = Cell(text, starts, ends, _micrograph);
            if (name.Length == 0) Note("micrograph names", name);
            else if (name.Contains((byte)'@')) Note("movie names", name);
        }
        if (_subset >= 0) AddHalf(Cell(text, starts, ends, _subset));
        foreach ((int place, string label) in _numbers) AddNumber(label, Cell(text, starts, ends, place));
        _rows++;
    }

    private static ReadOnlySpan<byte> Cell(
        ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int place) =>
        place < 0 ? [] : text[starts[place]..ends[place]];

    private void AddImage(ReadOnlySpan<byte> image, long? group)
    {
        if (_firstImage is null)
        {
            _firstImage = image.ToArray();
            IsOneImage = true;
        }
        else if (IsOneImage && !image.SequenceEqual(_firstImage))
        {
            IsOneImage = false;
        }
        int at = image.IndexOf((byte)'@');
        long number = at < 0 ? 0 : Ordinal(image[..at]);
        if (image.Length == 0 || image.Length == at + 1 || (at >= 0 && number == 0)) Note("image names", image);
        int stack = _stacks.Add(image[(at + 1)..]);
        if (stack == _uses.Count) _uses.Add((number, group, at < 0));
        else if (number > _uses[stack].Largest || (at < 0 && !_uses[stack].IsWhole))
        {
            _uses[stack] = (Math.Max(number, _uses[stack].Largest), _uses[stack].Group, at < 0 || _uses[stack].IsWhole);
        }
    }

    private static long Ordinal(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            ? StarText.Integer(text) ?? long.MaxValue
            : 0;

    private void AddHalf(ReadOnlySpan<byte> text)
    {
        long half = StarText.Integer(text) ?? 0;
        if (half is >= 0 and <= 2) _subsets[half]++;
        else Note("half numbers", text);
    }

    private void AddNumber(string label, ReadOnlySpan<byte> text)
    {
        double? number = StarText.Number(text);
        bool isFinite = number is { } read && double.IsFinite(read);
        if (!isFinite) Note(label, text);
        double value = isFinite ? number!.Value : 0;
        switch (label)
        {
            case "rlnNormCorrection" when value == 0: Note("zero norms", text); break;
            case "rlnDefocusU" when value == 0: ZeroDefocus++; break;
            case "rlnOriginXAngst" or "rlnOriginYAngst" or "rlnOriginZAngst":
                LargestOrigin = Math.Max(LargestOrigin, Math.Abs(value));
                break;
        }
    }

    private void Note(string label, ReadOnlySpan<byte> text) =>
        _odd[label] = _odd.TryGetValue(label, out OddValues known)
            ? known with { Count = known.Count + 1 }
            : new OddValues(label, 1, Encoding.UTF8.GetString(text), _rows);

    private OddValues Odd(string what) => _odd.GetValueOrDefault(what, new OddValues(what, 0, "", 0));
}
