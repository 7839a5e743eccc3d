using RelionPS.Core.Errors;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Planning;

/// <summary>The hosts of a host file: one a line, <c>#</c> comments, a count behind a colon or as <c>slots=n</c>, a host list (<c>n[1-4]</c>), a user before an <c>@</c>; a host named twice counts once.</summary>
internal static class HostFile
{
    /// <exception cref="RelionException"><c>RelionHostFileNotFound</c>, <c>RelionHostFileEmpty</c>,
    /// <c>RelionHostListInvalid</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw PlanErrors.HostFileNotFound(path, exception);
        }
        IReadOnlyList<string> hosts =
            [.. lines.SelectMany(line => Hosts(Host(line))).Distinct(StringComparer.OrdinalIgnoreCase)];
        return hosts.Count > 0 ? hosts : throw PlanErrors.HostFileEmpty(path);
    }

    private static IEnumerable<string> Hosts(string host)
    {
        if (host.Length == 0) return [];
        // Open MPI allows user@host; the user is ssh's business, which takes the file as it is.
        return HostName.Split(host).Select(HostName.CheckWithUser).Select(name => name[(name.IndexOf('@') + 1)..]);
    }

    private static string Host(string line)
    {
        string text = line.Split('#')[0].Trim();
        string first = text.Split([' ', '\t'], 2)[0];
        // An IPv6 address has colons of its own; only a single one separates a count.
        return first.Count(c => c == ':') == 1 ? first.Split(':')[0] : first;
    }
}
