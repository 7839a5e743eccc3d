using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace RelionPS.Testing;

/// <summary>Holds what a page of Markdown says of commands and parameters against those that there are.</summary>
/// <param name="commands">The module's commands.</param>
internal sealed class DocumentedCommands(IEnumerable<CommandInfo> commands)
{
    private const string AnyFence = "(?ms)^```.*?^```";

    private readonly Dictionary<string, CommandInfo> _commands =
        commands.ToDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What is wrong, a line each: names that are no command, parameters that a command does not have, and blocks of
    /// PowerShell that the engine can't read. Within a line of text, what stands between backticks counts as code.
    /// </summary>
    public IReadOnlyList<string> Problems(string markdown)
    {
        IEnumerable<string> blocks = Regex.Matches(markdown, "(?ms)^```powershell\n(.*?)^```")
            .Select(match => match.Groups[1].Value);
        string[] words =
        [
            .. Regex.Matches(Regex.Replace(markdown, AnyFence, ""), "`([^`]+)`").Select(match => match.Groups[1].Value),
        ];
        return
        [
            .. Names(markdown).Where(name => !_commands.ContainsKey(name)).Select(name => $"{name} is no command"),
            .. blocks.Concat(words.Where(word => Names(word).Any())).SelectMany(ProblemsOfCode),
            .. words.Select(word => Regex.Match(word, "^-([A-Z][A-Za-z]+)"))
                .Where(match => match.Success && !_commands.Values.Any(command => Has(command, match.Groups[1].Value)))
                .Select(match => $"no command has {match.Value}"),
        ];
    }

    /// <summary>The names of RELION's commands in a text, in order.</summary>
    public static IEnumerable<string> Names(string text) =>
        Regex.Matches(text, @"\b[A-Z][a-z]+-Relion[A-Za-z]+\b").Select(match => match.Value);

    private IEnumerable<string> ProblemsOfCode(string code)
    {
        ScriptBlockAst tree = Parser.ParseInput(code, out _, out ParseError[] errors);
        foreach (ParseError error in errors) yield return $"{error.Message} In: {code}";
        foreach (CommandAst call in tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true)
            .Cast<CommandAst>())
        {
            if (call.GetCommandName() is not { } name || !_commands.TryGetValue(name, out CommandInfo? command))
            {
                continue;
            }
            foreach (CommandParameterAst parameter in call.CommandElements.OfType<CommandParameterAst>())
            {
                if (!Has(command, parameter.ParameterName)) yield return $"{name} has no -{parameter.ParameterName}";
            }
        }
    }

    private static bool Has(CommandInfo command, string parameter) => command.Parameters.Values.Any(
        known => known.Aliases.Prepend(known.Name).Contains(parameter, StringComparer.OrdinalIgnoreCase));
}
