namespace RelionPS.Builds.Toolchains;

/// <summary>
/// Finds the libraries that RELION is built with by their headers and files, as CMake will; nothing is started.
/// </summary>
internal sealed class LibraryFinder(ToolEnvironment environment)
{
    private static readonly string[] SystemHeaders =
    [
        "/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include/aarch64-linux-gnu", "/usr/include",
    ];
    private static readonly string[] SystemLibraries =
    [
        "/usr/local/lib64",
        "/usr/local/lib",
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
    ];

    public IEnumerable<ToolComponent> FindAll() =>
        new[] { Fftw(), Mkl(), AmdFftw(), Tbb(), Tiff(), X11() }.OfType<ToolComponent>();

    /// <summary>Both precisions are needed: RELION's accelerated code is single, the rest double.</summary>
    private ToolComponent? Fftw()
    {
        string[] prefixes = [.. new[] { environment["FFTW_HOME"], environment["FFTW_ROOT"] }.OfType<string>()];
        if (Header(
            "fftw3.h",
            [
                environment["FFTW_INCLUDE"], .. prefixes.Select(prefix => Path.Combine(prefix, "include")),
            ]) is not { } header)
        {
            return null;
        }
        string?[] folders = [environment["FFTW_LIB"], .. prefixes.Select(prefix => Path.Combine(prefix, "lib"))];
        string? full = Library("libfftw3", folders), single = Library("libfftw3f", folders);
        if (full is null || single is null) return null;
        string? version = HeaderText.Field(
            Path.Combine(Path.GetDirectoryName(full)!, "pkgconfig", "fftw3.pc"), "Version");
        return new ToolComponent(ToolKind.Fft, "FFTW", version, header.Path, header.FoundBy);
    }

    /// <summary>With a tree (<c>MKLROOT</c>) or, as Debian packs it, spread over the system's folders.</summary>
    private ToolComponent? Mkl()
    {
        if (environment["MKLROOT"] is { } root && Directory.Exists(Path.Combine(root, "include", "fftw")))
        {
            return new ToolComponent(
                ToolKind.Fft,
                "MKL",
                MklVersion.OfHeader(Path.Combine(root, "include", "mkl_version.h")),
                root,
                "MKLROOT");
        }
        string? headers = DebianMkl.HeaderFolder;
        return headers is null || DebianMkl.LibraryFolder is null
            ? null
            : new ToolComponent(
                ToolKind.Fft,
                "MKL",
                MklVersion.OfHeader(Path.Combine(headers, "mkl_version.h")),
                headers,
                "system folders");
    }

    private ToolComponent? AmdFftw()
    {
        foreach (string variable in new[] { "AMDFFTW_ROOT", "AOCL_ROOT" })
        {
            if (environment[variable] is not { } root || !File.Exists(Path.Combine(root, "include", "fftw3.h")))
            {
                continue;
            }
            return new ToolComponent(
                ToolKind.Fft,
                "AMD-FFTW",
                HeaderText.Field(Path.Combine(root, "lib", "pkgconfig", "fftw3.pc"), "Version"),
                Path.Combine(root, "include", "fftw3.h"),
                variable);
        }
        return null;
    }

    private ToolComponent? Tbb()
    {
        string?[] folders =
        [
            .. new[]
            {
                environment["TBB_INSTALL_DIR"],
                environment["TBBROOT"],
            }.OfType<string>().Select(root => Path.Combine(root, "include")),
        ];
        // oneTBB keeps the numbers in version.h, TBB up to 2020 in tbb_stddef.h.
        foreach (string name in new[] { "oneapi/tbb/version.h", "tbb/tbb_stddef.h" })
        {
            if (Header(name, folders) is not { } header) continue;
            string? major = HeaderText.Define(
                header.Path, "TBB_VERSION_MAJOR"), minor = HeaderText.Define(header.Path, "TBB_VERSION_MINOR");
            return new ToolComponent(
                ToolKind.Tbb, "TBB", major is null ? null : $"{major}.{minor}", header.Path, header.FoundBy);
        }
        return null;
    }

    private ToolComponent? Tiff() => Header("tiffio.h", []) is { } header
        ? new ToolComponent(
            ToolKind.Tiff,
            "libtiff",
            TiffVersion(Path.Combine(Path.GetDirectoryName(header.Path)!, "tiffvers.h")),
            header.Path,
            header.FoundBy)
        : null;

    /// <summary>From <c>"LIBTIFF, Version 4.5.0\nCopyright …"</c>.</summary>
    private static string? TiffVersion(string path) => ToolVersion.Text(HeaderText.Define(path, "TIFFLIB_VERSION_STR"));

    private ToolComponent? X11() =>
        Header("X11/Xlib.h", []) is { } header
            ? new ToolComponent(ToolKind.X11, "libX11", null, header.Path, header.FoundBy)
            : null;

    private (string Path, string FoundBy)? Header(string name, IEnumerable<string?> first)
    {
        (IEnumerable<string?> Folders, string FoundBy)[] places =
        [
            (first, "environment"),
            (
                environment
                    .Folders("CPATH")
                    .Concat(environment.Folders("CMAKE_INCLUDE_PATH"))
                    .Concat(environment.Folders("CMAKE_PREFIX_PATH").Select(prefix => Path.Combine(prefix, "include"))),
                "environment"),
            (SystemHeaders, "system folders"),
        ];
        foreach ((IEnumerable<string?> folders, string foundBy) in places)
        {
            if (folders
                .OfType<string>()
                .Select(folder => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists) is { } path)
            {
                return (path, foundBy);
            }
        }
        return null;
    }

    private string? Library(string name, IEnumerable<string?> first) =>
        first
            .OfType<string>()
            .Concat(environment.Folders("LIBRARY_PATH"))
            .Concat(environment.Folders("CMAKE_PREFIX_PATH").Select(prefix => Path.Combine(prefix, "lib")))
            .Concat(SystemLibraries)
                .SelectMany(folder => new[] { Path.Combine(folder, name + ".so"), Path.Combine(folder, name + ".a") })
                .FirstOrDefault(File.Exists);
}
