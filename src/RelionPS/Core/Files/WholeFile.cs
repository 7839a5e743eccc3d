using System.Text;
using System.Text.RegularExpressions;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Core.Files;

/// <summary>
/// The one way in which the module writes a file: it grows beside its place under a name that nobody can foresee, and
/// comes there in one step. A reader
/// sees the whole file or the one before; a full disk or a kill costs the new file and never the old one.
/// </summary>
internal static class WholeFile
{
    private const string Prefix = ".relionps-";

    private const int LongestEnd = 16;

    private static readonly Regex PartialName =
        new(
            $@"^{Regex.Escape(Prefix)}[0-9a-f]{{32}}(\..*)?\z",
            RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text in UTF-8.</summary>
    /// <param name="path">Full path. A link is never followed.</param>
    /// <param name="text">The text.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="IOException">Something is there that is no file or may not be replaced, or the system
    /// refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refused.</exception>
    public static void Write(string path, string text, bool overwrite) => Write(path, Utf8.GetBytes(text), overwrite);

    /// <inheritdoc cref="Write(string, string, bool)"/>
    public static void Write(string path, byte[] bytes, bool overwrite) =>
        Write(path, stream => stream.Write(bytes), overwrite);

    /// <inheritdoc cref="Write(string, string, bool)"/>
    /// <param name="path">Full path.</param>
    /// <param name="fill">Writes the content.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="mode">Rights of the file; those of the file before, or the user's own choice for new files, where
    /// left out.</param>
    public static void Write(string path, Action<Stream> fill, bool overwrite, UnixFileMode? mode = null)
    {
        string partial = NameBeside(path);
        try
        {
            using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                fill(stream);
                stream.Flush(flushToDisk: true);
            }
            Place(partial, path, overwrite, mode);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes an object as JSON, one value a line.</summary>
    /// <param name="path">Full path. A link is never followed.</param>
    /// <param name="value">The object.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="IOException">As for any text.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refused.</exception>
    public static void WriteJson<T>(string path, T value, bool overwrite) =>
        Write(path, JsonFormat.Text(value), overwrite);

    /// <summary>Writes a text that the user asked for to a place that he named; a link there leads to it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="text">The text.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <exception cref="RelionException"><c>RelionOutputNotWritable</c>.</exception>
    public static void WriteForUser(string path, string text, bool overwrite)
    {
        try
        {
            Write(Followed(path), text, overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.OutputNotWritable(path, exception.Message, exception);
        }
    }

    /// <summary>Brings a finished file to its place in one step.</summary>
    /// <param name="partial">The file, in the folder of the place.</param>
    /// <param name="target">The place.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced; a link at the place is replaced
    /// itself.</param>
    /// <param name="mode">Rights of the file; those of the file before where left out.</param>
    /// <exception cref="IOException">Something is there that is no file or may not be replaced.</exception>
    public static void Place(string partial, string target, bool overwrite, UnixFileMode? mode = null)
    {
        EntryKind there = DirectoryEntry.At(target).Kind;
        if (there is EntryKind.Folder or EntryKind.Other) throw new IOException($"'{target}' is no regular file.");
        if (there == EntryKind.File && overwrite) mode ??= File.GetUnixFileMode(target);
        if (mode is { } rights) File.SetUnixFileMode(partial, rights);
        File.Move(partial, target, overwrite);
    }

    /// <summary>
    /// A name in the same folder that is no file's; it ends as the target does, since RELION tells formats by that.
    /// </summary>
    public static string NameBeside(string target)
    {
        string end = Path.GetExtension(target);
        // What follows the last dot of a long name is no format, and together the two may be longer than a name can be.
        return Path.Combine(
            Path.GetDirectoryName(target) ?? "/", $"{Prefix}{Guid.NewGuid():N}{(end.Length <= LongestEnd ? end : "")}");
    }

    /// <summary>True for such a name: of a file whose writing was killed.</summary>
    public static bool IsNameBeside(string name) => PartialName.IsMatch(name);

    /// <summary>True where both paths lead to one file, whatever names and links are on the way.</summary>
    public static bool IsSame(string path, string other) =>
        path == other
            || (DirectoryEntry.Behind(path) is { Kind: not EntryKind.None } entry
                && entry == DirectoryEntry.Behind(other));

    /// <summary>
    /// The file behind a path that the user named: through a link of his own he means what it leads to.
    /// </summary>
    /// <exception cref="IOException">The link leads round in circles.</exception>
    public static string Followed(string path) => DirectoryEntry.At(path).Kind == EntryKind.Link
        ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path
        : path;
}
