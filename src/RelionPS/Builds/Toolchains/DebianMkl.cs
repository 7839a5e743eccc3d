namespace RelionPS.Builds.Toolchains;

/// <summary>
/// Debian's MKL lies in the system's folders, and RELION wants the tree of Intel's own packages
/// (<c>$MKLROOT/include/fftw</c>, <c>$MKLROOT/lib/intel64</c>;
/// RELION 3.1 CMakeLists.txt). A folder of links gives it one.
/// </summary>
internal static class DebianMkl
{
    public static string? HeaderFolder => Directory.Exists("/usr/include/mkl/fftw") ? "/usr/include/mkl" : null;

    public static string? LibraryFolder =>
        File.Exists("/usr/lib/x86_64-linux-gnu/libmkl_core.so") ? "/usr/lib/x86_64-linux-gnu" : null;

    /// <summary>Makes the tree below the folder where it is not there yet, and gives its root.</summary>
    public static string MakeTree(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lib", "intel64"));
        Link(Path.Combine(folder, "include"), HeaderFolder!);
        // The library folder holds all of the system: only MKL's own files are linked, or the linker would prefer the
        // tree for everything.
        foreach (string library in Directory.EnumerateFiles(LibraryFolder!, "libmkl_*"))
        {
            Link(Path.Combine(folder, "lib", "intel64", Path.GetFileName(library)), library);
        }
        return folder;
    }

    private static void Link(string path, string target)
    {
        if (!Path.Exists(path)) File.CreateSymbolicLink(path, target);
    }
}
