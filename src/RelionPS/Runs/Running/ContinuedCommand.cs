using System.Globalization;
using RelionPS.Builds.Toolchains;
using RelionPS.Core.Errors;
using RelionPS.Refinement.Options;
using RelionPS.Runs.Output;
using RelionPS.Runs.Results;

namespace RelionPS.Runs.Running;

/// <summary>Makes of a command the one that resumes its run.</summary>
internal static class ContinuedCommand
{
    /// <summary>The command, and the iteration that it goes on from.</summary>
    /// <exception cref="RelionException"><c>RelionRunAlreadyCompleted</c>, <c>RelionRunBusy</c> or
    /// <c>RelionRunNotContinuable</c>.</exception>
    public static (RefineCommand Command, int Iteration) Of(RefineCommand command, RefineRun run)
    {
        if (run.Status == RefineRunStatus.Completed && !AsksForMore(command, run))
        {
            throw RunningErrors.RunAlreadyCompleted(run);
        }
        RefineIteration from = Start(run);
        ToolVersion? version = VersionOf(run);
        HashSet<string> taken =
            [.. Changes(command, run).Where(change => change.IsTaken).Select(change => change.Flag)];
        taken.UnionWith(ContinuedValues.Forgotten(TakesSampling3D(run), command.Arguments));
        string[] arguments =
        [
            OptionTable.Continue,
            Relative(from.OptimiserPath!, command.WorkingDirectory),
            .. Kept(command, version, taken).SelectMany(option => option.Tokens),
            .. GradientSchemes.Forgotten(run.Kind, OptimiserFile.Read(from.OptimiserPath!), command.Arguments),
        ];
        return (command with { Arguments = arguments }, from.Number);
    }

    /// <summary>
    /// The options that a command which goes on has to have, as RELION forgets them; those that nothing is known of
    /// too.
    /// </summary>
    /// <param name="command">The run's command.</param>
    /// <param name="version">The version that continues; null where it is not known.</param>
    /// <param name="taken">Options of which RELION takes another value than the run had, or forgets that of the run.
    /// </param>
    public static IEnumerable<OptionTokens> Kept(
        RefineCommand command, ToolVersion? version, IReadOnlySet<string> taken) =>
        OptionTokens.Split(command.Arguments)
            .Where(option => OptionTable.Find(option.Flag) is not { } row || row.IsKeptIn(version)
                || taken.Contains(option.Flag));

    /// <summary>True for a run with 3D references that does not set its sampling itself.</summary>
    public static bool TakesSampling3D(RefineRun run) => run.Kind is RefineKind.Class3D or RefineKind.InitialModel;

    /// <summary>The last iteration whose files are all there and whole.</summary>
    /// <exception cref="RelionException"><c>RelionRunNotContinuable</c>.</exception>
    public static RefineIteration Start(RefineRun run) =>
        run.Iterations.LastOrDefault(IsWhole) ?? throw RunningErrors.RunNotContinuable(run);

    /// <summary>
    /// What the user has to know of the options: those handed on unknown, and those that RELION loses.
    /// </summary>
    public static IEnumerable<string> Notes(RefineCommand command, RefineRun run)
    {
        ToolVersion? version = VersionOf(run);
        string[] flags = [.. OptionTokens.Split(command.Arguments).Select(option => option.Flag)];
        string[] unknown = [.. flags.Where(flag => OptionTable.Find(flag) is null)];
        if (unknown.Length > 0) yield return RunningErrors.ContinuedWithUnknown(unknown);
        string[] lost = [.. flags.Where(flag => OptionTable.Find(flag)?.IsLostIn(version) == true)];
        if (lost.Length > 0) yield return RunningErrors.ContinuedWithout(lost, run.RelionVersion!);
        ContinuedChange[] changes = [.. Changes(command, run)];
        string says = run.RelionVersion ?? "";
        string[] taken = [.. changes.Where(change => change.IsTaken).Select(change => change.ToString())];
        if (taken.Length > 0) yield return RunningErrors.ContinuedWithOther(taken, says);
        string[] kept = [.. changes.Where(change => !change.IsTaken).Select(change => change.ToString())];
        if (kept.Length > 0) yield return RunningErrors.ContinuedWithOld(kept, says);
    }

