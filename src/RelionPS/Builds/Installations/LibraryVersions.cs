using System.Text;
using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Installations;

/// <summary>A kind of library that matters to RELION, and how its version is told from its file.</summary>
/// <param name="Role"><c>Fft</c> or <c>Tbb</c>.</param>
/// <param name="Name">The library's name.</param>
/// <param name="Prefix">How the file's name begins.</param>
/// <param name="Mark">Text before the version in the library.</param>
internal sealed record LibraryKind(string Role, string Name, string Prefix, string? Mark);

/// <summary>
/// Tells FFT and TBB apart among a program's libraries, and reads versions. MPI has a table of its own.
/// </summary>
internal static class LibraryVersions
{
    /// <summary>Order matters: MKL also answers FFTW's calls.</summary>
    private static readonly LibraryKind[] Kinds =
    [
        new("Fft", "MKL", "libmkl_", null),
        new("Fft", "FFTW", "libfftw3.so", "fftw-"),
        new("Fft", "FFTW", "libfftw3f.so", "fftw-"),
        new("Tbb", "TBB", "libtbb.so", "TBB: VERSION\t\t"),
    ];

    /// <summary>
    /// The program's library of the role; null where it asks for none. Its version is null where the file does not
    /// tell.
    /// </summary>
    public static LinkedLibrary? Find(
        string role, IReadOnlyList<string> needed, IReadOnlyDictionary<string, string?> resolved)
    {
        foreach (LibraryKind kind in Kinds.Where(kind => kind.Role == role))
        {
            if (needed.FirstOrDefault(
                name => name.StartsWith(kind.Prefix, StringComparison.Ordinal)) is not { } library)
            {
                continue;
            }
            string? path = resolved.GetValueOrDefault(library);
            return new LinkedLibrary(kind.Name, Version(kind, path), path ?? library);
        }
        return null;
    }

    private static string? Version(LibraryKind kind, string? path) =>
        path is null ? null : kind.Mark is null ? MklVersion.OfLibrary(path) : AfterMark(path, kind.Mark);

    /// <summary>True where the text is in the file; null where that can't be read.</summary>
    internal static bool? Contains(string path, string text) =>
        Read(path) is { } bytes ? bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0 : null;

    /// <summary>The version after the mark: digits and dots; Intel's <c>2019 Update 9</c> as it is.</summary>
    internal static string? AfterMark(string path, string mark)
    {
        if (Read(path) is not { } bytes) return null;
        byte[] pattern = Encoding.ASCII.GetBytes(mark);
        ReadOnlySpan<byte> rest = bytes;
        for (int found = rest.IndexOf(pattern); found >= 0; found = rest.IndexOf(pattern))
        {
            rest = rest[(found + pattern.Length)..];
            string text = Encoding.ASCII.GetString(rest[..Math.Min(40, rest.Length)]);
            string version = new([.. text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.')]);
            if (version.Length == 4 && text[version.Length..].StartsWith(" Update ", StringComparison.Ordinal))
            {
                return version + " Update " + new string([.. text[12..].TakeWhile(char.IsAsciiDigit)]);
            }
            if (version.Contains('.') && char.IsAsciiDigit(version[0]) && version[^1] != '.') return version;
        }
        return null;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
