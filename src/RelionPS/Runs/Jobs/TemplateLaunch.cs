using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Text;
using RelionPS.Refinement.Launchers;
using RelionPS.Refinement.Scripts;

namespace RelionPS.Runs.Jobs;

/// <summary>
/// How a template starts what the GUI puts in: one process without a launcher, the plan's number of ranks as planned,
/// any other number without the plan's binding. The GUI repeats the line of the command for each command of a job, so
/// that all of it is a function of bash.
/// </summary>
internal static class TemplateLaunch
{
    /// <summary>The number of ranks that the GUI puts in.</summary>
    private const string Ranks = "XXXmpinodesXXX";

    /// <summary>Open MPI refuses root unless told; a template is for everyone.</summary>
    private const string RootOption = "--allow-run-as-root";

    /// <exception cref="RelionException"><c>RelionValueNotForScript</c> or <c>RelionHostNameInvalid</c>.</exception>
    public static IEnumerable<string> Lines(RefineCommand command)
    {
        yield return "start() (";
        yield return $"    if [ {Ranks} -eq 1 ]; then";
        foreach ((string name, string value) in Own(command))
        {
            yield return $"        export {ScriptText.Assignment(name, value)}";
        }
        yield return "        \"$@\"";
        yield return "        exit";
        yield return "    fi";
        if (command.LauncherArguments.Count == 0)
        {
            yield return $"    echo \"This template was made for one process, without MPI, and the job asks for "
                + $"{Ranks}: make it anew with -Mpi.\" >&2";
            yield return "    exit 1";
            yield return ")";
            yield return "start XXXcommandXXX";
            yield break;
        }
        if (command.LauncherArguments.Contains(RootOption))
        {
            yield return "    if [ \"$(id -u)\" -eq 0 ]; then export OMPI_ALLOW_RUN_AS_ROOT=1 "
                + "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi";
        }
        RunPlan plan = command.Plan;
        string planned = Text(plan.Ranks), nodes = Text(plan.NodeCount);
        yield return $"    if [ {Ranks} -eq {planned} ] && [ \"${{#hosts[@]}}\" -ge {nodes} ]; then";
        foreach (string line in Planned(command)) yield return $"        {line}";
        yield return "        exit";
        yield return "    fi";
        yield return $"    echo \"The plan is for {planned} ranks on {nodes} node(s), and the job has {Ranks} on "
            + $"${{#hosts[@]}}: they are not bound to cores.\" >&2";
        foreach (string line in Unbound(command)) yield return $"    {line}";
        yield return ")";
        yield return "start XXXcommandXXX";
    }

    private static IEnumerable<string> Planned(RefineCommand command)
    {
        RefineCommand counted = command with { LauncherArguments = WithGuiRanks(command) };
        var launch = new LaunchFolder(counted, "files", hasHosts: true);
        if (!launch.IsEmpty)
        {
            yield return "files=$(mktemp -d) || exit 1";
            yield return "trap 'rm -rf -- \"$files\"' EXIT";
        }
        foreach (string line in launch.Write()) yield return line;
        foreach (string line in launch.Environment()) yield return line;
        yield return $"{ScriptParts.Launcher(counted, launch)} \"$@\"";
    }

    /// <summary>
    /// The launcher on the allocation's hosts, in turn, with nothing of the plan but RELION's environment.
    /// </summary>
    private static IEnumerable<string> Unbound(RefineCommand command)
    {
        IReadOnlyList<KeyValuePair<string, string>> own = Own(command);
        foreach ((string name, string value) in own) yield return $"export {ScriptText.Assignment(name, value)}";
        UnboundLine line = (MpiDialects.Find(command.Mpi) ?? MpiDialects.OfGuide)
            .Unbound(Ranks, own, command.LauncherArguments);
        string hosts = line.HostOption is { } option ? $" {option} \"$list\"" : "";
        if (line.HostOption is not null) yield return "list=$(IFS=,; echo \"${hosts[*]}\")";
        string variables = string.Concat(
            line.Environment.Select(variable => ScriptText.Assignment(variable.Key, variable.Value) + " "));
        string program = ScriptText.Program(command.LauncherArguments[0]);
        yield return $"{variables}{program}{hosts} {BashQuoting.JoinWords(line.Tokens)} \"$@\"";
    }

    /// <summary>RELION's own environment, without the launcher's.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> Own(RefineCommand command) =>
        command.LauncherRequest?.Environment ?? [.. command.Variables];

    /// <summary>
    /// The launcher's tokens with the GUI's number for the plan's, and without what root alone needs.
    /// </summary>
    private static IReadOnlyList<string> WithGuiRanks(RefineCommand command)
    {
        List<string> tokens = [.. command.LauncherArguments];
        string planned = Text(command.Plan.Ranks);
        int at = tokens.FindLastIndex(token => token is "-np" or "-n");
        if (at >= 0 && at + 1 < tokens.Count && tokens[at + 1] == planned) tokens[at + 1] = Ranks;
        tokens.RemoveAll(token => token == RootOption);
        return tokens;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
