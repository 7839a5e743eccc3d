using RelionPS.Data.Star;

namespace RelionPS.Runs.Continued;

/// <summary>An optimiser file whose names of files are those of a set.</summary>
/// <param name="values">New values, by label.</param>
internal sealed class OptimiserCopy(IReadOnlyDictionary<string, string> values) : StarRewriter
{
    protected override string Pair(string block, string label, string value) => values.GetValueOrDefault(label, value);
}

/// <summary>A file that lists masks, such as that of local symmetry, with the names of a set's copies.</summary>
/// <param name="names">The name of each copy, by that of the mask.</param>
internal sealed class MaskListCopy(IReadOnlyDictionary<string, string> names) : StarRewriter
{
    public const string Mask = "rlnMaskName";

    private int _column = -1;

    protected override bool Edits(string block, IReadOnlyList<string> labels) =>
        (_column = labels.ToList().IndexOf(Mask)) >= 0;

    protected override string Pair(string block, string label, string value) =>
        label == Mask ? names.GetValueOrDefault(value, value) : value;

    protected override bool Row(string block, string[] values)
    {
        values[_column] = names.GetValueOrDefault(values[_column], values[_column]);
        return true;
    }
}
