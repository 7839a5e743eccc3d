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
        if (files.Root != "/")
        {
            return files.Exists(SiteFile)
                ? new(Texts(Lines(files, SiteFile)), SiteFile)
                : new(null, SiteFile, "read the node itself, in the session that starts the run");
        }
        string? home = Environment.GetEnvironmentVariable("HOME");
        IEnumerable<KeyValuePair<string, string>> user =
            home is { Length: > 0 } ? Lines(files, $"{home}/.openmpi/mca-params.conf") : [];
        return new(Texts(Lines(files, SiteFile).Concat(user).Concat(OfSession())), EnvironmentSource);
    }

    /// <summary>Lines <c>name = value</c>, comments behind <c>#</c>.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Lines(NodeFiles files, string path) =>
        files.Lines(path).Select(line => line.Split('#')[0].Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts is [{ Length: > 0 }, _]).Select(parts => KeyValuePair.Create(parts[0], parts[1]));

    private static IEnumerable<KeyValuePair<string, string>> OfSession() =>
        from DictionaryEntry entry in Environment.GetEnvironmentVariables()
        let name = (string)entry.Key
        let prefix = Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        where prefix is not null && name.Length > prefix.Length
        select KeyValuePair.Create(name[prefix.Length..], (string?)entry.Value ?? "");

    private static IReadOnlyList<string> Texts(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in settings) last[name] = value;
        return [.. last.Select(setting => $"{setting.Key}={setting.Value}")];
    }
}
