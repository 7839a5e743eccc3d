using System.Text;
using RelionPS.Builds.Toolchains;

namespace RelionPS.Builds.Installations;

/// <summary>A kind of library that matters to RELION, and how its version is told from its file.</summary>
/// <param name="Role"><c>Mpi</c>, <c>Fft</c> or <c>Tbb</c>.</param>
/// <param name="Name">The library's name; for MPI that of the launcher's dialect.</param>
/// <param name="Prefix">How the file's name begins.</param>
/// <param name="Mark">Text before the version in the library.</param>
/// <param name="Companion">How the name of the file that holds the mark begins; null for the library itself.</param>
/// <param name="IsMarkRequired">True where other libraries share the file's name, so that the mark alone tells.</param>
internal sealed record LibraryKind(string Role, string Name, string Prefix, string? Mark, string? Companion = null, bool IsMarkRequired = false);

/// <summary>Tells MPI, FFT and TBB apart among a program's libraries.</summary>
internal static class LibraryVersions
{
    /// <summary>Intel MPI and MPICH share <c>libmpi.so.12</c>, so the first whose mark is in the file counts. Order matters: MKL also answers FFTW's calls.</summary>
    private static readonly LibraryKind[] Kinds =
    [
        new("Mpi", "OpenMpi", "libmpi.so.40", "\0v", Companion: "libopen-pal.so"),
        new("Mpi", "OpenMpi", "libmpi.so.20", "\0v", Companion: "libopen-pal.so"),
        new("Mpi", "IntelMpi", "libmpi.so.12", "Intel(R) MPI Library ", IsMarkRequired: true),
        new("Mpi", "Mpich", "libmpi.so.12", "mpich-", IsMarkRequired: true),
        new("Mpi", "Mpich", "libmpich.so.12", "mpich-"),
        new("Fft", "MKL", "libmkl_", null),
        new("Fft", "FFTW", "libfftw3.so", "fftw-"),
        new("Fft", "FFTW", "libfftw3f.so", "fftw-"),
        new("Tbb", "TBB", "libtbb.so", "TBB: VERSION\t\t"),
    ];

    /// <summary>The program's library of the role; null where it asks for none. Its version is null where the file does not tell.</summary>
    public static LinkedLibrary? Find(string role, IReadOnlyList<string> needed, IReadOnlyDictionary<string, string?> resolved)
    {
        foreach (LibraryKind kind in Kinds.Where(kind => kind.Role == role))
        {
            if (needed.FirstOrDefault(name => name.StartsWith(kind.Prefix, StringComparison.Ordinal)) is not { } library) continue;
            string? path = resolved.GetValueOrDefault(library);
            string? version = Version(kind, path, resolved);
            if (kind.IsMarkRequired && version is null) continue;
            return new LinkedLibrary(kind.Name, version, path ?? library);
        }
        return null;
    }

    private static string? Version(LibraryKind kind, string? path, IReadOnlyDictionary<string, string?> resolved)
    {
        if (path is null) return null;
        if (kind.Mark is null) return MklVersion.OfLibrary(path);
        string? holder = kind.Companion is null ? path : resolved.FirstOrDefault(library => library.Key.StartsWith(kind.Companion, StringComparison.Ordinal)).Value;
        return holder is null ? null : AfterMark(holder, kind.Mark);
    }

    /// <summary>The version after the mark: digits and dots; Intel's <c>2019 Update 9</c> as it is.</summary>
    internal static string? AfterMark(string path, string mark)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
}
