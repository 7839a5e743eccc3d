namespace RelionPS.Rendering;

/// <summary>Pieces that the scripts share. Every value is quoted; a host that is not known yet is an element of the script's own list of hosts.</summary>
internal static class ScriptParts
{
    public static IEnumerable<string> Environment(RefineCommand command) => command.Variables.Select(variable => $"export {variable.Key}={BashQuoting.Quote(variable.Value)}");

    /// <summary>The launcher's files.</summary>
    public static IEnumerable<string> Files(RefineCommand command)
    {
        foreach (LaunchFile file in command.LaunchFiles)
        {
            yield return $"cat > {BashQuoting.Quote(file.Path)} <<RELIONPS_END";
            foreach (LaunchFileLine line in file.Lines) yield return Heredoc(line.Before) + Host(line.HostName) + Heredoc(line.After);
            yield return "RELIONPS_END";
        }
    }

    public static IEnumerable<string> Folder(RefineCommand command)
    {
        string? folder = Path.GetDirectoryName(command.Options.OutputRoot);
        if (!string.IsNullOrEmpty(folder)) yield return $"mkdir -p -- {BashQuoting.Quote(folder)}";
    }

    public static string Run(RefineCommand command) => BashQuoting.Join([.. command.LauncherArguments, command.Executable, .. command.Arguments]);

    /// <summary>The guide's sentence up to the time (5.2), for echo.</summary>
    public static string Sentence(RefineCommand command) =>
        BashQuoting.Quote($"RELION {command.Name} using {command.Plan.Ranks} ranks and {command.Plan.ThreadsPerRank} threads per rank and a pool size of {command.Plan.Pool} on {command.Plan.NodeCount} node(s) completed in the following time (seconds): ");

    private static string Host(string name) => name.StartsWith('#') && int.TryParse(name.AsSpan(1), out int number) ? $"${{hosts[{number - 1}]}}" : Heredoc(name);

    private static string Heredoc(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);
}
