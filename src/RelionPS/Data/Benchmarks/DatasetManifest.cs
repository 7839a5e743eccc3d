using System.Text.Json;
using System.Text.Json.Serialization;
using RelionPS.Core.Files;

namespace RelionPS.Data.Benchmarks;

/// <summary>
/// What a folder holds, in <c>dataset.json</c>. It is written after everything else: a folder without it holds no set.
/// </summary>
/// <param name="SchemaVersion">Version of this record.</param>
/// <param name="Generator">Version of the code that made the set; another version makes other images from the same
/// seed.</param>
/// <param name="Name">Name of the set.</param>
/// <param name="Parameters">What a synthetic set was made from; null for another.</param>
/// <param name="CreationSeconds">Wall time it took.</param>
/// <param name="FileBytes">Each file's length, by name.</param>
internal sealed record DatasetManifest(
    int SchemaVersion,
    int Generator,
    string Name,
    SyntheticParameters? Parameters,
    double CreationSeconds,
    SortedDictionary<string, long> FileBytes)
{
    public const string FileName = "dataset.json";
    public const int CurrentSchema = 1;
    public const int CurrentGenerator = 1;

    /// <summary>When each file was written, by name; null in manifests of 0.1.0.</summary>
    public SortedDictionary<string, DateTime>? FileTimesUtc { get; init; }

    /// <summary>What a set of a run's iteration was made from; null for another.</summary>
    public ContinuedParameters? Continued { get; init; }

    /// <summary>How the number of particles was found; null where it was given.</summary>
    public SizingFacts? Sizing { get; init; }

    /// <summary>When the manifest itself was written, where it was read from a file.</summary>
    [JsonIgnore]
    public DateTime? WrittenUtc { get; init; }

    /// <summary>The clocks and the steps of time of file systems differ by so much at most.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>Names as the properties': so they are in the files of 0.1.0, and a reader takes no others.</summary>
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>The folder's manifest; null where there is none, or none that can be read.</summary>
    public static DatasetManifest? Read(string folder) => ReadFile(Path.Combine(folder, FileName));

    /// <summary>The manifest in a file; null where there is none, or none that can be read.</summary>
    public static DatasetManifest? ReadFile(string path)
    {
        try
        {
            // Many programs have a file of this name; that of a set names the set and its files.
            return DirectoryEntry.At(path).Kind == EntryKind.File
                && JsonSerializer.Deserialize<DatasetManifest>(
                    PlainFile.ReadBytes(path)) is { Name: not null, FileBytes: not null, Generator: > 0 } manifest
                && manifest is { CreationSeconds: >= 0 and < 3.2e9 }
                && (manifest.Parameters is not null || manifest.Continued is { IsWhole: true })
                ? manifest with { WrittenUtc = File.GetLastWriteTimeUtc(path) }
                : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException
            or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest at once: it is there whole or not at all.</summary>
    public void Write(string folder) => WriteFile(Path.Combine(folder, FileName));

    /// <summary>Writes the manifest to a file.</summary>
    public void WriteFile(string path) =>
        WholeFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, Format), overwrite: true);

    /// <summary>True for a file of the folder that still is as the set's making left it.</summary>
    public bool IsMade(string folder, string name) =>
        FileBytes?.TryGetValue(name, out long bytes) == true
            && DirectoryEntry.At(Path.Combine(folder, name)).Kind == EntryKind.File
            && new FileInfo(Path.Combine(folder, name)) is { Exists: true } file && file.Length == bytes
            && (FileTimesUtc is not null
                ? FileTimesUtc.TryGetValue(name, out DateTime written) && file.LastWriteTimeUtc == written
                // The manifest was written after all of them.
                : WrittenUtc is { } until && file.LastWriteTimeUtc <= until + Tolerance);

    /// <summary>
    /// True where the folder holds this set: the same parameters and code, and every file at its full length.
    /// </summary>
    public bool Matches(string folder, string name, SyntheticParameters parameters) =>
        IsWhole(folder, name) && parameters.Equals(Parameters);

    /// <inheritdoc cref="Matches(string, string, SyntheticParameters)"/>
    public bool Matches(string folder, string name, ContinuedParameters parameters) =>
        IsWhole(folder, name) && parameters.IsSame(Continued);

    /// <summary>True where the folder holds a set of these parameters whose size was found for the same.</summary>
    public bool MatchesSized(string folder, string name, SyntheticParameters parameters, SizingFacts sizing) =>
        IsWhole(folder, name) && sizing.IsSame(Sizing)
        && Parameters is not null && parameters.Equals(Parameters with { ParticleCount = parameters.ParticleCount });

    private bool IsWhole(string folder, string name) =>
        SchemaVersion == CurrentSchema && Generator == CurrentGenerator && Name == name
        && FileBytes.Count > 0
        && FileBytes.All(
            file => new FileInfo(Path.Combine(folder, file.Key)) is { Exists: true } info && info.Length == file.Value);
}
