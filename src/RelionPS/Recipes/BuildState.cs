using System.Buffers.Binary;
using System.Text.Json;

namespace RelionPS.Recipes;

/// <summary>What a build folder was configured with, and whether the last build there came to its end.</summary>
internal sealed class BuildState(string workFolder)
{
    private readonly string _configured = Path.Combine(workFolder, "relionps-configured.json");
    private readonly string _running = Path.Combine(workFolder, "relionps-running");
    private readonly string _wholeLibrary = Path.Combine(workFolder, "relionps-whole-library");

    /// <summary>True where CMake has made its files from the very same input.</summary>
    public bool IsConfigured(object input) =>
        File.Exists(_configured) && File.Exists(Path.Combine(workFolder, "CMakeCache.txt")) && File.ReadAllText(_configured) == JsonSerializer.Serialize(input);

    public void MarkConfigured(object input) => File.WriteAllText(_configured, JsonSerializer.Serialize(input));

    /// <summary>CMake keeps compilers and answers of the configuration before, so another one begins in an empty folder.</summary>
    public void Reset()
    {
        if (Directory.Exists(workFolder)) Directory.Delete(workFolder, recursive: true);
        Directory.CreateDirectory(workFolder);
    }

    public void MarkRunning() => File.WriteAllText(_running, "");

    /// <summary>True where the targets could not be linked with only the sources that their headers name.</summary>
    public bool NeedsWholeLibrary => File.Exists(_wholeLibrary);

    public void MarkWholeLibrary() => File.WriteAllText(_wholeLibrary, "");

    public void MarkEnded() => File.Delete(_running);

    /// <summary>
    /// After a build that was killed: takes away the libraries and programs, which link in seconds, and objects that are cut short. make tells what is
    /// finished by its date alone.
    /// </summary>
    public void RepairInterrupted()
    {
        if (!File.Exists(_running)) return;
        foreach (string file in Directory.EnumerateFiles(workFolder, "*.a", SearchOption.AllDirectories)) File.Delete(file);
        if (Directory.Exists(Path.Combine(workFolder, "bin")))
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(workFolder, "bin"))) File.Delete(file);
        }
        foreach (string file in Directory.EnumerateFiles(workFolder, "*.o", SearchOption.AllDirectories))
        {
            if (!IsWhole(file)) File.Delete(file);
        }
    }

    /// <summary>True for an ELF object whose section headers, its last part, are all there.</summary>
    internal static bool IsWhole(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header[..4].SequenceEqual("\u007fELF"u8)) return false;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(header[40..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]), entries = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        return offset > 0 && offset + (long)entrySize * entries <= file.Length;
    }
}
