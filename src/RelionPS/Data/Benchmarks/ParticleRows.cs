using RelionPS.Core.Errors;
using RelionPS.Data.Datasets;
using RelionPS.Data.Star;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// What a choice of particles looks at: of each row its micrograph, group, optics group and half-set. Some bytes a row:
/// the file may have millions.
/// </summary>
internal sealed class ParticleRows : IStarRowSink
{
    public const string TableName = "particles";

    /// <summary>Columns with names of files that refinement reads, in all versions.</summary>
    public static readonly string[] FileColumns = ["rlnImageName", "rlnCtfImage", "rlnReconstructImageName"];

    public const string GroupColumn = "rlnGroupNumber";

    private const string
        Micrograph = "rlnMicrographName", Tomogram = "rlnTomoName", Optics = "rlnOpticsGroup",
        Subset = "rlnRandomSubset", Image = "rlnImageName";

    private readonly int _micrograph, _group, _optics, _subset, _image;
    private readonly ByteNameSet _names = new();
    private readonly List<int> _micrographs = [], _groups = [], _opticsGroups = [];
    private readonly List<byte> _halves = [];

    private ParticleRows(string[] labels)
    {
        _micrograph = Array.IndexOf(labels, labels.Contains(Micrograph) ? Micrograph : Tomogram);
        _group = Array.IndexOf(labels, GroupColumn);
        _optics = Array.IndexOf(labels, Optics);
        _subset = Array.IndexOf(labels, Subset);
        _image = Array.IndexOf(labels, Image);
    }

    /// <summary>Rows of the table.</summary>
    public int Count => _opticsGroups.Count;

    /// <summary>Names of micrographs, or of tomograms; 1 where the table has neither column.</summary>
    public int MicrographCount => Math.Max(1, _names.Count);

    /// <summary>True where micrographs have names.</summary>
    public bool HasMicrographs => _micrograph >= 0;

    /// <summary>True where the rows tell their group's number in the model.</summary>
    public bool HasGroups => _group >= 0;

    /// <summary>True where the rows tell their half-set.</summary>
    public bool HasHalves => _subset >= 0;

    /// <summary>The first image's name; null where there is none.</summary>
    public string? FirstImage { get; private set; }

    /// <summary>Names of the file's blocks behind the particles, such as those of bodies.</summary>
    public IReadOnlyList<string> Further { get; private set; } = [];

    /// <summary>True for particles that are stacks of their tilts (RELION 5).</summary>
    public bool AreTiltStacks { get; private set; }

    /// <summary>True where the file has an optics table (RELION 3.1 and later).</summary>
    public bool HasOptics { get; private set; }

    public int MicrographOf(int row) => _micrographs[row];

    /// <summary>The group's number in the model, from 1.</summary>
    public int GroupOf(int row) => _groups[row];

    public int OpticsGroupOf(int row) => _opticsGroups[row];

    /// <summary>1 or 2; 0 where the row tells none.</summary>
    public int HalfOf(int row) => _halves[row];

    /// <summary>Reads the particles of a file.</summary>
    /// <exception cref="RelionException">The file can't be read, has no particles, or rows that RELION does not read.
    /// </exception>
    public static ParticleRows Read(string path, CancellationToken cancellationToken)
    {
        using StarFile file = StarFile.Open(path, cancellationToken);
        StarBlock block = file.Get(TableName);
        string[] wanted =
        [
            .. block.Labels.Where(
                label => label is Micrograph or Tomogram or GroupColumn or Optics or Subset or Image),
        ];
        var rows = new ParticleRows(wanted);
        if (block.Extent is null)
        {
            block.Extent = StarTable.Scan(
                file.Source,
                block.RowsOffset,
                block.FirstRowLine,
                block.Labels.Count,
                [.. wanted.Select(block.ColumnIndex)],
                () => rows,
                null,
                cancellationToken,
                threads: 1);
        }
        block.RefuseFaults();
        IReadOnlyList<StarBlock> all = file.Blocks;
        rows.HasOptics = all.Any(other => other.Name == "optics");
        rows.Further = [.. all.SkipWhile(other => other != block).Skip(1).Select(other => other.Name)];
        rows.AreTiltStacks = all.Any(
            other => other.TextOrNull("rlnTomoSubTomosAre2DStacks") is { } text && text != "0");
        return rows;
    }

    public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        _micrographs.Add(_micrograph < 0 ? 0 : _names.Add(text[starts[_micrograph]..ends[_micrograph]]));
        _groups.Add(Number(text, starts, ends, _group));
        _opticsGroups.Add(_optics < 0 ? 1 : Number(text, starts, ends, _optics));
        _halves.Add((byte)Math.Clamp(Number(text, starts, ends, _subset), 0, byte.MaxValue));
        if (_image >= 0) FirstImage ??= StarText.Text(text[starts[_image]..ends[_image]]);
    }

    /// <summary>
    /// The numbers that RELION gives the groups of some rows when it reads them alone, by their numbers in the model:
    /// in the order in which they come when the rows are sorted by micrograph, which keeps the order of equals (3.1.3
    /// to 5.0.1, exp_model.cpp, read). A model that lists other groups would be taken for theirs without a word.
    /// </summary>
    /// <param name="kept">The rows, rising.</param>
    public IReadOnlyDictionary<int, int> NewGroups(IReadOnlyList<int> kept)
    {
        bool isMovie = _names.Count > 0 && _names[0].Contains((byte)'@');
        byte[][] names = [.. Enumerable.Range(0, _names.Count).Select(index => Key(_names[index], isMovie))];
        IEnumerable<int> sorted = names.Length == 0
            ? kept
            : kept.OrderBy(row => names[_micrographs[row]], Comparer<byte[]>.Create(
                static (one, other) => one.AsSpan().SequenceCompareTo(other)));
        var numbers = new Dictionary<int, int>();
        foreach (int row in sorted) numbers.TryAdd(_groups[row], numbers.Count + 1);
        return numbers;
    }

    private static byte[] Key(ReadOnlySpan<byte> name, bool isMovie) =>
        (isMovie ? name[(name.IndexOf((byte)'@') + 1)..] : name).ToArray();

    private static int Number(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int place) =>
        place < 0 ? 0 : (int)Math.Clamp(StarText.Integer(text[starts[place]..ends[place]]) ?? 0, 0, int.MaxValue);
}
