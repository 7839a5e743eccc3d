using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;

namespace RelionPS.Refinement.Scripts;

/// <summary>
/// The launcher's files of a command in a folder that one of the script's variables names: no file of the user's is in
/// the way there.
/// </summary>
internal sealed class LaunchFolder
{
    private readonly RefineCommand _command;
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly bool _hasHosts;

    /// <param name="command">The command.</param>
    /// <param name="variable">The script's variable.</param>
    /// <param name="hasHosts">True where the script has a list of the allocation's hosts.</param>
    public LaunchFolder(RefineCommand command, string variable, bool hasHosts)
    {
        _command = command;
        _hasHosts = hasHosts;
        foreach (LaunchFile file in command.LaunchFiles)
        {
            // The names of the dialects' files end in .hosts and .ranks; a file made by hand may have any.
            string extension = Path.GetExtension(file.Path) is { Length: > 1 } end
                && end.Skip(1).All(char.IsAsciiLetterLower)
                ? end
                : $".{_places.Count + 1}";
            string place = $"\"${variable}/launch{extension}\"";
            _places[file.Path] = _places.ContainsValue(place) ? $"\"${variable}/launch.{_places.Count + 1}\"" : place;
        }
    }

    public bool IsEmpty => _places.Count == 0;

    /// <summary>The files as bash words.</summary>
    public IEnumerable<string> Places => _places.Values;

    /// <summary>
    /// A token of the launcher's as a bash word: a file's name, alone or behind <c>=</c>, is the one in the folder.
    /// </summary>
    public string Word(string token)
    {
        foreach ((string path, string place) in _places)
        {
            if (token == path) return place;
            if (token.EndsWith($"={path}", StringComparison.Ordinal))
            {
                return BashQuoting.Quote(token[..^path.Length]) + place;
            }
        }
        return BashQuoting.Quote(token);
    }

    /// <summary>Lines that set the environment.</summary>
    public IEnumerable<string> Environment() =>
        _command.Variables.Select(variable => _places.TryGetValue(variable.Value, out string? place)
        ? $"export {ScriptText.VariableName(variable.Key)}={place}"
        : $"export {ScriptText.Assignment(variable.Key, variable.Value)}");

    /// <summary>Lines that write the files.</summary>
    /// <exception cref="RelionException"><c>RelionHostsNotNamed</c>, <c>RelionHostNameInvalid</c> or
    /// <c>RelionValueNotForScript</c>.</exception>
    public IEnumerable<string> Write() =>
        _command.LaunchFiles.Select(file => ScriptText.WriteLines(file.Lines.Select(Line), _places[file.Path]));

    private string Line(LaunchFileLine line)
    {
        string before = ScriptText.Line(line.Before), after = ScriptText.Line(line.After);
        if (HostPlaceholder.Number(line.HostName) is not { } number)
        {
            return BashQuoting.Quote($"{before}{HostName.Check(line.HostName)}{after}");
        }
        if (!_hasHosts) throw ScriptErrors.HostsNotNamed(_command, _command.Plan.NodeCount);
        return $"{Part(before)}\"${{hosts[{number - 1}]}}\"{Part(after)}";
    }

    private static string Part(string text) => text.Length == 0 ? "" : BashQuoting.Quote(text);
}
