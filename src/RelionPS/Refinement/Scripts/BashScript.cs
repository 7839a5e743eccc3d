using RelionPS.Core.Errors;
using RelionPS.Core.Text;

namespace RelionPS.Refinement.Scripts;

/// <summary>A command as a script for bash, timed as the guide does it (5.2).</summary>
internal static class BashScript
{
    /// <exception cref="RelionException"><c>RelionValueNotForScript</c>, <c>RelionHostNameInvalid</c> or
    /// <c>RelionHostsNotNamed</c>.</exception>
    public static string Render(RefineCommand command)
    {
        var launch = new LaunchFolder(command, "files", hasHosts: false);
        List<string> lines =
        [
            "#!/bin/bash",
            "set -u",
            $"cd -- {ScriptText.Folder(command.WorkingDirectory)} || exit 1",
            .. ScriptParts.Folder(command),
            // A folder of this run alone: no file of the user's lies in it, and two runs at once do not share one.
            .. launch.IsEmpty
                ? Array.Empty<string>()
                : ["files=$(mktemp -d) || exit 1", "trap 'rm -rf -- \"$files\"' EXIT"],
            .. launch.Write(),
            .. launch.Environment(),
            "btime=`date +%s`",
            ScriptParts.Run(command, launch),
            "status=$?",
            "etime=`date +%s`",
            "diff=`expr $etime - $btime`",
            $"[ \"$status\" -eq 0 ] && echo {ScriptParts.Sentence(command)}\"$diff\"",
            "exit \"$status\"",
        ];
        return string.Join('\n', lines) + "\n";
    }
}
