namespace RelionPS.Rendering;

/// <summary>A <see cref="RefineCommand"/> as one bash line: folder, results folder, environment, launcher, program, options.</summary>
internal static class CommandLineRenderer
{
    public static string Render(RefineCommand command)
    {
        var steps = new List<string>();
        if (command.HasOwnDirectory) steps.Add($"cd -- {BashQuoting.Quote(command.WorkingDirectory)}");
        // RELION does not make the folder of its results; the guide's listings begin with mkdir for that reason.
        string? folder = Path.GetDirectoryName(command.Options.OutputRoot);
        if (!string.IsNullOrEmpty(folder)) steps.Add($"mkdir -p -- {BashQuoting.Quote(folder)}");
        foreach (LaunchFile file in command.LaunchFiles)
        {
            steps.Add($"printf '%s\\n' {BashQuoting.JoinWords(file.Lines.Select(line => line.ToString()))} > {BashQuoting.Quote(file.Path)}");
        }
        IEnumerable<string> variables = command.Variables.Select(variable => $"{variable.Key}={BashQuoting.Quote(variable.Value)} ");
        steps.Add(string.Concat(variables) + BashQuoting.Join([.. command.LauncherArguments, command.Executable, .. command.Arguments]));
        return string.Join(" && ", steps);
    }
}
