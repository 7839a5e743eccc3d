using RelionPS.Data.Star;

namespace RelionPS.Studies.Comparison;

/// <summary>Orientation, origin and class of every particle of a data file, by image name.</summary>
internal sealed class ParticleTable
{
    private readonly Dictionary<string, int> _rows;
    private readonly double[] _rot, _tilt, _psi, _x, _y;
    private readonly long[] _class;

    private ParticleTable(StarBlock block, double pixelSize)
    {
        string[] names = block.Texts("rlnImageName");
        _rows = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (int row = 0; row < names.Length; row++) _rows.TryAdd(names[row], row);
        _rot = block.Numbers("rlnAngleRot");
        _tilt = block.Numbers("rlnAngleTilt");
        _psi = block.Numbers("rlnAnglePsi");

        // Up to 3.0 origins are in pixels.
        bool isAngstrom = block.Has("rlnOriginXAngst");
        _x = block.Numbers(isAngstrom ? "rlnOriginXAngst" : "rlnOriginX");
        _y = block.Numbers(isAngstrom ? "rlnOriginYAngst" : "rlnOriginY");
        OriginUnit = isAngstrom ? 1 : pixelSize;
        _class = block.Has("rlnClassNumber")
            ? block.Integers("rlnClassNumber")
            : [.. Enumerable.Repeat(1L, names.Length)];
    }

    public IEnumerable<string> Names => _rows.Keys;

    public int Count => _rows.Count;

    private double OriginUnit { get; }

    public static ParticleTable Read(string path, double pixelSize)
    {
        using StarFile file = StarFile.Open(path);
        StarBlock block = file.Find("particles") ?? file.Find("images") ?? file.Get("");
        return new ParticleTable(block, pixelSize);
    }

    public int? Row(string name) => _rows.TryGetValue(name, out int row) ? row : null;

    public (double Rot, double Tilt, double Psi) Angles(int row) => (_rot[row], _tilt[row], _psi[row]);

    /// <summary>Origin in ångström.</summary>
    public (double X, double Y) Origin(int row) => (_x[row] * OriginUnit, _y[row] * OriginUnit);

    public int Class(int row) => (int)_class[row];
}
