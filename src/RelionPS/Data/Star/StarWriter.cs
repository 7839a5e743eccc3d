using System.Globalization;

namespace RelionPS.Data.Star;

/// <summary>
/// Writes STAR tables as RELION 3.1 does: <c>data_NAME</c>, <c>loop_</c>, numbered labels, one row a line. Numbers are
/// invariant and have six decimals.
/// </summary>
internal sealed class StarWriter(TextWriter writer)
{
    /// <summary>Opens a file with line feeds and no byte order mark, whatever the platform.</summary>
    public static StreamWriter CreateFile(string path) => new(path) { NewLine = "\n" };

    /// <summary>Starts a table; labels without their underscore.</summary>
    public void BeginTable(string name, params ReadOnlySpan<string> labels)
    {
        writer.WriteLine();
        writer.WriteLine($"data_{name}");
        writer.WriteLine();
        writer.WriteLine("loop_");
        for (int i = 0; i < labels.Length; i++) writer.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"_{labels[i]} #{i + 1}"));
    }

    /// <summary>Writes a row of the table: text without spaces, whole numbers, or numbers with six decimals.</summary>
    public void WriteRow(params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0) writer.Write(' ');
            writer.Write(Format(values[i]));
        }
        writer.WriteLine();
    }

    /// <summary>Ends a table, by an empty line.</summary>
    public void EndTable() => writer.WriteLine();

    /// <summary>
    /// A value as RELION writes it: in double quotes where it is empty or has white space, or would be read as
    /// something else (src/metadata_table.cpp, from 3.1 on).
    /// </summary>
    public static string Quoted(string value) =>
        value.Length == 0 || value[0] is '#' or '"' or '\'' or '_' || value.Any(char.IsWhiteSpace)
            ? $"\"{value}\""
            : value;

    private static string Format(object value) => value switch
    {
        double number => number.ToString("F6", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        string text when text.Length > 0 && !text.Any(char.IsWhiteSpace) => text,
        string text =>
            throw new ArgumentException(
                $"'{text}' can't stand in a STAR row: it is empty or has white space.", nameof(value)),
        _ => throw new ArgumentException($"A STAR row can't hold a {value.GetType().Name}.", nameof(value)),
    };
}
