namespace RelionPS.Shell;

/// <summary>What the shell was asked to do.</summary>
internal enum RunMode
{
    /// <summary>Prompt at a terminal, or statements from a pipe.</summary>
    Interactive,
    Command,
    File,
    Version,
    Help,
}

/// <summary>The command line can't be used; the message is for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command line, read as pwsh reads it.</summary>
internal sealed record CommandLineOptions
{
    public const string HelpText = """
        Usage: relionps-shell [options] [-Command <text...> | -File <script.ps1> [arguments...]]

          -Command, -c <text...>   Run the rest of the command line as PowerShell. '-' reads statements from standard input.
          -File, -f <script.ps1>   Run a script; what follows are its arguments.
          -ImportModule <path>     Import a module first. May be given several times.
          -NonInteractive          Never ask; what would ask is an error.
          -NoLogo                  No first line at the prompt.
          -NoProfile               Accepted; no profile is ever loaded.
          -Version, -v             Versions of the shell and the engine.
          -Help, -h                This text.

        Without -Command or -File: a prompt, or statements from standard input when that is not a terminal.
        Exit code: that of 'exit', 1 after a terminating error, 64 for a wrong command line, 130 after Ctrl+C.

        """;

    public RunMode Mode { get; init; }

    /// <summary>Text after -Command; null to read statements from standard input.</summary>
    public string? Command { get; init; }

    public string? File { get; init; }

    public IReadOnlyList<string> FileArguments { get; init; } = [];

    public IReadOnlyList<string> Modules { get; init; } = [];

    public bool NonInteractive { get; init; }

    public bool NoLogo { get; init; }

    /// <exception cref="UsageException">An unknown option, or an option without its value.</exception>
    public static CommandLineOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new CommandLineOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            switch (Name(argument))
            {
                case "noprofile" or "nop":
                    break;
                case "noninteractive" or "noni":
                    options = options with { NonInteractive = true };
                    break;
                case "nologo" or "nol":
                    options = options with { NoLogo = true };
                    break;
                case "importmodule":
                    if (++i == arguments.Count) throw new UsageException("-ImportModule needs the path or name of a module.");
                    options = options with { Modules = [.. options.Modules, arguments[i]] };
                    break;
                case "version" or "v":
                    return options with { Mode = RunMode.Version };
                case "help" or "h" or "?":
                    return options with { Mode = RunMode.Help };
                case "command" or "c":
                    return options.WithCommand([.. arguments.Skip(i + 1)]);
                case "file" or "f":
                    return options.WithFile([.. arguments.Skip(i + 1)]);
                case null:
                    return options.WithFile([.. arguments.Skip(i)]);
                default:
                    throw new UsageException($"Unknown option '{argument}'.");
            }
        }
        return options;
    }

    /// <summary>An option's name in lower case without its dashes, or null for anything else.</summary>
    private static string? Name(string argument) =>
        argument.Length > 1 && argument[0] == '-' ? argument[(argument[1] == '-' ? 2 : 1)..].ToLowerInvariant() : null;

    private CommandLineOptions WithCommand(string[] rest)
    {
        if (rest.Length == 0) throw new UsageException("-Command needs the text to run, or '-' for standard input.");
        if (rest[0] != "-") return this with { Mode = RunMode.Command, Command = string.Join(' ', rest) };
        if (rest.Length > 1) throw new UsageException("-Command - reads standard input; nothing may follow it.");
        return this with { Mode = RunMode.Command };
    }

    private CommandLineOptions WithFile(string[] rest)
    {
        if (rest.Length == 0) throw new UsageException("-File needs the path of a script.");
        if (rest[0] == "-") return this with { Mode = RunMode.Command };
        string path = Path.GetFullPath(rest[0]);
        if (!System.IO.File.Exists(path)) throw new UsageException($"The script '{rest[0]}' was not found. Check the path.");
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"'{rest[0]}' is not a script: its name must end in .ps1.");
        return this with { Mode = RunMode.File, File = path, FileArguments = rest[1..] };
    }
}
