using System.Buffers.Binary;
using System.Text.Json;
using RelionPS.Core.Files;

namespace RelionPS.Builds.Building;

/// <summary>What a build folder was configured with, and whether the last build there came to its end.</summary>
internal sealed class BuildState(string workFolder)
{
    /// <summary>How the names of the module's own files in the folder begin.</summary>
    public const string MarkPrefix = "relionps-";

    private const string ConfiguredName = MarkPrefix + "configured.json";

    private readonly string _configured = Path.Combine(workFolder, ConfiguredName);
    private readonly string _running = Path.Combine(workFolder, MarkPrefix + "running");
    private readonly string _wholeLibrary = Path.Combine(workFolder, MarkPrefix + "whole-library");

    /// <summary>True where CMake has made its files from the very same input.</summary>
    public bool IsConfigured(object input) =>
        PlainFile.IsAt(_configured)
            && File.Exists(Path.Combine(workFolder, "CMakeCache.txt"))
            && PlainFile.ReadText(_configured) == JsonSerializer.Serialize(input);

    /// <summary>
    /// True for the work folder of a build that the module configured, by a version too that left no other mark.
    /// </summary>
    public static bool IsConfiguredByModule(string workFolder) =>
        DirectoryEntry.At(Path.Combine(workFolder, ConfiguredName)).Kind == EntryKind.File;

    public void MarkConfigured(object input) =>
        WholeFile.Write(_configured, JsonSerializer.Serialize(input), overwrite: true);

    /// <summary>
    /// CMake keeps compilers and answers of the configuration before, so another one begins without what it made.
    /// </summary>
    /// <returns>Files that stay, since no build made them.</returns>
    public IReadOnlyList<string> Reset()
    {
        IReadOnlyList<string> kept = Directory.Exists(workFolder) ? BuildTree.Clear(workFolder) : [];
        Directory.CreateDirectory(workFolder);
        return kept;
    }

    public void MarkRunning() => WholeFile.Write(_running, "", overwrite: true);

    /// <summary>True where the targets could not be linked with only the sources that their headers name.</summary>
    public bool NeedsWholeLibrary => File.Exists(_wholeLibrary);

    public void MarkWholeLibrary() => WholeFile.Write(_wholeLibrary, "", overwrite: true);

    public void MarkEnded() => File.Delete(_running);

    /// <summary>
    /// After a build that was killed: takes away the libraries and programs, which link in seconds, and objects that
    /// are cut short. make tells what is
    /// finished by its date alone.
    /// </summary>
    public void RepairInterrupted()
    {
        if (!File.Exists(_running)) return;
        foreach (string file in BuildTree.Products(workFolder).ToArray())
        {
            if (!file.EndsWith(".o", StringComparison.Ordinal) || !IsWhole(file)) File.Delete(file);
        }
    }

    /// <summary>True for an ELF object whose section headers, its last part, are all there.</summary>
    internal static bool IsWhole(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header[..4].SequenceEqual("\u007fELF"u8))
        {
            return false;
        }
        long offset = BinaryPrimitives.ReadInt64LittleEndian(header[40..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(
            header[58..]), entries = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        return offset > 0 && offset + (long)entrySize * entries <= file.Length;
    }
}
