using RelionPS.Core.Processes;

namespace RelionPS.Builds.Toolchains;

/// <summary>The session's environment with a build's own variables over it. The session's is never changed.</summary>
internal sealed class ToolEnvironment(IReadOnlyDictionary<string, string> changes)
{
    public IReadOnlyDictionary<string, string> Changes { get; } = changes;

    public static ToolEnvironment Session { get; } = new(new Dictionary<string, string>());

    public string? this[string name] =>
        (Changes.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name)) is
        {
            Length: > 0
        } text
            ? text
            : null;

    public IReadOnlyList<KeyValuePair<string, string?>> ForChild =>
        [.. Changes.Select(change => KeyValuePair.Create(change.Key, (string?)change.Value))];

    /// <summary>The folders of a variable such as PATH.</summary>
    public IEnumerable<string> Folders(string name) =>
        (this[name] ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Full path of a program on this environment's PATH.</summary>
    public string? Program(string name) =>
        Folders("PATH")
            .Select(folder => Path.Combine(folder, name))
            .Select(path => ProgramFinder.Find(path))
            .FirstOrDefault(path => path is not null);
}
