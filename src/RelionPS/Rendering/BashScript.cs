namespace RelionPS.Rendering;

/// <summary>A command as a script for bash, timed as the guide does it (5.2).</summary>
internal static class BashScript
{
    public static string Render(RefineCommand command)
    {
        List<string> lines =
        [
            "#!/bin/bash",
            "set -u",
            $"cd -- {BashQuoting.Quote(command.WorkingDirectory)} || exit 1",
            .. ScriptParts.Folder(command),
            .. ScriptParts.Files(command),
            .. ScriptParts.Environment(command),
            "btime=`date +%s`",
            ScriptParts.Run(command),
            "status=$?",
            "etime=`date +%s`",
            "diff=`expr $etime - $btime`",
            $"[ \"$status\" -eq 0 ] && echo {ScriptParts.Sentence(command)}\"$diff\"",
            "exit \"$status\"",
        ];
        return string.Join('\n', lines) + "\n";
    }
}
