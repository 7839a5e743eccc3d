using System.Collections.Concurrent;
using RelionPS.Core.Processes;

namespace RelionPS.Builds.Installations;

/// <summary>An implementation of MPI.</summary>
/// <param name="Launcher">Name of the dialect of its launcher.</param>
/// <param name="Mark">Text before the version in its library.</param>
/// <param name="Holder">How the name of the library with the mark begins.</param>
internal sealed record MpiImplementation(string Launcher, string Mark, string Holder);

/// <summary>A name that libraries of MPI have.</summary>
/// <param name="Soname">How it begins, up to a dot or the end.</param>
/// <param name="Implementation">Whose it is; of a shared one, whose it is where nothing tells.</param>
/// <param name="IsShared">True where several implementations use it, so that the name alone does not tell.</param>
/// <param name="IsPart">True for a part beside the library itself: one for a language, or one below it.</param>
internal sealed record MpiSoname(
    string Soname, MpiImplementation Implementation, bool IsShared = false, bool IsPart = false)
{
    public bool Matches(string library) => library.StartsWith(Soname, StringComparison.Ordinal)
        && (library.Length == Soname.Length || Soname[^1] == '_' || library[Soname.Length] == '.');
}

/// <summary>
/// The MPI library that a program is linked with, and so the launcher that starts it. This table is the only one.
/// </summary>
internal static class MpiLibraries
{
    /// <summary>Intel's library says so itself. MPICH, and all that was made from it, do not.</summary>
    private const string IntelMark = "Intel(R) MPI Library";

    private static readonly MpiImplementation OpenMpi = new("OpenMpi", "\0v", "libopen-pal.so");
    private static readonly MpiImplementation Mpich = new("Mpich", "mpich-", "libmp");
    private static readonly MpiImplementation IntelMpi = new("IntelMpi", IntelMark + " ", "libmpi.so");

    private static readonly MpiSoname[] Sonames =
    [
        new("libmpi.so.40", OpenMpi),
        new("libmpi.so.20", OpenMpi),
        new("libmpi.so.1", OpenMpi),
        new("libmpi.so.0", OpenMpi),
        new("libmpi_cxx.so", OpenMpi, IsPart: true),
        new("libmpi_mpifh.so", OpenMpi, IsPart: true),
        new("libopen-rte.so", OpenMpi, IsPart: true),
        new("libopen-pal.so", OpenMpi, IsPart: true),
        new("libmpich.so", Mpich),
        new("libmpichcxx.so", Mpich, IsPart: true),
        new("libmpichfort.so", Mpich, IsPart: true),
        // The ABI of MPICH, which MVAPICH, ParaStation MPI, Cray MPICH and Intel MPI have too. Open MPI 1.10 has the
        // same name without the ABI.
        new("libmpi.so.12", IntelMpi, IsShared: true),
        new("libmpicxx.so.12", IntelMpi, IsShared: true, IsPart: true),
        new("libmpifort.so.12", IntelMpi, IsShared: true, IsPart: true),
        new("libpmpi.so.12", IntelMpi, IsShared: true, IsPart: true),
        // Cray's, one for each compiler: libmpi_cray.so.12, libmpi_gnu_91.so.12.
        new("libmpi_cray", Mpich),
        new("libmpi_gnu_", Mpich),
        new("libmpi_intel", Mpich),
        new("libmpi_aocc", Mpich),
    ];

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>The program's MPI library; null where it asks for none, or where nothing tells whose it is.</summary>
    /// <param name="needed">The libraries that the program asks for, in its order, which is the loader's.</param>
    /// <param name="resolved">The files that the loader finds.</param>
    public static LinkedLibrary? Find(
        IReadOnlyList<string> needed, IReadOnlyDictionary<string, string?> resolved)
    {
        if (Asked(needed) is not var (library, soname)) return null;
        if (Owner(soname, library, needed, resolved) is not { } owner) return null;
        string? path = resolved.GetValueOrDefault(library);
        string? holder = path is not null && library.StartsWith(owner.Holder, StringComparison.Ordinal)
            ? path
            : FileOf(owner.Holder, resolved);
        string? version = holder is null ? null : LibraryVersions.AfterMark(holder, owner.Mark);
        return new LinkedLibrary(owner.Launcher, version, path ?? library);
    }

