using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RelionPS.Core.Processes;

/// <summary>
/// Tells from a program's file alone whether the kernel would run it. What it refuses (ENOEXEC) is given to /bin/sh by
/// setsid(1), MPICH's launcher
/// and bash, and a damaged program's bytes are then run as commands.
/// </summary>
internal static class ProgramFile
{
    /// <summary>How much of a script's first line the kernel reads (BINPRM_BUF_SIZE).</summary>
    private const int FirstLineLength = 256;

    /// <summary>Scripts whose interpreter is a script again, as far as the kernel goes.</summary>
    private const int DeepestScript = 4;

    private const int SizeOf64BitHeader = 64, SizeOf32BitHeader = 52;
    private const int Executable = 2, SharedObject = 3;
    private const int I386 = 3, X64 = 62, Arm = 40, Arm64 = 183;
    private const uint Loaded = 1, Interpreter = 3;

    /// <summary>The kernel's own limits of a table of program headers and of an interpreter's path.</summary>
    private const int LongestTable = 65536, LongestPath = 4096;

    private static readonly Lazy<int?> ThisMachine = new(() => MachineOf("/proc/self/exe"));

    /// <summary>
    /// Why the file is no program that can be run; null where nothing is against it, or where it can't be read (it may
    /// be executed all the same).
    /// </summary>
    /// <param name="path">Full path of an existing file.</param>
    /// <param name="workingDirectory">Where an interpreter without a full path is looked for.</param>
    /// <param name="isForThisMachine">False where another machine is to run it, whose architecture and interpreters are
    /// not known.</param>
    public static string? Obstacle(string path, string? workingDirectory = null, bool isForThisMachine = true) =>
        Obstacle(path, workingDirectory ?? Environment.CurrentDirectory, isForThisMachine, 0);

    private static string? Obstacle(string path, string workingDirectory, bool isForThisMachine, int depth)
    {
        try
        {
            using SafeFileHandle file = NativeMethods.OpenWithoutWaiting(path);
            if (NativeMethods.Identity(file) is { IsRegular: false } other) return $"it is {other.KindText}";
            long length = RandomAccess.GetLength(file);
            if (length == 0) return "it is empty";
            byte[] start = Read(file, 0, FirstLineLength);
            if (start.AsSpan().StartsWith("\u007fELF"u8)) return ElfObstacle(file, start, length, isForThisMachine);
            return start.AsSpan().StartsWith("#!"u8)
                ? ScriptObstacle(start, workingDirectory, isForThisMachine, depth)
                : "it is neither a program (ELF) nor a script that begins with #!";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ScriptObstacle(byte[] start, string workingDirectory, bool isForThisMachine, int depth)
    {
        if (depth > DeepestScript) return "its interpreter is a script whose interpreter is a script, too often";
        ReadOnlySpan<byte> line = start.AsSpan(2);
        int end = line.IndexOfAny((byte)'\n', (byte)0);
        line = (end < 0 ? line : line[..end]).Trim(" \t"u8);
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        bool isCut = end < 0 && blank < 0 && start.Length == FirstLineLength;
        if (isCut) return "its first line, #!, is longer than the kernel reads";
        string name = Encoding.UTF8.GetString(blank < 0 ? line : line[..blank]);
        if (name.Length == 0) return "its first line, #!, names no interpreter";
        if (!isForThisMachine) return null;
        string interpreter = Path.GetFullPath(Path.Combine(workingDirectory, name));
        string shown = name.EndsWith('\r') ? $"'{name.TrimEnd('\r')}\\r' (its lines end in CR LF)" : $"'{name}'";
        if (!File.Exists(interpreter)) return $"its interpreter {shown} is not there";
        if (!NativeMethods.IsExecutable(interpreter)) return $"its interpreter {shown} is not executable";
        return Obstacle(interpreter, workingDirectory, isForThisMachine, depth + 1) is { } obstacle
            ? $"its interpreter {shown} can't be run: {obstacle}" : null;
    }

    private static string? ElfObstacle(SafeFileHandle file, byte[] header, long length, bool isForThisMachine)
    {
        const string damaged = "its ELF header is damaged", cut = "it is cut short";
        if (header.Length < 6) return cut;
        (bool is64, bool isBig) = (header[4] == 2, header[5] == 2);
        if (header[4] is not (1 or 2) || header[5] is not (1 or 2)) return damaged;
        if (header.Length < (is64 ? SizeOf64BitHeader : SizeOf32BitHeader)) return cut;
        if (header[6] != 1 || UInt16(header, 16) is not (Executable or SharedObject)) return damaged;
        int machine = UInt16(header, 18);
        if (isForThisMachine && ThisMachine.Value is { } here && !Runs(here, machine))
        {
            return $"it is a program for another architecture (ELF machine {machine}, this one is {here})";
        }
        long tableAt = is64 ? (long)UInt64(header, 32) : UInt32(header, 28);
        int entry = UInt16(header, is64 ? 54 : 42), count = UInt16(header, is64 ? 56 : 44);
        if (entry != (is64 ? 56 : 32) || count == 0 || tableAt <= 0 || entry * count > LongestTable) return damaged;
        if (tableAt > length - ((long)entry * count)) return cut;
        byte[] table = Read(file, tableAt, entry * count);
        if (table.Length < entry * count) return cut;
        bool isLoaded = false, hasInterpreter = false;
        for (int at = 0; at < table.Length; at += entry)
        {
            uint kind = UInt32(table, at);
            // The kernel looks at the first interpreter alone.
            if (kind != Loaded && (kind != Interpreter || hasInterpreter)) continue;
            isLoaded |= kind == Loaded;
            hasInterpreter |= kind == Interpreter;
            ulong offset = is64 ? UInt64(table, at + 8) : UInt32(table, at + 4);
            ulong size = is64 ? UInt64(table, at + 32) : UInt32(table, at + 16);
            if (offset > (ulong)length || size > (ulong)length - offset) return cut;
            if (kind != Interpreter) continue;
            if (size is < 2 or > LongestPath) return damaged;
            byte[] name = Read(file, (long)offset, (int)size);
            if (name.Length < (int)size || name[^1] != 0) return damaged;
        }
        return isLoaded ? null : damaged;

        int UInt16(byte[] bytes, int at) => isBig
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
        uint UInt32(byte[] bytes, int at) => isBig
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        ulong UInt64(byte[] bytes, int at) => isBig
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
    }

    /// <summary>The 64-bit kernels run 32-bit programs of their kind, too.</summary>
    private static bool Runs(int here, int machine) =>
        machine == here || (here, machine) is (X64, I386) or (Arm64, Arm);

    /// <summary>The program that this code runs in is one for this machine.</summary>
    private static int? MachineOf(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] header = Read(file.SafeFileHandle, 0, SizeOf64BitHeader);
            if (header.Length < 20) return null;
            return header[5] == 2
                ? BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(18))
                : BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] Read(SafeFileHandle file, long offset, int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            if (more == 0) break;
            read += more;
        }
        return bytes[..read];
    }
}
