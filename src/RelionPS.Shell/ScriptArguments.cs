using System.Management.Automation.Runspaces;

namespace RelionPS.Shell;

/// <summary>Arguments after -File, handed to the engine as pwsh hands them: the engine binds, nothing is guessed here.</summary>
internal static class ScriptArguments
{
    public static IEnumerable<CommandParameter> ToParameters(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument.Length < 2 || argument[0] != '-')
            {
                yield return new CommandParameter(null, argument);
                continue;
            }
            int colon = argument.IndexOf(':');
            if (colon < 0) yield return new CommandParameter(argument);
            else if (colon < argument.Length - 1) yield return new CommandParameter(argument[..(colon + 1)], Value(argument[(colon + 1)..]));
            else if (i + 1 < arguments.Count) yield return new CommandParameter(argument, arguments[++i]);
            else yield return new CommandParameter(argument[..colon]);
        }
    }

    private static object Value(string text) => text.ToLowerInvariant() switch
    {
        "$true" => true,
        "$false" => false,
        _ => text,
    };
}