    /// <summary>
    /// Options of the command that RELION has in the files of the run with another value, or without one; none where
    /// the run's own command is not known.
    /// </summary>
    private static IEnumerable<ContinuedChange> Changes(RefineCommand command, RefineRun run)
    {
        if (Original(run) is not { } original) yield break;
        ToolVersion? version = VersionOf(run);
        foreach (OptionTokens option in OptionTokens.Split(command.Arguments).DistinctBy(option => option.Flag))
        {
            string flag = option.Flag;
            if (flag == OptionTable.Continue || OptionTable.Find(flag) is not { } row || row.IsKeptIn(version)
                || row.IsLostIn(version))
            {
                continue;
            }
            string? asked = option.Values.Count > 0 ? ArgumentReader.ValueOf(command.Arguments, flag) : "";
            string? had = !original.Contains(flag) ? null
                : option.Values.Count > 0 ? ArgumentReader.ValueOf(original, flag) : "";
            if (had is not null && IsSame(had, asked ?? "", run.WorkingDirectory, command.WorkingDirectory)) continue;
            yield return new ContinuedChange(
                flag, asked ?? "", had, ContinuedValues.Takes(flag, version, original));
        }
    }

    /// <summary>
    /// What the run was begun with, and what later starts had beside; null where no file of its own first start is
    /// left.
    /// </summary>
    private static List<string>? Original(RefineRun run)
    {
        var arguments = new List<string>();
        bool isBegun = false;
        RefineIteration[] iterations = [.. run.Iterations];
        string first = $"{run.OutputRoot}_it000_optimiser.star";
        foreach (string path in iterations.Select(iteration => iteration.OptimiserPath).OfType<string>().Prepend(first))
        {
            IReadOnlyList<string> one;
            try
            {
                one = OptimiserFile.Read(path).Arguments;
            }
            catch (RelionException)
            {
                continue;
            }
            isBegun |= one.Count > 0 && !one.Contains(OptionTable.Continue);
            // The value of the latest start is the last, which counts.
            arguments.AddRange(one);
        }
        return isBegun ? arguments : null;
    }

    /// <summary>The same number, the same file, or the same text.</summary>
    private static bool IsSame(string one, string other, string? oneFolder, string otherFolder) =>
        one == other
        || (double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double first)
            && double.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out double second)
            && first.Equals(second))
        || (one.Length > 0 && other.Length > 0
            && Path.GetFullPath(Path.Combine(oneFolder ?? otherFolder, one))
                == Path.GetFullPath(Path.Combine(otherFolder, other)));

    /// <summary>
    /// RELION goes on past the last iteration that a run was asked for; auto-refinement has no such number.
    /// </summary>
    private static bool AsksForMore(RefineCommand command, RefineRun run) =>
        run.IterationCount is not null
        // The phases of 3.1's stochastic descent say how many there are, and --iter nothing.
        && !command.Arguments.Contains(OptionTable.OldGradient)
        && int.TryParse(
            ArgumentReader.ValueOf(command.Arguments, OptionTable.Iterations),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int asked)
        && asked > run.Iteration;

    /// <summary>
    /// Each file that RELION reads when it continues: optimiser, models, data and sampling; maps too.
    /// </summary>
    public static bool IsWhole(RefineIteration iteration)
    {
        if (iteration is not { Problem: null, OptimiserPath: { } path }
            || RelionResultCheck.FindIncomplete(path, null) is not null)
        {
            return false;
        }
        string? sampling = OptimiserFile.Read(path).General.TextOrNull(OptimiserFile.SamplingLabel);
        return sampling is null
            || RelionResultCheck.IsWholeStar(Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(sampling)));
    }

    /// <summary>The version that wrote the files; null where they do not say it.</summary>
    public static ToolVersion? VersionOf(RefineRun run) =>
        ToolVersion.Text(run.RelionVersion) is { } text ? ToolVersion.Parse(text) : null;

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

/// <summary>An option of a command that continues a run, which had it with another value.</summary>
/// <param name="Flag">The option.</param>
/// <param name="Asked">Its value now; empty for a switch.</param>
/// <param name="Had">Its value in the run's own command; null where that did not have it.</param>
/// <param name="IsTaken">True where RELION takes the new one when it continues.</param>
internal sealed record ContinuedChange(string Flag, string Asked, string? Had, bool IsTaken)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Flag} {Asked}".TrimEnd()
        + (Had is null ? " (which the run did not have)" : $" (which was {Had})");
}
