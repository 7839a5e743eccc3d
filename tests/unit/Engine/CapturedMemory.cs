using System.Globalization;
using RelionPS.Refinement.Memory;

namespace RelionPS.Testing;

/// <summary>
/// One run of RELION with <c>--verb 2</c>, of <c>tests/data/relion-3.1.3/memory.tsv</c>: its options and what it
/// printed.
/// </summary>
internal sealed record CapturedMemory(IReadOnlyDictionary<string, string> Row)
{
    public const double PixelSize = 2;

    public static IReadOnlyList<CapturedMemory> All { get; } = Read();

    public double? this[string column] =>
        Row[column] == "-" ? null : double.Parse(Row[column], CultureInfo.InvariantCulture);

    public bool Is3D => this["Dimension"] == 3;

    public long Points => (long)this["Points"]!;

    public double ExpectationBytes => this["ExpectationGb"]!.Value * (1L << 30);

    public double MaximizationBytes => this["MaximizationGb"]!.Value * (1L << 30);

    public RefinementSize Size => new()
    {
        BoxSize = (int)this["BoxSize"]!,
        PixelSize = PixelSize,
        Padding = this["Padding"]!.Value,
        ClassCount = (int)this["ClassCount"]!,
        Is3D = Is3D,
        CurrentSize = CurrentSizes.First(this["IniHigh"], hasReference: Is3D, (int)this["BoxSize"]!, PixelSize),
        HealpixOrder = (int)this["HealpixOrder"]!,
        PsiStep = this["PsiStep"],
        Oversampling = (int)this["Oversampling"]!,
        OffsetRange = this["OffsetRange"]!.Value,
        OffsetStep = this["OffsetStep"]!.Value,
        ShiftsOnTheFly = this["OnTheFly"] == 1,
        Acceleration = this["Cpu"] == 1 ? Acceleration.Cpu : Acceleration.None,
        IsSinglePrecision = this["RealBytes"] == 4,
    };

    public RankLayout Layout => new(1, 1, (int)this["Thread"]!, (int)this["Pool"]!, UsesMpi: false);

    public override string ToString() => string.Join(' ', Row.Select(pair => $"{pair.Key}={pair.Value}"));

    private static IReadOnlyList<CapturedMemory> Read()
    {
        string[][] lines =
        [
            .. File.ReadLines(RepositoryPaths.Data("relion-3.1.3", "memory.tsv")).Select(line => line.Split('\t')),
        ];
        return [
            .. lines
                .Skip(1)
                .Select(
                    values => new CapturedMemory(
                        lines[0].Zip(values).ToDictionary(pair => pair.First, pair => pair.Second))),
        ];
    }
}
