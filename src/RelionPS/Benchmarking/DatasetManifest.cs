using System.Text.Json;

namespace RelionPS.Benchmarking;

/// <summary>
/// What a folder holds, in <c>dataset.json</c>. It is written after everything else: a folder without it holds no set.
/// </summary>
/// <param name="SchemaVersion">Version of this record.</param>
/// <param name="Generator">Version of the code that made the set; another version makes other images from the same seed.</param>
/// <param name="Name">Name of the set.</param>
/// <param name="Parameters">What it was made from.</param>
/// <param name="CreationSeconds">Wall time it took.</param>
/// <param name="FileBytes">Each file's length, by name.</param>
internal sealed record DatasetManifest(
    int SchemaVersion, int Generator, string Name, SyntheticParameters Parameters, double CreationSeconds, SortedDictionary<string, long> FileBytes)
{
    public const string FileName = "dataset.json";
    public const int CurrentSchema = 1;
    public const int CurrentGenerator = 1;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>The folder's manifest; null where there is none, or none that can be read.</summary>
    public static DatasetManifest? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(Path.Combine(folder, FileName)));
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes the manifest at once: it is there whole or not at all.</summary>
    public void Write(string folder)
    {
        string partial = Path.Combine(folder, FileName + ".partial");
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(this, Format));
        File.Move(partial, Path.Combine(folder, FileName), overwrite: true);
    }

    /// <summary>True where the folder holds this set: the same parameters and code, and every file at its full length.</summary>
    public bool Matches(string folder, string name, SyntheticParameters parameters) =>
        SchemaVersion == CurrentSchema && Generator == CurrentGenerator && Name == name && parameters.Equals(Parameters)
        && FileBytes is { Count: > 0 }
        && FileBytes.All(file => new FileInfo(Path.Combine(folder, file.Key)) is { Exists: true } info && info.Length == file.Value);
}
