using System.Runtime.CompilerServices;

namespace RelionPS.Testing;

/// <summary>
/// Folders of the test host's own for what programs keep for a user: data, cache, settings (XDG Base Directory
/// Specification). The host and all that it starts read and write there, so no test meets what the user has built or
/// set, and none leaves him anything. They are gone with the host.
/// </summary>
internal static class OwnFolders
{
    /// <summary>The variables, and where their folders lie in a home where they are not set.</summary>
    private static readonly (string Variable, string Usual)[] Kinds =
    [
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_STATE_HOME", ".local/state"),
    ];

    private static readonly string Root = Directory.CreateTempSubdirectory("relionps-home-").FullName;

    /// <summary>What the module keeps for the user who runs the tests, a folder of each kind, there or not.</summary>
    public static IReadOnlyList<string> OfUser { get; } =
    [
        .. Kinds.Select(kind => Path.Combine(
            Environment.GetEnvironmentVariable(kind.Variable) is { Length: > 0 } given
                ? given
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), kind.Usual),
            "relionps")),
    ];

    /// <summary>The variables, and the host's own folders that they name.</summary>
    public static IReadOnlyDictionary<string, string> OfHost { get; } = Kinds.ToDictionary(
        kind => kind.Variable, kind => Path.Combine(Root, kind.Variable["XDG_".Length..].ToLowerInvariant()));

    // A test host has no other place that is run before the first test, whichever that is.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Use()
    {
        foreach ((string variable, string folder) in OfHost)
        {
            Directory.CreateDirectory(folder);
            Environment.SetEnvironmentVariable(variable, folder);
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    private static void Remove()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program that a test started still writes there.
        }
    }
}
