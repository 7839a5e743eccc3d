using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Command;

/// <summary>
/// A <see cref="RefineCommand"/> as one bash line: folder, results folder, environment, launcher, program, options.
/// </summary>
internal static class CommandLineRenderer
{
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>.</exception>
    public static string Render(RefineCommand command)
    {
        var steps = new List<string>();
        if (command.HasOwnDirectory) steps.Add($"cd -- {ScriptText.Folder(command.WorkingDirectory)}");
        // RELION does not make the folder of its results; the guide's listings begin with mkdir for that reason.
        string? folder = Path.GetDirectoryName(command.Options.OutputRoot);
        if (!string.IsNullOrEmpty(folder)) steps.Add($"mkdir -p -- {BashQuoting.Quote(folder)}");
        foreach (LaunchFile file in command.LaunchFiles)
        {
            IEnumerable<string> lines = file.Lines.Select(line => BashQuoting.Quote(ScriptText.Line(line.ToString())));
            steps.Add(ScriptText.WriteLines(lines, BashQuoting.Quote(file.Path)));
        }
        IEnumerable<string> variables = command.Variables.Select(pair => ScriptText.Assignment(pair.Key, pair.Value));
        string[] words = [.. command.LauncherArguments, command.Executable, .. command.Arguments];
        IEnumerable<string> run = words.Skip(1).Select(BashQuoting.Quote).Prepend(ScriptText.Program(words[0]));
        steps.Add(string.Join(' ', variables.Concat(run)));
        return string.Join(" && ", steps);
    }
}
