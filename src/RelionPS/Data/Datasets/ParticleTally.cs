using System.Runtime.CompilerServices;
using RelionPS.Data.Star;

namespace RelionPS.Data.Datasets;

/// <summary>Counts what the rows of a particle table refer to; one a thread, gathered into one for all.</summary>
internal sealed class ParticleTally : IStarRowSink
{
    /// <summary>Labels that are counted, where a table has them.</summary>
    public static readonly string[] Labels = ["rlnImageName", "rlnMicrographName", "rlnOpticsGroup", "rlnClassNumber"];

    private readonly int[] _place;
    private readonly Dictionary<long, long> _groups = [];
    private readonly HashSet<long> _classes = [];
    private long _group;
    private long _groupRows;
    private long? _class;
    private int _lastStack = -1;
    private int _lastMicrograph = -1;

    /// <param name="place">For each of <see cref="Labels"/> the index of its value in a row; -1 where the table has no
    /// such label.</param>
    public ParticleTally(int[] place) => _place = place;

    /// <summary>Image stacks, by the name behind the @ of the image's name.</summary>
    public ByteNameSet Stacks { get; } = new();

    public ByteNameSet Micrographs { get; } = new();

    /// <summary>Classes that particles are assigned to; 0 is none.</summary>
    public int ClassCount => _classes.Count;

    /// <summary>Particles of each optics group.</summary>
    public IReadOnlyDictionary<long, long> Groups => _groups;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
    {
        if (_place[0] is var image and >= 0) AddStack(text[starts[image]..ends[image]]);
        if (_place[1] is var micrograph and >= 0) AddMicrograph(text[starts[micrograph]..ends[micrograph]]);
        if (_place[2] is var group and >= 0) AddGroup(text[starts[group]..ends[group]]);
        if (_place[3] is var number and >= 0) AddClass(text[starts[number]..ends[number]]);
    }

    /// <summary>Takes over what another has counted, and empties it.</summary>
    public void Take(ParticleTally other)
    {
        other.EndGroup();
        Stacks.AddAll(other.Stacks);
        Micrographs.AddAll(other.Micrographs);
        _classes.UnionWith(other._classes);
        foreach ((long group, long count) in other._groups) _groups[group] = _groups.GetValueOrDefault(group) + count;
        other.Clear();
    }

    private void Clear()
    {
        Stacks.Clear();
        Micrographs.Clear();
        _classes.Clear();
        _groups.Clear();
        _class = null;
        _lastStack = _lastMicrograph = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddStack(ReadOnlySpan<byte> image)
    {
        // Most rows are of the same stack as the row before.
        if (_lastStack >= 0)
        {
            ReadOnlySpan<byte> last = Stacks[_lastStack];
            int start = image.Length - last.Length;
            if (start > 0 && image[start - 1] == '@' && image[start..].SequenceEqual(last)) return;
        }
        _lastStack = Stacks.Add(image[(image.IndexOf((byte)'@') + 1)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddMicrograph(ReadOnlySpan<byte> name)
    {
        if (_lastMicrograph < 0 || !Micrographs[_lastMicrograph].SequenceEqual(name))
        {
            _lastMicrograph = Micrographs.Add(name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGroup(ReadOnlySpan<byte> value)
    {
        long group = Number(value);
        if (group != _group) EndGroup();
        _group = group;
        _groupRows++;
    }

    private void EndGroup()
    {
        if (_groupRows > 0) _groups[_group] = _groups.GetValueOrDefault(_group) + _groupRows;
        _groupRows = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddClass(ReadOnlySpan<byte> value)
    {
        long number = Number(value);
        if (number == _class) return;
        _class = number;
        if (number > 0) _classes.Add(number);
    }

    private static long Number(ReadOnlySpan<byte> value) =>
        value.Length == 1 && value[0] is >= (byte)'0' and <= (byte)'9' ? value[0] - '0' : StarText.Integer(value) ?? 0;
}
