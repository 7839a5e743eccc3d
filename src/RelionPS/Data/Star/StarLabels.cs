namespace RelionPS.Data.Star;

/// <summary>How RELION takes the values of a label.</summary>
internal enum StarType
{
    /// <summary>RELION does not know the label and keeps the text.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>The labels that RELION knows (3.1.3, src/metadata_label.h).</summary>
internal static class StarLabels
{
    private static readonly Lazy<Dictionary<string, StarType>> Types = new(Read);

    /// <summary>The type of a label, written without its underscore.</summary>
    public static StarType TypeOf(string label) => Types.Value.GetValueOrDefault(label);

    /// <summary>
    /// A value as its label's type has it. A label that RELION does not know gives the number that the text is, or the
    /// text.
    /// </summary>
    public static object ValueOf(StarType type, ReadOnlySpan<byte> value) => type switch
    {
        StarType.Integer when StarText.Integer(value) is { } integer => integer,
        StarType.Flag when StarText.Integer(value) is { } flag => flag != 0,
        StarType.Number when StarText.Number(value) is { } number => number,
        StarType.Unknown => Guess(value),
        _ => StarText.Text(value),
    };

    private static object Guess(ReadOnlySpan<byte> value)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(value, out long integer, out int used) && used == value.Length)
        {
            return integer;
        }
        if (System.Buffers.Text.Utf8Parser.TryParse(value, out double number, out used) && used == value.Length)
        {
            return number;
        }
        return StarText.Text(value);
    }

    private static Dictionary<string, StarType> Read()
    {
        var types = new Dictionary<string, StarType>(StringComparer.Ordinal);
        using Stream stream = typeof(StarLabels).Assembly.GetManifestResourceStream("RelionPS.StarLabels")!;
        using var reader = new StreamReader(stream);
        StarType type = StarType.Unknown;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            if (!line.StartsWith('[')) types[line] = type;
            else type = line switch
            {
                "[int]" => StarType.Integer,
                "[bool]" => StarType.Flag,
                "[double]" => StarType.Number,
                _ => StarType.Text,
            };
        }
        return types;
    }
}
