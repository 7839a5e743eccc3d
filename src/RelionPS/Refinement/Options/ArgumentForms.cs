using RelionPS.Core.Errors;

namespace RelionPS.Refinement.Options;

/// <summary>The forms that tokens of a command must have, before it is made or started.</summary>
internal static class ArgumentForms
{
    /// <summary>
    /// Ends at an option and its value, or several options, in one token: the program would see one option of a strange
    /// name, warn, and go on without it.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionArgumentsTogether</c>.</exception>
    public static void RefuseTogether(IEnumerable<string> tokens)
    {
        foreach (string token in tokens)
        {
            if (!IsFlag(token) || !token.AsSpan().ContainsAny(" \t\n")) continue;
            string[] parts = token.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
            IEnumerable<string> quoted =
                parts.Select(part => $"'{part.Replace("'", "''", StringComparison.Ordinal)}'");
            throw OptionErrors.ArgumentsTogether(token, string.Join(", ", quoted));
        }
    }

    /// <summary>
    /// Ends at a command without particles or results: the program ends at once, or prints its help with exit code 0.
    /// </summary>
    /// <exception cref="RelionException"><c>RelionCommandWithoutInput</c>.</exception>
    /// <param name="arguments">The program's tokens.</param>
    /// <param name="commandLine">The whole command, for the error.</param>
    public static void RequireFiles(IReadOnlyList<string> arguments, string commandLine)
    {
        if (ArgumentReader.ValueOf(arguments, OptionTable.Continue) is not null) return;
        bool hasInput = ArgumentReader.ValueOf(arguments, OptionTable.Input) is not null || HasSet(arguments);
        if (!hasInput)
        {
            throw OptionErrors.CommandWithoutInput(
                commandLine,
                OptionTable.Input,
                $"-InputStar, or -AdditionalArgument '{OptionTable.OptimisationSet}', 'optimisation_set.star'");
        }
        if (ArgumentReader.ValueOf(arguments, OptionTable.Output) is null)
        {
            throw OptionErrors.CommandWithoutInput(commandLine, OptionTable.Output, "-OutputRoot");
        }
    }

    /// <summary>True where an optimisation set names the particles (RELION 4.0 and later).</summary>
    public static bool HasSet(IReadOnlyList<string>? arguments) =>
        arguments is not null && ArgumentReader.ValueOf(arguments, OptionTable.OptimisationSet) is not null;

    /// <summary>A value may begin with two hyphens, but not with a letter behind them.</summary>
    public static bool IsFlag(string token) =>
        token.Length > 2 && token.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(token[2]);
}
