using System.Buffers.Binary;
using System.Text;
using RelionPS.Core.Files;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Output;

/// <summary>
/// Whether the files of a run's last iteration are whole. A full disk makes RELION write empty and truncated files
/// without a word
/// and exit 0 (measured, 3.1.3).
/// </summary>
internal static class RelionResultCheck
{
    private const int MrcHeaderBytes = 1024;
    private const string Optimiser = "optimiser.star";

    /// <summary>
    /// The tables RELION names in its optimiser file, relative to the folder it was started in. It names a sampling
    /// table for
    /// iteration 0 too, but writes none.
    /// </summary>
    private static readonly string[] TableLabels =
    [
        "_rlnModelStarFile", "_rlnModelStarFile2", "_rlnExperimentalDataStarFile",
    ];

    /// <summary>The first file that is missing or not whole; null where all are.</summary>
    /// <param name="optimiser">The last optimiser file.</param>
    /// <param name="workingDirectory">Folder of the run; null where it is not known, and the tables are looked for
    /// beside the optimiser file, where RELION writes them.</param>
    public static string? FindIncomplete(string optimiser, string? workingDirectory)
    {
        if (!IsWholeStar(optimiser)) return optimiser;
        foreach (string line in PlainFile.ReadLines(optimiser))
        {
            if (TableName(line) is not { } name) continue;
            string table = workingDirectory is null
                ? Path.Combine(Path.GetDirectoryName(optimiser)!, Path.GetFileName(name))
                : Path.Combine(workingDirectory, name);
            if (!IsWholeStar(table)) return table;
        }
        string prefix = Path.GetFileName(optimiser)[..^Optimiser.Length];
        return Directory.EnumerateFiles(Path.GetDirectoryName(optimiser)!, "*.mrc")
            .Where(map => Path.GetFileName(map).StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(map => !IsWholeMap(map));
    }

    /// <summary>The table that a line names, which has quotes where its path has a blank; null for no table.</summary>
    private static string? TableName(string line)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(line);
        int position = 0;
        return StarText.TryNext(text, ref position, out Range label, out _)
            && TableLabels.Contains(StarText.Text(text[label]))
            && StarText.TryNext(text, ref position, out Range value, out _)
            && StarText.Text(text[value]) is { Length: > 0 } name and not "None"
                ? name
                : null;
    }

    /// <summary>RELION ends every table with a line feed; a file cut by a full disk ends where a block does.</summary>
    public static bool IsWholeStar(string path)
    {
        if (!PlainFile.IsAt(path)) return false;
        using FileStream stream = File.OpenRead(path);
        // Of a link its own length would be told.
        if (stream.Length == 0) return false;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    /// <summary>The size that the MRC header asks for: RELION writes little-endian 32-bit reals here, mode 2.</summary>
    public static bool IsWholeMap(string path)
    {
        if (!PlainFile.IsAt(path)) return false;
        Span<byte> header = stackalloc byte[MrcHeaderBytes];
        using FileStream stream = File.OpenRead(path);
        if (stream.ReadAtLeast(header, MrcHeaderBytes, throwOnEndOfStream: false) < MrcHeaderBytes) return false;
        long points = 1;
        for (int axis = 0; axis < 3; axis++) points *= BinaryPrimitives.ReadInt32LittleEndian(header[(4 * axis)..]);
        int mode = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int extended = BinaryPrimitives.ReadInt32LittleEndian(header[92..]);
        return points > 0 && (mode != 2 || stream.Length >= MrcHeaderBytes + extended + (4 * points));
    }
}
