using System.Collections;
using System.Management.Automation.Runspaces;

namespace RelionPS.Shell;

/// <summary>
/// Arguments after -File. The engine binds them: <see cref="Named"/> are those written '-Name:value', <see cref="Others"/> all the rest in
/// order, where '-Name' alone may be a switch or take the argument after it.
/// </summary>
internal sealed class ScriptArguments
{
    private readonly List<CommandParameter> _others = [];

    public ScriptArguments(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            int colon = argument.IndexOf(':');
            if (argument.Length < 2 || argument[0] != '-') _others.Add(new CommandParameter(null, argument));
            else if (colon < 0) _others.Add(new CommandParameter(argument));
            else if (colon < argument.Length - 1) Named[argument[1..colon]] = Value(argument[(colon + 1)..]);
            else if (i + 1 < arguments.Count) Named[argument[1..colon]] = arguments[++i];
            else _others.Add(new CommandParameter(argument[..colon]));
        }
    }

    public Hashtable Named { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<CommandParameter> Others => _others;

    private static object Value(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
