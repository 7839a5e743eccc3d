using System.Text.Json;
using RelionPS.Core.Errors;
using RelionPS.Core.Files;

namespace RelionPS.Builds.Building;

/// <summary>Where a build works and where its programs go, with the proof that nothing there is another's.</summary>
/// <param name="folder">Full path of the recipe's folder.</param>
/// <param name="workFolder">The folder in it that CMake works in.</param>
/// <param name="installPath">The folder of the programs, which may hold others too.</param>
internal sealed class OwnBuildPlace(string folder, string workFolder, string installPath)
{
    private const string Purpose = "build";

    /// <summary>
    /// File systems and clocks differ by so much at most between a program's last byte and its record.
    /// </summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    private readonly MadeFiles _made = new(installPath);

    /// <summary>Makes the recipe's folder, or takes the one of an earlier build.</summary>
    /// <exception cref="RelionException"><c>RelionFolderNotOwn</c>.</exception>
    public void Claim()
    {
        OwnFolder.Claim(folder, Purpose, _ => BuildState.IsConfiguredByModule(workFolder));
        foreach (string inner in new[] { workFolder, Path.Combine(folder, "logs"), Path.Combine(folder, "mkl") })
        {
            // CMake would write, and the module clean up, wherever it leads.
            if (DirectoryEntry.At(inner).Kind is not (EntryKind.None or EntryKind.Folder))
            {
                throw FileErrors.FolderNotOwn(inner, "it is a link or a file");
            }
        }
    }

    /// <summary>Refuses files of others under the names that the build's will have, before it costs anything.</summary>
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public void RefuseOthers(IEnumerable<string> names)
    {
        NoteEarlierVersion();
        foreach (string name in names) _made.Refuse(name);
    }

    /// <summary>Copies a program to its place. One that runs can't be written over, but it can be replaced.</summary>
    /// <exception cref="RelionException"><c>RelionFileNotOwn</c>.</exception>
    public void Install(string source, string name)
    {
        Directory.CreateDirectory(installPath);
        string partial = WholeFile.NameBeside(Path.Combine(installPath, name));
        try
        {
            File.Copy(source, partial, overwrite: false);
            _made.Place(partial, name);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>
    /// Version 0.1.0 kept no list of what it installed; its records name the programs, which are no newer than them.
    /// </summary>
    private void NoteEarlierVersion()
    {
        if (!Directory.Exists(installPath)
            || DirectoryEntry.At(Path.Combine(installPath, MadeFiles.ListName)).Kind != EntryKind.None)
        {
            return;
        }
        foreach (string record in Directory.EnumerateFiles(installPath, "*.build.json"))
        {
            string[] programs = Programs(record);
            if (programs.Length == 0) continue;
            DateTime until = File.GetLastWriteTimeUtc(record) + Tolerance;
            foreach (string name in programs.Where(name => IsNoNewer(name, until)).Append(Path.GetFileName(record)))
            {
                _made.Note(name);
            }
        }
    }

    private bool IsNoNewer(string name, DateTime until)
    {
        string path = Path.Combine(installPath, name);
        return DirectoryEntry.At(path).Kind == EntryKind.File && File.GetLastWriteTimeUtc(path) <= until;
    }

    /// <summary>
    /// Names of the programs that a record of a build tells of; none where the file is no such record.
    /// </summary>
    private static string[] Programs(string record)
    {
        try
        {
            if (DirectoryEntry.At(record).Kind != EntryKind.File) return [];
            using JsonDocument document = JsonDocument.Parse(PlainFile.ReadBytes(record));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("moduleVersion", out _)
                    && root.TryGetProperty("installation", out JsonElement installation)
                    && installation.ValueKind == JsonValueKind.Object
                    && installation.TryGetProperty("programs", out JsonElement programs)
                    && programs.ValueKind == JsonValueKind.Array
                ? [.. programs.EnumerateArray().Where(IsName).Select(name => name.GetString()!)]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }

        static bool IsName(JsonElement element) =>
            element.ValueKind == JsonValueKind.String
                && element.GetString() is { Length: > 0 } name
                && Path.GetFileName(name) == name;
    }
}
