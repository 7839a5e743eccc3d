using RelionPS.Core.Processes;

namespace RelionPS.Core.Files;

/// <summary>Full paths as the kernel understands them.</summary>
internal static class KernelPath
{
    /// <summary>
    /// The full path: <c>..</c> after a linked folder is the parent of the folder that the link leads to, as for every
    /// program that opens the path. <see cref="Path.GetFullPath(string)"/> takes the link itself away.
    /// </summary>
    /// <param name="folder">Full path that a relative one begins at.</param>
    /// <param name="path">The path.</param>
    public static string Full(string folder, string path)
    {
        string current = "/";
        foreach (string name in Path.Combine(folder, path).Split('/'))
        {
            if (name is "" or ".") continue;
            if (name != "..")
            {
                current = Path.Combine(current, name);
                continue;
            }
            if (new FileInfo(current).LinkTarget is not null)
            {
                current = NativeMethods.RealPath(current) ?? current;
            }
            current = Path.GetDirectoryName(current) ?? "/";
        }
        bool isFolder = path.EndsWith('/') && current != "/";
        return isFolder ? current + "/" : current;
    }
}
