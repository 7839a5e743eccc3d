using System.Runtime.InteropServices;

namespace RelionPS.Core.Processes;

/// <summary>
/// Where in its program a thread is, again and again while it runs, by the kernel's own sampling (perf_event_open(2),
/// the software clock). Code of the kernel is left out, so that a user may look at his own processes
/// (kernel.perf_event_paranoid up to 2). The thread itself notices an interrupt a sample.
/// </summary>
internal sealed unsafe partial class ProgramCounter : IDisposable
{
    private const int SoftwareEvents = 1, Sample = 9;
    private const long CpuClock = 0;
    private const ulong InstructionPointer = 1;

    /// <summary>Without the kernel's and the hypervisor's code; at a frequency.</summary>
    private const ulong Flags = (1UL << 5) | (1UL << 6) | (1UL << 10);

    private const int AttributesBytes = 64, HeaderBytes = 8, HeadPlace = 1024, TailPlace = 1032, DataPages = 4;
    private const int ReadWrite = 3, Shared = 1, CloseOnExec = 8;

    private readonly int _file;
    private readonly byte* _ring;

    private ProgramCounter(int file, byte* ring)
    {
        _file = file;
        _ring = ring;
    }

    private static int PageBytes => Environment.SystemPageSize;

    private static nuint RingBytes => (nuint)((1 + DataPages) * PageBytes);

    /// <summary>The call's number; null on architectures that are not known.</summary>
    private static int? CallNumber => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 => 241,
        Architecture.Ppc64le => 319,
        Architecture.S390x => 331,
        _ => null,
    };

    /// <summary>Begins; null where the kernel allows it not, or the thread has ended.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="hertz">Samples in a second of its CPU time.</param>
    public static ProgramCounter? Open(int thread, int hertz)
    {
        if (CallNumber is not { } number) return null;
        byte* attributes = stackalloc byte[AttributesBytes];
        var fields = new Span<byte>(attributes, AttributesBytes);
        fields.Clear();
        // struct perf_event_attr: type, size, config, frequency, what a sample has, what is read, flags.
        BitConverter.TryWriteBytes(fields, SoftwareEvents);
        BitConverter.TryWriteBytes(fields[4..], AttributesBytes);
        BitConverter.TryWriteBytes(fields[8..], CpuClock);
        BitConverter.TryWriteBytes(fields[16..], (long)hertz);
        BitConverter.TryWriteBytes(fields[24..], InstructionPointer);
        BitConverter.TryWriteBytes(fields[40..], Flags);
        int file = (int)syscall(number, attributes, thread, -1, -1, CloseOnExec);
        if (file < 0) return null;
        byte* ring = mmap(null, RingBytes, ReadWrite, Shared, file, 0);
        if ((nint)ring != -1) return new ProgramCounter(file, ring);
        _ = close(file);
        return null;
    }

    /// <summary>The places that were sampled since the last look.</summary>
    public IReadOnlyList<ulong> Read()
    {
        var places = new List<ulong>();
        int size = DataPages * PageBytes;
        byte* data = _ring + PageBytes;
        long head = Volatile.Read(ref *(long*)(_ring + HeadPlace)), tail = *(long*)(_ring + TailPlace);
        Span<byte> record = stackalloc byte[HeaderBytes + sizeof(ulong)];
        while (head - tail >= HeaderBytes)
        {
            for (int at = 0; at < record.Length && tail + at < head; at++) record[at] = data[(tail + at) % size];
            int length = BitConverter.ToUInt16(record[6..]);
            if (length < HeaderBytes) break;
            if (BitConverter.ToInt32(record) == Sample) places.Add(BitConverter.ToUInt64(record[HeaderBytes..]));
            tail += length;
        }
        Volatile.Write(ref *(long*)(_ring + TailPlace), head);
        return places;
    }

    public void Dispose()
    {
        _ = munmap(_ring, RingBytes);
        _ = close(_file);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, byte* attributes, int thread, int cpu, int group, ulong flags);

    [LibraryImport("libc")]
    private static partial byte* mmap(byte* address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int munmap(byte* address, nuint bytes);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
