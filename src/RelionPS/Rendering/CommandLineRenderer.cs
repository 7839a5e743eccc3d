namespace RelionPS.Rendering;

/// <summary>A <see cref="RefineCommand"/> as one bash line: folder, results folder, environment, launcher, program, options.</summary>
internal static class CommandLineRenderer
{
    /// <exception cref="Errors.RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Render(RefineCommand command)
    {
        var steps = new List<string>();
        if (command.HasOwnDirectory) steps.Add($"cd -- {ScriptText.Folder(command.WorkingDirectory)}");
        // RELION does not make the folder of its results; the guide's listings begin with mkdir for that reason.
        string? folder = Path.GetDirectoryName(command.Options.OutputRoot);
        if (!string.IsNullOrEmpty(folder)) steps.Add($"mkdir -p -- {BashQuoting.Quote(folder)}");
        foreach (LaunchFile file in command.LaunchFiles)
        {
            steps.Add(ScriptText.WriteLines(file.Lines.Select(line => BashQuoting.Quote(ScriptText.Line(line.ToString()))), BashQuoting.Quote(file.Path)));
        }
        IEnumerable<string> variables = command.Variables.Select(variable => $"{ScriptText.Assignment(variable.Key, variable.Value)} ");
        string[] words = [.. command.LauncherArguments, command.Executable, .. command.Arguments];
        steps.Add($"{string.Concat(variables)}{string.Join(' ', words.Skip(1).Select(BashQuoting.Quote).Prepend(ScriptText.Program(words[0])))}");
        return string.Join(" && ", steps);
    }
}
