using System.Collections;
using System.Management.Automation;

namespace RelionPS.Commands.Binding.Completion;

/// <summary>What was typed when a value is completed.</summary>
/// <param name="Word">The value as far as it was typed, without quotes.</param>
/// <param name="Given">The other parameters of the command, by name.</param>
internal sealed record CompletionScope(string Word, IDictionary Given)
{
    /// <summary>Longest time that a completion may take: nobody waits longer for Tab.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>The texts given to a parameter; none where it was not given.</summary>
    public IEnumerable<string> Texts(string parameter) => (Given[parameter] switch
    {
        null => [],
        string text => [text],
        IEnumerable several => several.Cast<object?>(),
        var one => [one],
    }).Select(value => value?.ToString()).OfType<string>();

    /// <summary>The first file of the parameters that is there, by its full path; null where none is.</summary>
    public string? File(params string[] parameters) => Existing(parameters, System.IO.File.Exists);

    /// <summary>The first folder of the parameters that is there, by its full path; null where none is.</summary>
    public string? Folder(params string[] parameters) => Existing(parameters, Directory.Exists);

    /// <summary>The session's location in the file system; null where it has none.</summary>
    public static string? Here()
    {
        // The session is at work on the completion, and answers none but its own commands meanwhile.
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand("Get-Location").AddParameter("PSProvider", "FileSystem");
        return shell.Invoke<PathInfo>().FirstOrDefault()?.ProviderPath;
    }

    private string? Existing(string[] parameters, Func<string, bool> isThere)
    {
        string[] paths = [.. parameters.SelectMany(Texts).Where(path => path.Length > 0)];
        if (paths.Length == 0) return null;
        string here = Here() ?? "/";
        string home = Environment.GetEnvironmentVariable("HOME") ?? "/";
        return paths
            .Select(path => path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path)
            .Select(path => Path.GetFullPath(path, here))
            .FirstOrDefault(isThere);
    }
}
