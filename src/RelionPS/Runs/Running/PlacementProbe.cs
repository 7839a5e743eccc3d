using System.Globalization;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Core.Text;
using RelionPS.Nodes.Profile;
using RelionPS.Refinement.Launchers;

namespace RelionPS.Runs.Running;

/// <summary>
/// Starts a command's launcher, options and all, with a line of shell in place of RELION: each rank says its number,
/// host and the CPUs that the kernel
/// lets it use. It needs sh, sed and uname alone.
/// </summary>
internal static class PlacementProbe
{
    private const string Mark = "RelionPS-rank";

    /// <summary>
    /// Rank by Open MPI, by PMI (Intel MPI, MPICH), by PMIx or by Slurm.
    /// </summary>
    private const string Script =
        "printf '"
            + Mark
            + " %s %s %s\\n' \"${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-${PMIX_RANK:-${SLURM_PROCID:-0}}}}\" \"$host\" "
            + "\"$(sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status)\"";

    /// <summary>
    /// Slurm's name of the node comes before the machine's, since it is the one that plans have. Hydra hands the
    /// variables of its own node to all ranks,
    /// so that Slurm's is of no use there.
    /// </summary>
    private static string HostScript(string mpi) =>
        MpiDialects.Find(mpi)?.PassesOwnVariables == true
            ? "host=$(uname -n); "
            : "host=${SLURMD_NODENAME:-$(uname -n)}; ";

    /// <exception cref="RelionException"><c>RelionProgramNotFound</c>, <c>RelionHostsNotNamed</c> or
    /// <c>RelionPlacementNotProbed</c>.</exception>
    public static async Task<PlacementResult> RunAsync(
        RefineCommand command, IReporter reporter, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> tokens = [.. command.LauncherArguments, "sh", "-c", HostScript(command.Mpi) + Script];
        string program = ProgramFinder.Require(tokens[0], command.WorkingDirectory);
        LaunchFiles.Write(command);
        reporter.Verbose(BashQuoting.Join(tokens));
        ProcessOutcome outcome = await ProcessRunner.RunAsync(
            new ProcessRequest(program, [.. tokens.Skip(1)])
            {
                WorkingDirectory = command.WorkingDirectory,
                Environment = [.. command.Variables.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))],
                CaptureText = true,
            },
            cancellationToken).ConfigureAwait(false);
        if (outcome.IsCancelled) throw new OperationCanceledException(cancellationToken);
        IReadOnlyList<SeenRank> seen = Parse(outcome.StandardOutput);
        if (outcome.ExitCode != 0 || seen.Count == 0)
        {
            throw RunningErrors.PlacementNotProbed(
                command, tokens[0], outcome.ExitCode, outcome.StandardError.Trim());
        }
        return PlacementComparison.Compare(command, seen);
    }

    /// <summary>The probe's lines; a launcher may put text of its own before them.</summary>
    internal static IReadOnlyList<SeenRank> Parse(string output)
    {
        var seen = new List<SeenRank>();
        foreach (string line in output.Split('\n'))
        {
            int at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (at < 0) continue;
            string[] words = line[at..].Split(
                ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 4
                && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int rank)
                && CpuList.TryParse(words[3]) is { } cpus)
            {
                seen.Add(new SeenRank(rank, words[2], CpuList.Format(cpus)));
            }
        }
        return seen;
    }
}
