namespace RelionPS.Rendering;

/// <summary>Pieces that the scripts share. Every value is quoted.</summary>
internal static class ScriptParts
{
    public static IEnumerable<string> Folder(RefineCommand command)
    {
        string? folder = Path.GetDirectoryName(command.Options.OutputRoot);
        if (!string.IsNullOrEmpty(folder)) yield return $"mkdir -p -- {BashQuoting.Quote(folder)}";
    }

    /// <summary>The line that runs it: launcher, program, options.</summary>
    public static string Run(RefineCommand command, LaunchFolder launch)
    {
        string[] words = [.. command.LauncherArguments.Select(launch.Word), .. new[] { command.Executable }.Concat(command.Arguments).Select(BashQuoting.Quote)];
        words[0] = ScriptText.Program(command.LauncherArguments.Count > 0 ? command.LauncherArguments[0] : command.Executable);
        return string.Join(' ', words);
    }

    /// <summary>The guide's sentence up to the time (5.2), for echo.</summary>
    public static string Sentence(RefineCommand command) =>
        BashQuoting.Quote($"RELION {command.Name} using {command.Plan.Ranks} ranks and {command.Plan.ThreadsPerRank} threads per rank and a pool size of {command.Plan.Pool} on {command.Plan.NodeCount} node(s) completed in the following time (seconds): ");
}
