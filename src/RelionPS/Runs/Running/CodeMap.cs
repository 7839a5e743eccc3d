using System.Globalization;
using RelionPS.Nodes.Readers;

namespace RelionPS.Runs.Running;

/// <summary>
/// Which places of a process's memory are code of its MPI library, from <c>/proc/PID/maps</c>. Libraries that compute
/// for RELION and call nothing are not; the C library is no one's, since either calls it.
/// </summary>
internal sealed class CodeMap
{
    /// <summary>Beginnings of the names of MPI libraries, of what they are made of, and of their networks.</summary>
    private static readonly string[] OfMpi =
    [
        "libmpi", "libopen-pal", "libopen-rte", "mca_", "libpmix", "libprrte", "libevent", "libmpich", "libmpifort",
        "libucp", "libuct", "libucs", "libucm", "libfabric", "libpsm", "libhcoll", "libsharp", "libibverbs", "libmlx",
        "libmunge", "libxpmem", "libtcp-fi", "libsockets-fi", "libverbs-", "libpsmx", "librxm-fi", "libshm-fi",
    ];

    /// <summary>The clock that spinning libraries read, and that RELION's arithmetic does not.</summary>
    private const string KernelPage = "[vdso]";

    private static readonly string[] OfNone = ["libc.so", "libc-", "ld-linux", "libpthread"];

    private readonly List<(ulong Start, ulong End, bool? IsMpi)> _ranges = [];

    /// <summary>Reads the map of a process; empty where it may not be read.</summary>
    public static CodeMap Read(NodeFiles files, int id)
    {
        var map = new CodeMap();
        foreach (string line in files.Lines(FormattableString.Invariant($"/proc/{id}/maps")))
        {
            // "7f00-7f10 r-xp 00000000 08:01 1234   /usr/lib/libmpi.so.40": what may be executed counts.
            string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 5 || !words[1].Contains('x')) continue;
            string[] range = words[0].Split('-');
            if (range.Length == 2 && Address(range[0]) is { } start && Address(range[1]) is { } end)
            {
                map._ranges.Add((start, end, IsMpi(words.Length > 5 ? words[5] : "")));
            }
        }
        return map;
    }

    /// <summary>True where the place is known.</summary>
    public bool Has(ulong place) => _ranges.Exists(range => place >= range.Start && place < range.End);

    /// <summary>True for MPI's code, false for other code, null for code of neither.</summary>
    public bool? IsMpi(ulong place)
    {
        foreach ((ulong start, ulong end, bool? isMpi) in _ranges)
        {
            if (place >= start && place < end) return isMpi;
        }
        return null;
    }

    private static bool? IsMpi(string path)
    {
        string name = Path.GetFileName(path);
        if (path == KernelPage || OfMpi.Any(begin => name.StartsWith(begin, StringComparison.Ordinal))) return true;
        return OfNone.Any(begin => name.StartsWith(begin, StringComparison.Ordinal)) ? null : false;
    }

    private static ulong? Address(string text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
            ? address
            : null;
}
