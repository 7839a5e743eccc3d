using System.Buffers.Text;
using System.Globalization;
using System.IO.Enumeration;

namespace RelionPS.Core.Processes;

/// <summary>What <c>/proc/&lt;pid&gt;/stat</c> says of one process (proc(5)); times in clock ticks.</summary>
internal readonly record struct ProcessStat(
    int Id,
    char State,
    int ParentId,
    int SessionId,
    long OwnTicks,
    long WaitedChildrenTicks,
    long StartTicks,
    long ResidentBytes)
{
    // Places after the program's name, which is in parentheses and may hold anything.
    private const int StatePlace = 0, ParentPlace = 1, SessionPlace = 3, UserPlace = 11, SystemPlace = 12,
        ChildrenUserPlace = 13, ChildrenSystemPlace = 14, StartPlace = 19, ResidentPlace = 21;

    /// <summary>False for a zombie: it waits for its parent and takes nothing.</summary>
    public bool IsAlive => State is not ('Z' or 'X');

    /// <summary>One process; null where there is none of this number.</summary>
    public static ProcessStat? Read(int id)
    {
        Span<byte> buffer = stackalloc byte[1024];
        int length = NativeMethods.ReadSmallFile(FormattableString.Invariant($"/proc/{id}/stat"), buffer);
        return TryParse(id, buffer[..length], out ProcessStat stat) ? stat : null;
    }

    /// <summary>
    /// The state of the process's threads that is worst for its work: that of one in a wait that nothing can
    /// interrupt, else that of one that runs; S where all sleep.
    /// </summary>
    public static char WorstState(int id)
    {
        string folder = FormattableString.Invariant($"/proc/{id}/task");
        char worst = 'S';
        try
        {
            Span<byte> buffer = stackalloc byte[1024];
            foreach (string thread in Directory.EnumerateDirectories(folder))
            {
                int length = NativeMethods.ReadSmallFile(thread + "/stat", buffer);
                if (!TryParse(id, buffer[..length], out ProcessStat stat)) continue;
                if (stat.State is 'D') return 'D';
                if (stat.State is 'R') worst = 'R';
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
        }
        return worst;
    }

    /// <summary>Every process of the machine that can be read.</summary>
    public static List<ProcessStat> ReadAll()
    {
        var ids = new FileSystemEnumerable<int>(
            "/proc", (ref FileSystemEntry entry) => int.Parse(entry.FileName, CultureInfo.InvariantCulture))
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.FileName is [>= '1' and <= '9', ..],
        };
        var all = new List<ProcessStat>(256);
        Span<byte> buffer = stackalloc byte[1024];
        foreach (int id in ids)
        {
            int length = NativeMethods.ReadSmallFile($"/proc/{id}/stat", buffer);
            if (TryParse(id, buffer[..length], out ProcessStat stat)) all.Add(stat);
        }
        return all;
    }

    /// <summary>Reads the file's one line; false where it is not whole.</summary>
    public static bool TryParse(int id, ReadOnlySpan<byte> line, out ProcessStat stat)
    {
        stat = default;
        int nameEnd = line.LastIndexOf((byte)')');
        if (nameEnd < 0 || nameEnd + 2 >= line.Length) return false;
        ReadOnlySpan<byte> rest = line[(nameEnd + 2)..];
        Span<long> fields = stackalloc long[ResidentPlace + 1];
        for (int place = 0; place < fields.Length; place++)
        {
            if (rest.IsEmpty) return false;
            int end = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
            if (place == StatePlace) fields[place] = field[0];
            else if (!Utf8Parser.TryParse(field, out fields[place], out _)) fields[place] = 0;
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        stat = new ProcessStat(
            id,
            (char)fields[StatePlace],
            (int)fields[ParentPlace],
            (int)fields[SessionPlace],
            fields[UserPlace] + fields[SystemPlace],
            fields[ChildrenUserPlace] + fields[ChildrenSystemPlace],
            fields[StartPlace],
            fields[ResidentPlace] * Environment.SystemPageSize);
        return true;
    }
}
