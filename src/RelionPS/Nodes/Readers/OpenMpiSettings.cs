using System.Collections;

namespace RelionPS.Nodes.Readers;

/// <summary>
/// What a site and a user have set for Open MPI: its files of parameters, then the environment of a live session, which
/// wins (mpirun(1), "MCA").
/// </summary>
internal static class OpenMpiSettings
{
    private const string SiteFile = "/etc/openmpi/openmpi-mca-params.conf";
    private const string EnvironmentSource = "OMPI_MCA_*, PRTE_MCA_*";

    private static readonly string[] Prefixes = ["OMPI_MCA_", "PRTE_MCA_"];

    public static Fact<IReadOnlyList<string>> Read(NodeFiles files)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (files.Root != "/")
        {
            if (!files.Exists(SiteFile))
            {
                return new(null, SiteFile, "read the node itself, in the session that starts the run");
            }
            AddFile(files, SiteFile, settings);
            return new(Texts(settings), SiteFile);
        }
        AddFile(files, SiteFile, settings);
        if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home)
        {
            AddFile(files, $"{home}/.openmpi/mca-params.conf", settings);
        }
        AddSession(settings);
        return new(Texts(settings), EnvironmentSource);
    }

    /// <summary>Lines <c>name = value</c>, comments behind <c>#</c>; the last of a name counts.</summary>
    private static void AddFile(NodeFiles files, string path, Dictionary<string, string> settings)
    {
        foreach (string line in files.Lines(path))
        {
            string[] parts = line.Split('#')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [{ Length: > 0 } name, var value]) settings[name] = value;
        }
    }

    private static void AddSession(Dictionary<string, string> settings)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            string? prefix = Array.Find(Prefixes, known => name.StartsWith(known, StringComparison.Ordinal));
            if (prefix is null || name.Length == prefix.Length) continue;
            settings[name[prefix.Length..]] = (string?)variable.Value ?? "";
        }
    }

    private static IReadOnlyList<string> Texts(Dictionary<string, string> settings) =>
        [.. settings.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}={settings[name]}")];
}
