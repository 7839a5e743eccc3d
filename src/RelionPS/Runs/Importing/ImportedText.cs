using System.Text;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;
using RelionPS.Data.Star;

namespace RelionPS.Runs.Importing;

/// <summary>Files that commands are read from, as text.</summary>
internal static class ImportedText
{
    /// <summary>In bytes; the note of a job that was continued a thousand times is smaller.</summary>
    private const int Most = 16 << 20;

    /// <summary>The file's text.</summary>
    /// <exception cref="RelionException"><c>RelionFileNotFound</c>, <c>RelionFileUnreadable</c>,
    /// <c>RelionImportTooLarge</c> or <c>RelionImportNotText</c>.</exception>
    public static string Read(string path)
    {
        if (!Path.Exists(path)) throw StarErrors.FileNotFound(path);
        byte[] bytes = BoundedFile.Read(path, Most + 1)
            ?? throw StarErrors.FileUnreadable(path, "it is no regular file, or the system refuses it");
        if (bytes.Length > Most) throw ImportErrors.ImportTooLarge(path, Most);
        if (bytes.AsSpan().Contains((byte)0)) throw ImportErrors.ImportNotText(path);
        ReadOnlySpan<byte> text = bytes;
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>The text, or null where there is no such file or it can't be read.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return Path.Exists(path) ? Read(path) : null;
        }
        catch (RelionException)
        {
            return null;
        }
    }
}
