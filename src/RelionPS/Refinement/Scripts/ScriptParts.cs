using RelionPS.Core.Text;

namespace RelionPS.Refinement.Scripts;

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
        bool isLaunched = command.LauncherArguments.Count > 0;
        IEnumerable<string> program = isLaunched
            ? [Launcher(command, launch), BashQuoting.Quote(command.Executable)]
            : [ScriptText.Program(command.Executable)];
        return string.Join(' ', program.Concat(command.Arguments.Select(BashQuoting.Quote)));
    }

    /// <summary>The launcher and its options.</summary>
    public static string Launcher(RefineCommand command, LaunchFolder launch)
    {
        IEnumerable<string> options = command.LauncherArguments.Skip(1).Select(launch.Word);
        return string.Join(' ', options.Prepend(ScriptText.Program(command.LauncherArguments[0])));
    }

    /// <summary>The guide's sentence up to the time (5.2), for echo.</summary>
    public static string Sentence(RefineCommand command) =>
        BashQuoting.Quote(
            $"RELION {command.Name} using {command.Plan.Ranks} ranks and {command.Plan.ThreadsPerRank} threads per "
            + $"rank and a pool size of {command.Plan.Pool} on {command.Plan.NodeCount} node(s) completed in the "
            + $"following time (seconds): ");
}
