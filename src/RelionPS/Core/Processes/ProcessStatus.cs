using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RelionPS.Core.Processes;

/// <summary>What <c>/proc/&lt;pid&gt;/status</c> and <c>environ</c> say of one process (proc(5)).</summary>
internal static class ProcessStatus
{
    /// <summary>
    /// Where each launcher tells a process its rank. Slurm's own is last: a launcher inside a job step passes it on to
    /// all of its ranks.
    /// </summary>
    private static readonly string[] RankVariables = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"];

    /// <summary>The kernel cuts a process's name after so many bytes.</summary>
    private const int NameLength = 15;

    /// <summary>Name and largest resident memory; null where the process has ended, or is the kernel's.</summary>
    public static (string Name, long PeakBytes)? Read(int processId, Span<byte> buffer)
    {
        ReadOnlySpan<byte> text = buffer[..NativeMethods.ReadSmallFile($"/proc/{processId}/status", buffer)];
        ReadOnlySpan<byte> name = Value(text, "Name:"u8), peak = Value(text, "VmHWM:"u8);
        return Utf8Parser.TryParse(peak, out long kibibytes, out _)
            ? (Encoding.UTF8.GetString(name), kibibytes * 1024)
            : null;
    }

    /// <summary>The kernel's name of the process; empty where it has ended.</summary>
    public static string Name(int processId)
    {
        Span<byte> buffer = stackalloc byte[64];
        int length = NativeMethods.ReadSmallFile(FormattableString.Invariant($"/proc/{processId}/comm"), buffer);
        return Encoding.UTF8.GetString(buffer[..length].TrimEnd((byte)'\n'));
    }

    /// <summary>A program's file name as the kernel names its process.</summary>
    public static string KernelName(string fileName)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(fileName);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(NameLength, bytes.Length)));
    }

    /// <summary>The rank that a launcher gave the process; null where it has none, or is another user's.</summary>
    public static int? Rank(int processId)
    {
        try
        {
            return RankOf(File.ReadAllText($"/proc/{processId}/environ"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The rank that an environment as the kernel shows it tells; null where it tells none.</summary>
    /// <param name="environ">Variables, each ended by a NUL character.</param>
    public static int? RankOf(string environ)
    {
        string[] environment = environ.Split('\0');
        return RankVariables.Select(
            name => Array.Find(
                environment, entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..])
            .Where(value => value is not null)
            .Select(
                value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int rank)
                    ? rank
                    : (int?)null)
            .FirstOrDefault();
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> label)
    {
        int at = text.IndexOf(label);
        if (at < 0) return [];
        ReadOnlySpan<byte> rest = text[(at + label.Length)..].TrimStart(" \t"u8);
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }
}
