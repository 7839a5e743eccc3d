using System.Globalization;
using System.Text;

namespace RelionPS.Nodes.Readers;

/// <summary>One mounted file system.</summary>
/// <param name="Root">The folder of the file system that is mounted; <c>/</c> but in containers and bind
/// mounts.</param>
/// <param name="MountPoint">Where it is seen.</param>
/// <param name="Type">The kernel's name, for example <c>lustre</c>.</param>
/// <param name="Device">What is mounted: a device, or server and path.</param>
/// <param name="Options">Options of the mount, then of the file system, each once.</param>
internal sealed record Mount(string Root, string MountPoint, string Type, string Device, string Options)
{
    public bool HasOption(string name) => Options.Split(',').Contains(name);
}

/// <summary>What is mounted where, from /proc/self/mountinfo, or /proc/mounts in captures that lack it.</summary>
internal static class MountTable
{
    public static IReadOnlyList<Mount> Read(NodeFiles files)
    {
        IReadOnlyList<string> lines = files.Lines("/proc/self/mountinfo");
        if (lines.Count > 0) return [.. lines.Select(ParseMountInfo).OfType<Mount>()];
        lines = files.Lines("/proc/self/mounts");
        if (lines.Count == 0) lines = files.Lines("/proc/mounts");
        return [.. lines.Select(ParseMounts).OfType<Mount>()];
    }

    /// <summary>
    /// The mount that a path stands on: the longest mount point above it, and of several there the last, which hides
    /// the others.
    /// </summary>
    public static Mount? Of(IEnumerable<Mount> mounts, string path) =>
        mounts.Where(mount => IsAbove(mount.MountPoint, path)).Reverse().MaxBy(mount => mount.MountPoint.Length);

    private static bool IsAbove(string mountPoint, string path) =>
        mountPoint == "/"
            || (path.StartsWith(mountPoint, StringComparison.Ordinal)
                && (path.Length == mountPoint.Length || path[mountPoint.Length] == '/'));

    private static Mount? ParseMountInfo(string line)
    {
        // "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755": fields before " - ", then type, source
        // and options.
        int separator = line.IndexOf(" - ", StringComparison.Ordinal);
        if (separator < 0) return null;
        string[] left = line[..separator].Split(' ');
        string[] right = line[(separator + 3)..].Split(' ');
        if (left.Length < 6 || right.Length < 2) return null;
        string options = string.Join(
            ',',
            left[5]
                .Split(',')
                .Concat((right.ElementAtOrDefault(2) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
                .Distinct());
        return new Mount(Unescape(left[3]), Unescape(left[4]), right[0], Unescape(right[1]), options);
    }

    private static Mount? ParseMounts(string line) =>
        line.Split(' ') is [var device, var point, var type, var options, ..]
            ? new Mount("/", Unescape(point), type, Unescape(device), options)
            : null;

    /// <summary>The kernel writes blanks, tabs, line ends and backslashes as three octal digits.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                plain.Append((char)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Append(text[i]);
            }
        }
        return plain.ToString();
    }
}