    /// <summary>
    /// Name of the launcher's dialect for a program; null where it asks for no MPI that is known. Where the library is
    /// not here to tell, what is set up on this machine decides.
    /// </summary>
    public static string? LauncherOf(string program)
    {
        if (ElfDependencies.Read(program) is not { } needed || Asked(needed) is not var (library, soname)) return null;
        if (!soname.IsShared) return soname.Implementation.Launcher;
        // The loader is asked, and a library of megabytes read: once for each program as it is.
        string key = string.Join(
            '\0',
            program,
            File.GetLastWriteTimeUtc(program).Ticks,
            Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"));
        if (Known.TryGetValue(key, out string? known)) return known;
        return Linked(program, needed) is { } linked ? Known[key] = linked : Dialect(library, HasIntelMpi());
    }

    /// <summary>The dialect for one library's name, or null for a library that is no MPI of a known kind.</summary>
    /// <param name="library">The library's name as the program asks for it.</param>
    /// <param name="hasIntelMpi">
    /// True where Intel MPI is set up here, which decides between it and MPICH; null takes a shared name for Intel's.
    /// </param>
    public static string? Dialect(string library, bool? hasIntelMpi = null) =>
        Sonames.FirstOrDefault(known => known.Matches(library)) is not { } soname ? null
        : soname.IsShared && hasIntelMpi == false ? Mpich.Launcher
        : soname.Implementation.Launcher;

    /// <summary>The dialect, as above.</summary>
    public static string? Dialect(string library) => Dialect(library, null);

    private static string? Linked(string program, IReadOnlyList<string> needed) =>
        Find(needed, LinkedLibraries.ResolveAsync(program, [], CancellationToken.None).GetAwaiter().GetResult())?.Name;

    // mpichversion comes with MPICH and not with Intel MPI.
    private static bool HasIntelMpi() => Environment.GetEnvironmentVariable("I_MPI_ROOT") is { Length: > 0 }
        || ProgramFinder.Find("mpichversion") is null;

    /// <summary>The first library itself; where only parts are asked for, the first of these.</summary>
    private static (string Library, MpiSoname Soname)? Asked(IReadOnlyList<string> needed) => needed
        .Select(library => (library, Sonames.FirstOrDefault(known => known.Matches(library))!))
        .Where(pair => pair.Item2 is not null)
        .OrderBy(pair => pair.Item2.IsPart)
        .Select(pair => ((string, MpiSoname)?)pair)
        .FirstOrDefault();

    private static MpiImplementation? Owner(
        MpiSoname soname, string library, IReadOnlyList<string> needed, IReadOnlyDictionary<string, string?> resolved)
    {
        if (!soname.IsShared) return soname.Implementation;
        if (needed.Concat(resolved.Keys).Any(IsOpenMpiPart)) return OpenMpi;
        string? file = FileOf("libmpi.so", resolved) ?? resolved.GetValueOrDefault(library);
        return (file is null ? null : LibraryVersions.Contains(file, IntelMark)) switch
        {
            true => IntelMpi,
            false => Mpich,
            null => null,
        };
    }

    private static bool IsOpenMpiPart(string library) =>
        Sonames.Any(known => known is { IsPart: true } && known.Implementation == OpenMpi && known.Matches(library));

    private static string? FileOf(string beginning, IReadOnlyDictionary<string, string?> resolved) => resolved
        .FirstOrDefault(
            library => library.Key.StartsWith(beginning, StringComparison.Ordinal) && library.Value is not null)
        .Value;
}
