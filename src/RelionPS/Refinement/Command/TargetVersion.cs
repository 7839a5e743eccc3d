using RelionPS.Builds.Installations;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Core.Processes;
using RelionPS.Refinement.Options;

namespace RelionPS.Refinement.Command;

/// <summary>The version of RELION that a command is for.</summary>
internal static class TargetVersion
{
    private const string Name = "RelionVersion";

    /// <summary>Ends at a version that is none or not known, or is another than the installation's.</summary>
    /// <exception cref="RelionException"><c>RelionVersionWithoutJobs</c> or
    /// <c>RelionVersionNotOfInstallation</c>.</exception>
    public static void Check(CommandRequest asked)
    {
        if (asked.RelionVersion is not { } version) return;
        if (ToolVersion.Text(version) != version || ToolVersion.Parse(version) < ToolVersion.Parse(GuiJobs.Oldest))
        {
            throw OptionErrors.VersionWithoutJobs(version, GuiJobs.Oldest, GuiJobs.Newest);
        }
        if (asked.Installation is { Version: { } installed } installation && !IsOf(installed, version))
        {
            throw RefineCommandErrors.VersionNotOfInstallation(version, installation);
        }
    }

    /// <summary>
    /// What was asked for, with a version where a job's defaults need one: the installation's, the one asked for, that
    /// of the program on this machine, or the newest.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<CommandRequest> FindAsync(CommandRequest asked, CancellationToken cancellationToken)
    {
        if (asked.RelionVersion is { } given)
        {
            return asked with { VersionNotes = [new(Name, given, "Override", "as asked for", "-RelionVersion")] };
        }
        if (asked.JobType is null || asked.Installation?.Version is not null) return asked;
        if (Program(asked) is { } program
            && (await RelionProbe.ProbeAsync(program, cancellationToken).ConfigureAwait(false)).Version is { } found)
        {
            return asked with
            {
                RelionVersion = found,
                VersionNotes = [new(Name, found, "VersionOfProgram", $"{program} says so", "the program's --version")],
            };
        }
        return asked with
        {
            RelionVersion = GuiJobs.Newest,
            VersionNotes =
            [
                new(
                    Name, GuiJobs.Newest, "NewestGui",
                    "no program here tells its version, so the newest GUI that was read is taken; say -RelionVersion "
                    + "or -Installation",
                    JobPreset.Source(GuiJobs.Newest),
                    IsWarning: true),
            ],
        };
    }

    /// <summary>True where the longer version begins with the numbers of the shorter.</summary>
    public static bool IsOf(string version, string series) =>
        version == series || version.StartsWith(series + ".", StringComparison.Ordinal)
        || version.StartsWith(series + "-", StringComparison.Ordinal);

    /// <summary>The program that a plan for this machine would start; null where it is not here.</summary>
    private static string? Program(CommandRequest asked)
    {
        if (asked.Installation is not null || asked.Nodes is not (null or [{ IsThisNode: true }, ..])) return null;
        string folder = asked.WorkingDirectory ?? asked.CurrentDirectory;
        string[] names = asked.Executable is { } named ? [named] : [RefineProgram.ThreadsOnly, RefineProgram.Mpi];
        return names.Select(name => ProgramFinder.Find(name, folder)).FirstOrDefault(path => path is not null);
    }
}
